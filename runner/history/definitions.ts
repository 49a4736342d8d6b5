import type { Graph, GraphNode, GraphWire, Source } from '../../proto/messages.ts';
import { fromProtoStruct, fromProtoValue } from '../../proto/value.ts';
import type { JsonObject } from '../../src/flow/model.ts';
import { sameJson } from '../../src/flow/sameJson.ts';

/**
 * What the outputs of the nodes of a graph come from, by node: what is run, with which settings, and what is wired to
 * it. Not in it is what only says when, how often and how long something runs.
 */
export class Definitions {
  readonly #env: Readonly<Record<string, string>>;
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #wires = new Map<string, GraphWire[]>();

  constructor(graph: Graph) {
    this.#env = graph.env ?? {};
    this.#nodes = new Map((graph.nodes ?? []).map((node) => [node.id ?? '', node]));
    for (const wire of graph.wires ?? []) {
      const known = this.#wires.get(wire.node ?? '');
      if (known) known.push(wire);
      else this.#wires.set(wire.node ?? '', [wire]);
    }
  }

  /** The definition of a node as data that can be kept and compared; undefined when there is no such node. */
  of(id: string): JsonObject | undefined {
    const node = this.#nodes.get(id);
    if (!node) return undefined;
    return {
      kind: node.kind ?? '',
      settings: fromProtoStruct(node.settings),
      env: { ...this.#env, ...node.env },
      secrets: [...(node.secretNames ?? [])].sort(),
      workdir: node.workdir ?? '',
      sandbox: fromProtoStruct(node.sandbox),
      each: node.each ?? '',
      files: [...(node.cache?.outputs ?? [])],
      when: node.when ? { ...sourceData(node.when.source), negated: node.when.negated ?? false } : null,
      wires: portsData(this.#wires.get(id) ?? []),
      ...(node.subFlow && { flow: definitionOf(node.subFlow.graph ?? {}), folder: node.subFlow.folder ?? '' }),
    };
  }

  /** Whether a node's outputs come from the same here and there. */
  isSame(id: string, other: Definitions): boolean {
    return sameJson(this.of(id), other.of(id));
  }
}

/** What the outputs of a flow within the graph come from. */
function definitionOf(graph: Graph): JsonObject {
  const definitions = new Definitions(graph);
  const nodes = (graph.nodes ?? []).map(({ id = '' }) => [id, definitions.of(id) ?? null] as const);
  const inputs = (graph.inputs ?? []).map(({ name = '', type, defaultValue }) => {
    return [name, { type: type ?? '', default: fromProtoValue(defaultValue) }] as const;
  });
  const outputs = (graph.outputs ?? []).map(
    ({ name = '', source }) => [name, sourceData({ nodePort: source ?? {} })] as const,
  );
  return { nodes: Object.fromEntries(nodes), inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) };
}

/** The sources of each port; wires of one port in their order, which is that of the list. */
function portsData(wires: readonly GraphWire[]): JsonObject {
  const ports = new Map<string, JsonObject[]>();
  for (const { port = '', source, listItem } of wires) {
    const known = ports.get(port) ?? [];
    ports.set(port, [...known, { ...sourceData(source), list: listItem ?? false }]);
  }
  return Object.fromEntries(ports);
}

function sourceData(source: Source | null | undefined): JsonObject {
  if (!source?.nodePort) return { input: source?.input ?? '' };
  return { node: source.nodePort.node ?? '', port: source.nodePort.port ?? '' };
}
