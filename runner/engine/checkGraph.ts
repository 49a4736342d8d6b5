import type { Graph, GraphNode, ProtoValue, Source } from '../../proto/messages.ts';
import { checkEach, type WiredPorts, wiredPortsOfEach } from './checkEach.ts';
import { checkResources } from './checkResources.ts';
import { DraftPorts } from './draftPorts.ts';
import type { Checked } from './failures.ts';
import { invalid, type LaidNode, type LaidScope, layOutGraph, quote } from './layOutGraph.ts';
import { linkPlan } from './linkPlan.ts';
import type { PlanNode, PlanResource } from './planTypes.ts';
import type { PreparedNode, PreparedPort, PreparedScope, PreparedSource } from './preparedRun.ts';

/** A graph in which every name leads somewhere and nothing goes in a circle, with those within it. */
export interface CheckedGraph {
  readonly nodes: readonly PreparedNode[];
  readonly scopes: readonly PreparedScope[];
  readonly planNodes: readonly PlanNode[];
  readonly resources: readonly PlanResource[];
}

interface Names {
  readonly nodes: ReadonlyMap<string, number>;
  readonly inputs: ReadonlySet<string>;
  readonly scope: number;
}

/** Checks the nodes, wires and outputs of a graph and of the flows within it. */
export function checkGraph(
  graph: Graph,
  kinds: ReadonlySet<string>,
  given: Readonly<Record<string, ProtoValue>>,
  workingFolder: string,
): Checked<CheckedGraph> {
  const unknown = Object.keys(given).find((name) => !graph.inputs?.some((input) => input.name === name));
  if (unknown !== undefined) {
    return invalid(`The request gives a value for the input ${quote(unknown)}, which the flow does not have.`, unknown);
  }
  const laid = layOutGraph(graph, kinds, workingFolder);
  if (!laid.ok) return laid;
  const resources = checkResources(laid.value);
  if (!resources.ok) return resources;
  const nodes: PreparedNode[] = [];
  const scopes: PreparedScope[] = [];
  for (const [scope, of] of laid.value.scopes.entries()) {
    const inputs = new Set((of.graph.inputs ?? []).map((input) => input.name ?? ''));
    const names: Names = { nodes: of.indexes, inputs, scope };
    const ports = checkWires(of.graph, names);
    if (!ports.ok) return ports;
    const wired = wiredPortsOfEach(of.graph);
    for (const index of of.indexes.values()) {
      const node = laid.value.nodes[index];
      const more: NodeParts = {
        ports: ports.value.get(index)?.ports ?? NO_PORTS,
        needs: resources.value.needs[index] ?? [],
        wired,
      };
      const prepared = node && prepareNode(node, more, names);
      if (!prepared?.ok) return prepared ?? invalid('The graph has a node that is not there.', '');
      nodes[index] = prepared.value;
    }
    const outputs = checkOutputs(of.graph, names);
    if (!outputs.ok) return outputs;
    scopes.push(prepareScope(of, outputs.value));
  }
  const planNodes = linkPlan(nodes);
  if (!planNodes.ok) return planNodes;
  return { ok: true, value: { nodes, scopes, planNodes: planNodes.value, resources: resources.value.resources } };
}

function prepareScope(of: LaidScope, outputs: PreparedScope['outputs']): PreparedScope {
  const { node, first, end, indexes, graph, workingFolder } = of;
  const members = indexes.size;
  return { node, first, end, members, inputs: graph.inputs ?? [], outputs, env: graph.env ?? {}, workingFolder };
}

