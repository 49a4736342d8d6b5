import fc from 'fast-check';
import type { Made } from '../../../runner/partial/made.ts';
import { reversed, type SelectionGraph } from '../../../runner/partial/selectionGraph.ts';
import type { OutputSnapshot } from '../../../src/flow/run/snapshot.ts';

/** `to` takes a value of `from`, or only comes after it. Edges go from lower to higher indexes. */
export interface TestEdge {
  readonly from: number;
  readonly to: number;
  readonly takes: boolean;
}

/** Random graphs without circles; every node has one out-port, `out`. */
export const graphs: fc.Arbitrary<SelectionGraph> = fc.integer({ min: 1, max: 10 }).chain((count) => {
  if (count === 1) return fc.constant(graphOf(1, []));
  const edge = fc
    .record({ to: fc.integer({ min: 1, max: count - 1 }), back: fc.nat(), takes: fc.boolean() })
    .map(({ to, back, takes }): TestEdge => ({ from: back % to, to, takes }));
  const edges = fc.uniqueArray(edge, { maxLength: 2 * count, selector: ({ from, to }) => `${from} ${to}` });
  return edges.map((list) => graphOf(count, list));
});

/** A graph of nodes `n0`, `n1` and so on. */
export function graphOf(count: number, edges: readonly TestEdge[]): SelectionGraph {
  const nodes = Array.from({ length: count }, (_, node) => node);
  const into = nodes.map((node) => edges.filter(({ to }) => to === node));
  const before = into.map((own) => own.map(({ from }) => from));
  return {
    ids: nodes.map((node) => `n${node}`),
    places: nodes,
    before,
    after: reversed(before),
    takes: into.map((own) => own.flatMap(({ from, takes }) => (takes ? [{ node: from, port: 'out' }] : []))),
  };
}

/** What a run made of a node. */
export function made(runId: string, more: { readonly tainted?: boolean; readonly gone?: boolean } = {}): Made {
  const output: OutputSnapshot = { port: 'out', type: 'text', value: runId, ...(more.tainted && { tainted: true }) };
  return {
    runId,
    timeMs: 1,
    outputs: new Map([['out', output]]),
    gone: new Set(more.gone ? ['out'] : []),
    changed: false,
  };
}

/** All nodes from which this one can be reached by these edges, or that can be reached from it: by walking, slowly. */
export function closure(edges: readonly (readonly number[])[], start: number, stop: ReadonlySet<number>): Set<number> {
  const found = new Set<number>();
  const visit = (node: number) => {
    if (found.has(node)) return;
    found.add(node);
    for (const next of edges[node] ?? []) if (!stop.has(next)) visit(next);
  };
  visit(start);
  return found;
}
