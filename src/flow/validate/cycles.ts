import type { FlowNode, FlowPath, WireSource } from '../model.ts';
import type { FlowScope } from './flowScope.ts';
import { knots } from './knots.ts';
import type { Problem } from './problem.ts';

/** A node that another one waits for, and where the text says so. */
interface Need {
  readonly id: string;
  readonly path: FlowPath;
}

/** One error per knot of nodes that wait for each other, with its shortest circle, at the wire that closes it. */
export function cycleProblems(scope: FlowScope): readonly Problem[] {
  const { nodes } = scope.model;
  const numbers = new Map(nodes.map((node, index) => [node.id, index]));
  const needs = nodes.map((node) => numbersOfNeeds(node, numbers));
  return knots(needs).flatMap((knot) => {
    const among = new Set(knot.map((number) => nodes[number]?.id ?? ''));
    const [start] = among;
    const circle = start === undefined ? undefined : shortestCircle(scope, start, among);
    return circle ? [asProblem(circle)] : [];
  });
}

function numbersOfNeeds(node: FlowNode, numbers: ReadonlyMap<string, number>): readonly number[] {
  const needs: number[] = [];
  forEachNeed(node, (id) => {
    const number = numbers.get(id);
    if (number !== undefined) needs.push(number);
  });
  return needs;
}

interface Circle {
  /** In the direction in which data flows; the first one needs the last one. */
  readonly ids: readonly string[];
  readonly closing: Need;
}

/** Goes from a node to what it needs, breadth first, until it comes back to that node. */
function shortestCircle(scope: FlowScope, start: string, among: ReadonlySet<string>): Circle | undefined {
  const neededBy = new Map<string, { by: string; need: Need }>();
  const queue = [start];
  for (const id of queue) {
    for (const need of needsOf(scope.nodes.get(id))) {
      if (!among.has(need.id)) continue;
      if (need.id === start) return circleOf(start, id, neededBy, need);
      if (neededBy.has(need.id)) continue;
      neededBy.set(need.id, { by: id, need });
      queue.push(need.id);
    }
  }
  return undefined;
}

function circleOf(
  start: string,
  last: string,
  neededBy: ReadonlyMap<string, { by: string; need: Need }>,
  closing: Need,
): Circle {
  const ids: string[] = [];
  for (let id = last; id !== start; id = neededBy.get(id)?.by ?? start) ids.push(id);
  ids.push(start);
  const first = neededBy.get(ids.at(-2) ?? '')?.need ?? closing;
  return { ids: [start, ...ids.slice(0, -1)], closing: first };
}

function asProblem({ ids, closing }: Circle): Problem {
  const [first = ''] = ids;
  const way = [...ids, first].join(' → ');
  const message =
    ids.length === 1
      ? `"${first}" waits for itself (${way}); remove this wire.`
      : `These nodes wait for each other: ${way}. Remove one of the wires.`;
  return { code: 'cycle', severity: 'error', message, path: closing.path, node: first };
}

function needsOf(node: FlowNode | undefined): readonly Need[] {
  const needs: Need[] = [];
  if (node) forEachNeed(node, (id, path) => needs.push({ id, path: path() }));
  return needs;
}

/** Calls back with everything that a node waits for; the path is made only when it is asked for. */
function forEachNeed(node: FlowNode, visit: (id: string, path: () => FlowPath) => void): void {
  const wired = (source: WireSource, path: () => FlowPath): void => {
    if (source.from === 'node') visit(source.node, path);
  };
  for (const port of node.in) {
    port.sources.forEach((source, index) => {
      wired(source, () => ['nodes', node.id, 'in', port.port, ...(port.isList ? [index] : [])]);
    });
  }
  node.after.forEach((id, index) => visit(id, () => ['nodes', node.id, 'after', index]));
  if (node.when) wired(node.when.source, () => ['nodes', node.id, 'when']);
}
