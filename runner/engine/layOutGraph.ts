import { isAbsolute, resolve } from 'node:path';
import type { Graph, GraphNode } from '../../proto/messages.ts';
import { DEEPEST_SUB_FLOWS, MOST_NODES_WITH_SUB_FLOWS } from '../../src/flow/subflow/limits.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import { LONGEST_NODE_PATH } from './limits.ts';

/** Node ids name log files and stand in messages. The same as the format allows, and short enough for a file name. */
const NODE_ID_PATTERN = /^[A-Za-z_][A-Za-z0-9_-]{0,199}$/;

/** A node of the graph or of a flow within it, in its place among all of them. */
export interface LaidNode {
  readonly message: GraphNode;
  /** Path of ids: that of the node whose flow it is in, and its own. */
  readonly id: string;
  /** Index of its scope. */
  readonly scope: number;
  /** Index of the scope that runs in its place. */
  readonly opens: number | undefined;
}

/** The graph, or one within it. */
export interface LaidScope {
  readonly graph: Graph;
  /** Index of the node that it stands for; -1 for the graph itself. */
  readonly node: number;
  readonly first: number;
  readonly end: number;
  /** Indexes of its own nodes by their ids there. */
  readonly indexes: ReadonlyMap<string, number>;
  /** Absolute folder that relative paths start from. */
  readonly workingFolder: string;
  /** How many scopes it stands in. */
  readonly depth: number;
}

/** All nodes in one list: those of a flow within the graph come right after the node that they stand for. */
export interface LaidGraph {
  readonly nodes: readonly LaidNode[];
  readonly scopes: readonly LaidScope[];
}

/** Takes a graph and all flows within it apart, and checks each node by itself. */
export function layOutGraph(graph: Graph, kinds: ReadonlySet<string>, workingFolder: string): Checked<LaidGraph> {
  const nodes: LaidNode[] = [];
  const scopes: LaidScope[] = [];
  const layOut = (inner: Graph, at: Surroundings): ReturnType<typeof refuse> | undefined => {
    const indexes = new Map<string, number>();
    const first = nodes.length;
    const scope = scopes.push({ ...at, graph: inner, first, end: first, indexes }) - 1;
    for (const [place, message] of (inner.nodes ?? []).entries()) {
      const fault = faultOfNode(message, place, at, indexes, kinds, inner);
      if (fault) return fault;
      const id = at.prefix + (message.id ?? '');
      const { subFlow } = message;
      indexes.set(message.id ?? '', nodes.length);
      const node = nodes.push({ message, id, scope, opens: subFlow ? scopes.length : undefined }) - 1;
      if (!subFlow) continue;
      if (nodes.length > MOST_NODES_WITH_SUB_FLOWS) return tooMany();
      const folder = resolve(at.workingFolder, subFlow.folder ?? '');
      const around = { node, prefix: `${id}/`, depth: at.depth + 1, workingFolder: folder };
      const innerFault = layOut(subFlow.graph ?? {}, around);
      if (innerFault) return innerFault;
    }
    scopes[scope] = { ...at, graph: inner, first, end: nodes.length, indexes };
    return undefined;
  };
  const fault = layOut(graph, { node: -1, prefix: '', depth: 0, workingFolder });
  return fault ?? { ok: true, value: { nodes, scopes } };
}

/** Where a graph stands. */
interface Surroundings {
  readonly node: number;
  /** What stands before the ids of its nodes. */
  readonly prefix: string;
  readonly depth: number;
  readonly workingFolder: string;
}

function faultOfNode(
  node: GraphNode,
  place: number,
  { prefix, depth }: Surroundings,
  earlier: ReadonlyMap<string, number>,
  kinds: ReadonlySet<string>,
  graph: Graph,
): ReturnType<typeof refuse> | undefined {
  const own = node.id ?? '';
  const id = prefix + own;
  if (!NODE_ID_PATTERN.test(own)) {
    return invalid(
      `Node ${place + 1} has the id ${quote(id)}. Ids are letters, digits, _ and -, and begin with a letter or _.`,
      id,
    );
  }
  if (earlier.has(own)) return invalid(`Two nodes have the id \`${id}\`.`, id);
  if (id.length > LONGEST_NODE_PATH) {
    const message = `The path of ids \`${id.slice(0, 100)}…\` is longer than ${LONGEST_NODE_PATH} characters, which is the limit.`;
    return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message, id);
  }
  if (node.subFlow) {
    const fault = faultOfSubFlow(node, id, depth);
    if (fault) return fault;
  } else if (!kinds.has(node.kind ?? '')) {
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

function faultOfSubFlow(node: GraphNode, id: string, depth: number): ReturnType<typeof refuse> | undefined {
  if (depth >= DEEPEST_SUB_FLOWS) {
    const message = `\`${id}\` stands in ${DEEPEST_SUB_FLOWS} flows within each other; it cannot be another one.`;
    return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message, id);
  }
  if (isAbsolute(node.subFlow?.folder ?? '')) {
    return invalid(`The folder of the flow in \`${id}\` must be relative to that of the flow around it.`, id);
  }
  const missing = (node.subFlow?.graph?.secretNames ?? []).find((name) => !(node.secretNames ?? []).includes(name));
  if (missing !== undefined) {
    return invalid(`The flow in \`${id}\` needs the secret ${quote(missing)}, which the node does not name.`, id);
  }
  if (node.each) return unsupported(id, 'each', 'run a flow once per item');
  return undefined;
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

function tooMany(): ReturnType<typeof refuse> {
  const message = `The flow has more than ${MOST_NODES_WITH_SUB_FLOWS} nodes with those of the flows within it, which is the limit.`;
  return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message);
}

/** The refusal of a graph that is not what it should be. */
export function invalid(message: string, subject: string): ReturnType<typeof refuse> {
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, subject);
}

/** A name in a message. */
export function quote(name: string): string {
  return name === '' ? '(empty)' : `\`${name.slice(0, 100)}\``;
}