/** The in-ports of all nodes that something is wired to. */
function checkWires(graph: Graph, names: Names): Checked<ReadonlyMap<number, DraftPorts>> {
  const ports = new Map<number, DraftPorts>();
  for (const wire of graph.wires ?? []) {
    const node = wire.node ?? '';
    const port = wire.port ?? '';
    const where = () => `The wire to \`${node}.${port}\``;
    const index = names.nodes.get(node);
    if (index === undefined) return invalid(`${where()} leads to a node that the graph does not have.`, node);
    if (port === '') return invalid(`A wire to node \`${node}\` names no port.`, node);
    const source = checkSource(wire.source, where, names);
    if (!source.ok) return source;
    const target = ports.get(index) ?? new DraftPorts();
    ports.set(index, target);
    const known = target.get(port);
    const list = wire.listItem ?? false;
    if (!known) target.add({ port, list, sources: [source.value] });
    else if (known.list && list) known.sources.push(source.value);
    else return invalid(`Two wires lead to \`${node}.${port}\`, which is no list.`, node);
  }
  return { ok: true, value: ports };
}

function checkSource(source: Source | null | undefined, where: () => string, names: Names): Checked<PreparedSource> {
  if (source?.nodePort) {
    const { node: id = '', port = '' } = source.nodePort;
    const node = names.nodes.get(id);
    if (node === undefined)
      return invalid(`${where()} takes its value from node ${quote(id)}, which the graph does not have.`, id);
    if (port === '') return invalid(`${where()} names no port of node \`${id}\`.`, id);
    return { ok: true, value: { from: 'node', node, port } };
  }
  const name = source?.input ?? '';
  if (!names.inputs.has(name)) {
    return invalid(`${where()} takes its value from the input ${quote(name)}, which the flow does not have.`, name);
  }
  return { ok: true, value: { from: 'input', scope: names.scope, name } };
}

const NO_PORTS: readonly PreparedPort[] = [];

const NOBODY: readonly number[] = [];

/** What is known of a node beside the node itself. */
interface NodeParts {
  readonly ports: readonly PreparedPort[];
  readonly needs: PreparedNode['needs'];
  readonly wired: WiredPorts;
}

function prepareNode(
  { message: node, id, scope, opens }: LaidNode,
  { ports, needs, wired }: NodeParts,
  names: Names,
): Checked<PreparedNode> {
  const after: number[] = [];
  for (const other of node.after ?? []) {
    const index = names.nodes.get(other);
    if (index !== undefined) after.push(index);
    else return invalid(`Node \`${id}\` comes after ${quote(other)}, which the graph does not have.`, id);
  }
  const each = checkEach(node, ports, wired);
  if (!each.ok) return each;
  const when = checkCondition(node, id, names);
  if (!when.ok) return when;
  return {
    ok: true,
    value: {
      id,
      kind: node.kind ?? '',
      message: node,
      scope,
      opens,
      after: after.length > 0 ? after : NOBODY,
      ports,
      timeoutMs: timeoutOf(node),
      needs,
      each: each.value,
      when: when.value,
    },
  };
}

const NO_CONDITION: Checked<undefined> = { ok: true, value: undefined };

function checkCondition({ when }: GraphNode, id: string, names: Names): Checked<PreparedNode['when']> {
  if (!when) return NO_CONDITION;
  const source = checkSource(when.source, () => `The condition of node \`${id}\``, names);
  return source.ok ? { ok: true, value: { source: source.value, negated: when.negated ?? false } } : source;
}

/** The shorter one of a node's own limit and that of the flow that it stands for. */
function timeoutOf({ timeoutMs, subFlow }: GraphNode): number {
  const own = timeoutMs ?? 0;
  const whole = subFlow?.timeoutMs ?? 0;
  return own > 0 && whole > 0 ? Math.min(own, whole) : own || whole;
}

function checkOutputs(graph: Graph, names: Names): Checked<PreparedScope['outputs']> {
  const outputs: { name: string; node: number; port: string }[] = [];
  for (const output of graph.outputs ?? []) {
    const name = output.name ?? '';
    const source = checkSource({ nodePort: output.source ?? {} }, () => `The flow's output \`${name}\``, names);
    if (!source.ok) return source;
    if (source.value.from === 'node') outputs.push({ name, node: source.value.node, port: source.value.port });
  }
  return { ok: true, value: outputs };
}
