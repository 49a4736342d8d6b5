import { millrace } from '../../proto/generated/execution.js';
import type { GraphNode } from '../../proto/messages.ts';
import type { ErrorPolicy } from '../../src/flow/model.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import type { Dependent, PlanNode, RetryableState } from './planTypes.ts';
import type { PreparedNode, PreparedSource } from './preparedRun.ts';

const { ErrorPolicy: ErrorPolicyNumber, NodeStatus } = millrace.v1;

const RETRYABLE_BY_DEFAULT: readonly RetryableState[] = ['failed', 'timed-out', 'crashed'];

const RETRYABLE_BY_NUMBER = new Map<number, RetryableState>([
  [NodeStatus.NODE_STATUS_FAILED, 'failed'],
  [NodeStatus.NODE_STATUS_TIMED_OUT, 'timed-out'],
  [NodeStatus.NODE_STATUS_CRASHED, 'crashed'],
]);

/** Nodes on a circle that a message names at most. */
const CYCLE_NODES_SHOWN = 12;

/**
 * Turns wires, `after` and `when` into the order in which nodes may run; which of them are urgent, `prioritise` says.
 * Refuses a graph that goes in a circle.
 */
export function linkPlan(nodes: readonly PreparedNode[]): Checked<readonly PlanNode[]> {
  const waitsFor = new Uint32Array(nodes.length);
  const dependents: Dependent[][] = nodes.map(() => []);
  // One map for all nodes: making one for each would take longer than everything else here.
  const predecessors = new Map<number, boolean>();
  nodes.forEach((prepared, node) => {
    predecessorsOf(prepared, predecessors);
    waitsFor[node] = predecessors.size;
    for (const [predecessor, needs] of predecessors) dependents[predecessor]?.push({ node, needs });
  });
  const order = topologicalOrder(waitsFor, dependents);
  if (order.length < nodes.length) return refuseCycle(nodes, order);
  const plan = nodes.map(
    (node, index): PlanNode => ({
      id: node.id,
      waitsFor: waitsFor[index] ?? 0,
      dependents: dependents[index] ?? [],
      conditional: node.when !== undefined,
      retry: retryOf(node.message),
      onError: errorPolicyOf(node.message),
      each: node.each && { atOnce: node.each.atOnce },
      needs: node.needs,
      scope: node.scope,
      opens: node.opens,
      height: 1,
    }),
  );
  return { ok: true, value: plan };
}

/** Fills `predecessors` with the nodes that must end before this one, each with whether a value of it is needed. */
function predecessorsOf(node: PreparedNode, predecessors: Map<number, boolean>): void {
  predecessors.clear();
  for (const other of node.after) predecessors.set(other, false);
  const need = (source: PreparedSource) => {
    if (source.from === 'node') predecessors.set(source.node, true);
  };
  for (const port of node.ports) port.sources.forEach(need);
  if (node.when) need(node.when.source);
}

function topologicalOrder(counts: Uint32Array, dependents: readonly (readonly Dependent[])[]): number[] {
  const waitsFor = counts.slice();
  const order: number[] = [];
  waitsFor.forEach((count, node) => {
    if (count === 0) order.push(node);
  });
  for (let at = 0; at < order.length; at++) {
    for (const { node } of dependents[order[at] ?? -1] ?? []) {
      const left = (waitsFor[node] ?? 0) - 1;
      waitsFor[node] = left;
      if (left === 0) order.push(node);
    }
  }
  return order;
}

/** Every node that is left over has a predecessor that is left over: walking back must come round. */
function refuseCycle(nodes: readonly PreparedNode[], order: readonly number[]): ReturnType<typeof refuse> {
  const sorted = new Set(order);
  const path: number[] = [];
  const seen = new Set<number>();
  let node = nodes.findIndex((_, index) => !sorted.has(index));
  while (!seen.has(node)) {
    seen.add(node);
    path.push(node);
    const before = new Map<number, boolean>();
    const at = nodes[node];
    if (at) predecessorsOf(at, before);
    node = [...before.keys()].find((predecessor) => !sorted.has(predecessor)) ?? node;
  }
  const circle = [...path.slice(path.indexOf(node)), node].toReversed().map((index) => nodes[index]?.id ?? '');
  const shown =
    circle.length > CYCLE_NODES_SHOWN ? [...circle.slice(0, CYCLE_NODES_SHOWN - 1), '…', circle.at(-1)] : circle;
  return refuse(
    FailureCode.FAILURE_CODE_INVALID_GRAPH,
    `The graph goes in a circle: ${shown.join(' → ')}. Take one of these wires out.`,
    circle[0],
  );
}

const NO_RETRY: PlanNode['retry'] = {
  attempts: 0,
  delayMs: 0,
  backoff: 1,
  maxDelayMs: 0,
  on: RETRYABLE_BY_DEFAULT,
};

function retryOf({ retry }: GraphNode): PlanNode['retry'] {
  if (!retry) return NO_RETRY;
  const on = (retry.on ?? []).flatMap((status) => RETRYABLE_BY_NUMBER.get(status) ?? []);
  return {
    attempts: retry.attempts ?? 0,
    delayMs: retry.delayMs ?? 0,
    backoff: retry.backoff || 1,
    maxDelayMs: retry.maxDelayMs ?? 0,
    on: on.length > 0 ? on : RETRYABLE_BY_DEFAULT,
  };
}

function errorPolicyOf(node: GraphNode): ErrorPolicy {
  switch (node.onError) {
    case ErrorPolicyNumber.ERROR_POLICY_CONTINUE:
      return 'continue';
    case ErrorPolicyNumber.ERROR_POLICY_IGNORE:
      return 'ignore';
    default:
      return 'stop';
  }
}
