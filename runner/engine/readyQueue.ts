import type { PlanNode } from './planTypes.ts';

/**
 * A binary heap of node indexes in an array: the node with the longest way to go first, among equals the one that
 * stands first in the document. Never the order of arrival, so that the same events give the same order.
 */
export function pushReady(heap: number[], nodes: readonly PlanNode[], node: number): void {
  let at = heap.length;
  heap.push(node);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (!isBefore(nodes, node, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = node;
}

/** Takes out those nodes that stand from `first` up to `end` in the document. */
export function removeReady(heap: number[], nodes: readonly PlanNode[], first: number, end: number): void {
  const rest = heap.filter((node) => node < first || node >= end);
  heap.length = 0;
  for (const node of rest) pushReady(heap, nodes, node);
}

/** Takes the most urgent node out; undefined when there is none. */
export function popReady(heap: number[], nodes: readonly PlanNode[]): number | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const child = urgentChild(heap, nodes, at);
    if (child === undefined || !isBefore(nodes, heap[child] ?? 0, last)) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = last;
  return first;
}

function urgentChild(heap: readonly number[], nodes: readonly PlanNode[], at: number): number | undefined {
  const left = 2 * at + 1;
  if (left >= heap.length) return undefined;
  const right = left + 1;
  return right < heap.length && isBefore(nodes, heap[right] ?? 0, heap[left] ?? 0) ? right : left;
}

function isBefore(nodes: readonly PlanNode[], a: number, b: number): boolean {
  const difference = (nodes[b]?.height ?? 0) - (nodes[a]?.height ?? 0);
  return difference === 0 ? a < b : difference < 0;
}
