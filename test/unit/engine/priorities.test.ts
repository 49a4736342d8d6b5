import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../proto/messages.ts';
import { checkRequest } from '../../../runner/engine/checkRequest.ts';
import {
  type EarlierDurations,
  estimateDurations,
  longestPaths,
  prioritise,
} from '../../../runner/engine/priorities.ts';
import { planGraph, planNode, simulate } from './support/planRun.ts';

/** Small graphs as edges from any node to any other that comes later in some order, which is not that of the indexes. */
const graph = fc.integer({ min: 1, max: 8 }).chain((count) =>
  fc.record({
    durations: fc.array(fc.nat({ max: 50 }), { minLength: count, maxLength: count }),
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    edges: fc.uniqueArray(fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: count - 1 })), {
      maxLength: 16,
      selector: (edge) => edge.toString(),
    }),
  }),
);

function dependentsOf(count: number, order: readonly number[], edges: readonly (readonly [number, number])[]) {
  const dependents: { node: number }[][] = Array.from({ length: count }, () => []);
  for (const [a, b] of edges) {
    const [from, to] = [order[Math.min(a, b)] ?? 0, order[Math.max(a, b)] ?? 0];
    if (from !== to) dependents[from]?.push({ node: to });
  }
  return dependents;
}

/** Follows every path there is. */
function longestOf(node: number, dependents: readonly { node: number }[][], durations: readonly number[]): number {
  const onward = (dependents[node] ?? []).map((dependent) => longestOf(dependent.node, dependents, durations));
  return (durations[node] ?? 0) + Math.max(0, ...onward);
}

/** The order in which a run with one slot starts its nodes. */
function startsOf(...run: Parameters<typeof prioritise>): string[] {
  const plan = prioritise(...run);
  const { effects } = simulate(plan, [], () => 0);
  return effects.flatMap((effect) => (effect.type === 'start' ? [plan.nodes[effect.node]?.id ?? ''] : []));
}

describe('the longest path from a node', () => {
  it('is the longest of all paths', () => {
    fc.assert(
      fc.property(graph, ({ durations, order, edges }) => {
        const dependents = dependentsOf(durations.length, order, edges);
        const expected = durations.map((_, node) => longestOf(node, dependents, durations));
        expect(longestPaths(dependents, durations)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('is found in a chain of any length', () => {
    const count = 100_000;
    const dependents = Array.from({ length: count }, (_, node) => (node === 0 ? [] : [{ node: node - 1 }]));
    const paths = longestPaths(dependents, new Array<number>(count).fill(2));
    expect([paths[0], paths[count - 1]]).toEqual([2, 2 * count]);
  });
});

describe('the estimate of a duration', () => {
  const kinds = (...of: string[]) => of.map((kind, index) => ({ id: `n${index}`, kind }));

  it('is what the node took', () => {
    expect(estimateDurations(kinds('a', 'b'), [30, 7])).toEqual([30, 7]);
  });

  it('is the median of its kind for a node that never ran', () => {
    const nodes = kinds('shell', 'shell', 'shell', 'http', 'shell', 'delay');
    expect(estimateDurations(nodes, [10, 90, 20, 5, undefined, undefined])).toEqual([10, 90, 20, 5, 20, 1]);
  });

  it('is one unit when nothing is known, and never less', () => {
    expect(estimateDurations(kinds('a', 'b'), [])).toEqual([1, 1]);
    expect(estimateDurations(kinds('a', 'b', 'a'), [0, 0, undefined])).toEqual([1, 1, 1]);
  });
});

describe('the order of ready nodes', () => {
  const nodes = ['long', 'short', 'wide', 'last'].map((id) => ({ id, kind: id === 'long' ? 'slow' : 'quick' }));
  const edges = [{ from: 1, to: 3, needs: true }];
  const plan = planGraph(
    nodes.map(({ id }) => planNode(id)),
    edges,
    1,
  );

  it('goes by the number of nodes that hang on them and then by the document, when nothing is known', () => {
    expect(startsOf(plan, nodes, [])).toEqual(['short', 'long', 'wide', 'last']);
  });

  it('goes by the time that the longest path will take', () => {
    expect(startsOf(plan, nodes, [500, 10, 200, 20])).toEqual(['long', 'wide', 'short', 'last']);
    expect(startsOf(plan, nodes, [500, 10, 200, 1_000])).toEqual(['short', 'last', 'long', 'wide']);
  });

  it('goes by the document among equals', () => {
    expect(startsOf(plan, nodes, [30, 10, 30, 20])).toEqual(['long', 'short', 'wide', 'last']);
  });

  it('is the same every time', () => {
    const earlier = [undefined, 10, 10, undefined];
    expect(prioritise(plan, nodes, earlier)).toEqual(prioritise(plan, nodes, [...earlier]));
  });
});

describe('earlier runs', () => {
  /** Whether a run with these nodes looks for what they took earlier. */
  function asksForThem(nodes: readonly GraphNode[], concurrency: number): boolean {
    let asked = false;
    const earlier: EarlierDurations = (_, flowSource, found) => {
      asked = true;
      expect([flowSource, found.map(({ id, kind }) => `${id} ${kind}`)]).toEqual(['/a.flow', ['a work', 'b work']]);
      return [1, 2];
    };
    const graph = { nodes: nodes.map((node) => ({ kind: 'work', ...node })), resourceLimits: { gpu: 1 } };
    const request = { flowSource: '/a.flow', graph, config: { concurrency, workingFolder: '/' } };
    expect(checkRequest(request, 'run', new Set(['work']), earlier)).toMatchObject({ ok: true });
    return asked;
  }

  it('are looked for only where nodes can be in one another’s way', () => {
    expect(asksForThem([{ id: 'a' }, { id: 'b' }], 2)).toBe(false);
    expect(asksForThem([{ id: 'a' }, { id: 'b' }], 1)).toBe(true);
    expect(asksForThem([{ id: 'a', resources: { gpu: 1 } }, { id: 'b' }], 2)).toBe(true);
  });
});
