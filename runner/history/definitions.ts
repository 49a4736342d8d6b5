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

  /** The definitions in the flow that runs in the place of a node; undefined for a node that does something itself. */
  within(id: string): Definitions | undefined {
    const graph = this.#nodes.get(id)?.subFlow?.graph;
    return graph ? new Definitions(graph) : undefined;
  }

  /** Whether the flow that runs in the place of a node gets the same here and there, whatever its nodes make of it. */
  isSameAround(id: string, other: Definitions): boolean {
    const around = (definition: JsonObject | undefined) => ({ ...definition, flow: null });
    const inputs = (graph: Graph | null | undefined) => inputsOf(graph ?? {});
    const [here, there] = [this.#nodes.get(id)?.subFlow, other.#nodes.get(id)?.subFlow];
    return (
      sameJson(around(this.of(id)), around(other.of(id))) &&
      sameJson(inputs(here?.graph), inputs(there?.graph)) &&
      sameJson({ ...here?.graph?.env }, { ...there?.graph?.env })
    );
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
  const outputs = (graph.outputs ?? []).map(
    ({ name = '', source }) => [name, sourceData({ nodePort: source ?? {} })] as const,
  );
  return { nodes: Object.fromEntries(nodes), inputs: inputsOf(graph), outputs: Object.fromEntries(outputs) };
}

function inputsOf(graph: Graph): JsonObject {
  const inputs = (graph.inputs ?? []).map(({ name = '', type, defaultValue }) => {
    return [name, { type: type ?? '', default: fromProtoValue(defaultValue) }] as const;
  });
  return Object.fromEntries(inputs);
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
