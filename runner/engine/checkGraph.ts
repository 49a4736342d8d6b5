import type { Graph, GraphNode, ProtoValue, Source } from '../../proto/messages.ts';
import { checkEach, wiredPortsOfEach } from './checkEach.ts';
import { checkResources } from './checkResources.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import { linkPlan } from './linkPlan.ts';
import type { PlanNode, PlanResource } from './planTypes.ts';
import type { PreparedNode, PreparedPort, PreparedSource } from './preparedRun.ts';

/** Node ids name log files and stand in messages. The same as the format allows, and short enough for a file name. */
const NODE_ID_PATTERN = /^[A-Za-z_][A-Za-z0-9_-]{0,199}$/;

/** A graph in which every name leads somewhere and nothing goes in a circle. */
export interface CheckedGraph {
  readonly nodes: readonly PreparedNode[];
  readonly planNodes: readonly PlanNode[];
  readonly resources: readonly PlanResource[];
  readonly outputs: readonly { readonly name: string; readonly node: number; readonly port: string }[];
}

interface Names {
  readonly nodes: ReadonlyMap<string, number>;
  readonly inputs: ReadonlySet<string>;
}

interface DraftPort {
  readonly port: string;
  readonly list: boolean;
  readonly sources: PreparedSource[];
}

/** Checks the nodes, wires and outputs of a graph. */
export function checkGraph(
  graph: Graph,
  kinds: ReadonlySet<string>,
  given: Readonly<Record<string, ProtoValue>>,
): Checked<CheckedGraph> {
  const indexes = new Map<string, number>();
  for (const [index, node] of (graph.nodes ?? []).entries()) {
    const fault = faultOfNode(node, index, indexes, kinds, graph);
    if (fault) return fault;
    indexes.set(node.id ?? '', index);
  }
  const inputs = new Set((graph.inputs ?? []).map((input) => input.name ?? ''));
  const unknown = Object.keys(given).find((name) => !inputs.has(name));
  if (unknown !== undefined) {
    return invalid(`The request gives a value for the input ${quote(unknown)}, which the flow does not have.`, unknown);
  }
  const names: Names = { nodes: indexes, inputs };
  const ports = checkWires(graph, names);
  if (!ports.ok) return ports;
  const resources = checkResources(graph);
  if (!resources.ok) return resources;
  const wired = wiredPortsOfEach(graph);
  const nodes: PreparedNode[] = [];
  for (const [index, node] of (graph.nodes ?? []).entries()) {
    const own = ports.value[index] ?? new Map();
    const each = checkEach(node, own, wired);
    if (!each.ok) return each;
    const prepared = prepareNode(node, own, names);
    if (!prepared.ok) return prepared;
    nodes.push({ ...prepared.value, each: each.value, needs: resources.value.needs[index] ?? [] });
  }
  const outputs = checkOutputs(graph, names);
  if (!outputs.ok) return outputs;
  const planNodes = linkPlan(nodes, indexes);
  if (!planNodes.ok) return planNodes;
  return {
    ok: true,
    value: { nodes, planNodes: planNodes.value, resources: resources.value.resources, outputs: outputs.value },
  };
}

function faultOfNode(
  node: GraphNode,
  index: number,
  earlier: ReadonlyMap<string, number>,
  kinds: ReadonlySet<string>,
  graph: Graph,
): ReturnType<typeof refuse> | undefined {
  const id = node.id ?? '';
  if (!NODE_ID_PATTERN.test(id)) {
    return invalid(
      `Node ${index + 1} has the id ${quote(id)}. Ids are letters, digits, _ and -, and begin with a letter or _.`,
      id,
    );
  }
  if (earlier.has(id)) return invalid(`Two nodes have the id \`${id}\`.`, id);
  if (!kinds.has(node.kind ?? '')) {
    const known = [...kinds].sort().join(', ');
    return invalid(
      `Node \`${id}\` is of the kind ${quote(node.kind ?? '')}, which this runner does not have. It has: ${known}.`,
      id,
    );
  }
  const stranger = (node.secretNames ?? []).find((name) => !(graph.secretNames ?? []).includes(name));
  if (stranger !== undefined) {
    return invalid(`Node \`${id}\` uses the secret ${quote(stranger)}, which the flow does not declare.`, id);
  }
  return unsupportedOf(node, id);
}

/** What the format has and this runner does not do yet is refused, never silently left out. */
function unsupportedOf(node: GraphNode, id: string): ReturnType<typeof refuse> | undefined {
  if (Object.keys(node.sandbox?.fields ?? {}).length > 0) return unsupported(id, 'sandbox', 'confine nodes');
  return undefined;
}

function unsupported(id: string, key: string, what: string): ReturnType<typeof refuse> {
  return refuse(
    FailureCode.FAILURE_CODE_UNSUPPORTED,
    `Node \`${id}\` says \`${key}\`, but this runner cannot ${what}. Take \`${key}\` out to run the flow.`,
    id,
  );
}

function checkWires(graph: Graph, names: Names): Checked<readonly Map<string, DraftPort>[]> {
  const ports = (graph.nodes ?? []).map(() => new Map<string, DraftPort>());
  for (const wire of graph.wires ?? []) {
    const node = wire.node ?? '';
    const port = wire.port ?? '';
    const where = `The wire to \`${node}.${port}\``;
    const target = ports[names.nodes.get(node) ?? -1];
    if (!target) return invalid(`${where} leads to a node that the graph does not have.`, node);
    if (port === '') return invalid(`A wire to node \`${node}\` names no port.`, node);
    const source = checkSource(wire.source, where, names);
    if (!source.ok) return source;
    const known = target.get(port);
    const list = wire.listItem ?? false;
    if (!known) target.set(port, { port, list, sources: [source.value] });
    else if (known.list && list) known.sources.push(source.value);
    else return invalid(`Two wires lead to \`${node}.${port}\`, which is no list.`, node);
  }
  return { ok: true, value: ports };
}

function checkSource(source: Source | null | undefined, where: string, names: Names): Checked<PreparedSource> {
  if (source?.nodePort) {
    const { node: id = '', port = '' } = source.nodePort;
    const node = names.nodes.get(id);
    if (node === undefined)
      return invalid(`${where} takes its value from node ${quote(id)}, which the graph does not have.`, id);
    if (port === '') return invalid(`${where} names no port of node \`${id}\`.`, id);
    return { ok: true, value: { from: 'node', node, port } };
  }
  const name = source?.input ?? '';
  if (!names.inputs.has(name)) {
    return invalid(`${where} takes its value from the input ${quote(name)}, which the flow does not have.`, name);
  }
  return { ok: true, value: { from: 'input', name } };
}

function prepareNode(
  node: GraphNode,
  ports: ReadonlyMap<string, PreparedPort>,
  names: Names,
): Checked<Omit<PreparedNode, 'each' | 'needs'>> {
  const id = node.id ?? '';
  const stranger = (node.after ?? []).find((other) => !names.nodes.has(other));
  if (stranger !== undefined) {
    return invalid(`Node \`${id}\` comes after ${quote(stranger)}, which the graph does not have.`, id);
  }
  const common = {
    id,
    kind: node.kind ?? '',
    message: node,
    ports: [...ports.values()],
    timeoutMs: node.timeoutMs ?? 0,
  };
  if (!node.when) return { ok: true, value: { ...common, when: undefined } };
  const source = checkSource(node.when.source, `The condition of node \`${id}\``, names);
  if (!source.ok) return source;
  return { ok: true, value: { ...common, when: { source: source.value, negated: node.when.negated ?? false } } };
}

function checkOutputs(graph: Graph, names: Names): Checked<CheckedGraph['outputs']> {
  const outputs: { name: string; node: number; port: string }[] = [];
  for (const output of graph.outputs ?? []) {
    const name = output.name ?? '';
    const source = checkSource({ nodePort: output.source ?? {} }, `The flow's output \`${name}\``, names);
    if (!source.ok) return source;
    if (source.value.from === 'node') outputs.push({ name, node: source.value.node, port: source.value.port });
  }
  return { ok: true, value: outputs };
}

function invalid(message: string, subject: string): ReturnType<typeof refuse> {
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, subject);
}

function quote(name: string): string {
  return name === '' ? '(empty)' : `\`${name.slice(0, 100)}\``;
}
