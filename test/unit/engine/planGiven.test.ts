import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GivenEnd } from '../../../runner/engine/planTypes.ts';
import { type NestedFlow, type NestedNode, nestedPlan } from './support/nestedPlan.ts';
import { type Disturbance, type Edge, planGraph, planNode, type Results, simulate } from './support/planRun.ts';

const given: fc.Arbitrary<GivenEnd | undefined> = fc.constantFrom(
  undefined,
  undefined,
  { state: 'cached', reason: 'kept' },
  { state: 'skipped', reason: 'not part of this run' },
);

const circumstances = fc.array(given, { minLength: 1, maxLength: 12 }).chain((ends) =>
  fc.record({
    ends: fc.constant(ends),
    edges: edgesOf(ends.length),
    conditional: fc.array(fc.boolean(), { minLength: ends.length, maxLength: ends.length }),
    order: fc.infiniteStream(fc.nat()),
  }),
);

function edgesOf(count: number): fc.Arbitrary<Edge[]> {
  if (count < 2) return fc.constant([]);
  const edge = fc
    .record({ to: fc.integer({ min: 1, max: count - 1 }), back: fc.nat(), needs: fc.boolean() })
    .map(({ to, back, needs }): Edge => ({ from: back % to, to, needs }));
  return fc.uniqueArray(edge, { maxLength: 2 * count, selector: ({ from, to }) => `${from} ${to}` });
}

describe('A plan of which nodes are given', () => {
  it('ends these at once, starts all others, and skips none because of them', () => {
    fc.assert(
      fc.property(circumstances, ({ ends, edges, conditional, order }) => {
        const nodes = ends.map((_, index) => planNode(`n${index}`, { conditional: conditional[index] ?? false }));
        const graph = {
          ...planGraph(nodes, edges, 2),
          given: new Map(ends.flatMap((end, node) => (end ? [[node, end] as const] : []))),
        };
        const scripts = ends.map(() => ({ results: ['succeeded'] as const, holds: true }));
        const { effects, end } = simulate(graph, scripts, (count) => (order.next().value ?? 0) % count);
        expect(end).toEqual({ state: 'succeeded' });
        const finished = effects.flatMap((effect) => (effect.type === 'finish' ? [effect] : []));
        const over = new Map(finished.map((effect) => [effect.node, effect]));
        expect(finished.length).toBe(ends.length);
        ends.forEach((expected, node) => {
          expect(over.get(node)).toMatchObject(expected ?? { state: 'succeeded' });
          const starts = effects.filter((effect) => effect.type === 'start' && effect.node === node);
          expect(starts.length).toBe(expected ? 0 : 1);
        });
        // Before anything else, so that readers know all of them when the first node starts.
        expect(finished.slice(0, graph.given.size).every(({ node }) => graph.given.has(node))).toBe(true);
        for (const { from, to } of edges) {
          if (ends[from] || ends[to]) continue;
          const endOfFirst = effects.findIndex((effect) => effect.type === 'finish' && effect.node === from);
          const startOfSecond = effects.findIndex((effect) => effect.type === 'start' && effect.node === to);
          expect(endOfFirst).toBeLessThan(startOfSecond);
        }
      }),
    );
  });

  it('is over at once when all of them are', () => {
    const graph = {
      ...planGraph([planNode('a')], []),
      given: new Map([[0, { state: 'cached', reason: '' } as const]]),
    };
    expect(simulate(graph, [], () => 0).end).toEqual({ state: 'succeeded' });
  });

  it('skips what a cancel finds waiting, and leaves what was given alone', () => {
    const edges = [{ from: 0, to: 1, needs: true }];
    const graph = {
      ...planGraph([planNode('a'), planNode('b'), planNode('c')], edges, 1),
      given: new Map([[0, { state: 'cached', reason: 'kept' } as const]]),
    };
    const scripts = ['a', 'b', 'c'].map(() => ({ results: ['hangs'] as const, holds: true }));
    const { effects } = simulate(
      graph,
      scripts,
      () => 0,
      (turn) => (turn === 0 ? 'cancel' : undefined),
    );
    const states = effects.flatMap((effect) => (effect.type === 'finish' ? [[effect.node, effect.state]] : []));
    expect(states).toEqual([
      [0, 'cached'],
      [2, 'skipped'],
      [1, 'cancelled'],
    ]);
  });
});

/** Flows within flows whose nodes may fail and be tried again. */
function flows(depth: number): fc.Arbitrary<NestedFlow> {
  const results: fc.Arbitrary<Results> = fc.array(fc.constantFrom('succeeded', 'succeeded', 'failed'), {
    minLength: 1,
    maxLength: 3,
  });
  const node: fc.Arbitrary<NestedNode> = fc
    .record({
      results,
      attempts: fc.nat({ max: 2 }),
      onError: fc.constantFrom('stop', 'continue', 'ignore'),
      flow: depth === 0 ? fc.constant(undefined) : fc.option(flows(depth - 1), { nil: undefined, freq: 2 }),
    })
    .map(({ attempts, onError, flow, results: own }) => ({
      policy: { onError, retry: { ...planNode('').retry, attempts } },
      script: { results: own, holds: true },
      flow,
    }));
  return fc
    .array(node, { minLength: 1, maxLength: 4 })
    .chain((nodes) => fc.record({ nodes: fc.constant(nodes), edges: edgesOf(nodes.length) }));
}

describe('A plan of flows within flows of which nodes are given', () => {
  const all = fc.record({
    whole: flows(2),
    chosen: fc.array(fc.boolean(), { minLength: 100, maxLength: 100 }),
    order: fc.infiniteStream(fc.nat()),
    disturbance: fc.option(fc.tuple(fc.nat({ max: 15 }), fc.constantFrom<Disturbance>('cancel', 'run-overdue'))),
  });

  it('comes to its end, however often a flow is tried, and never starts what is given or stands in its place', () => {
    fc.assert(
      fc.property(all, ({ whole, chosen, order, disturbance }) => {
        const { graph, scripts } = nestedPlan(whole, 2);
        const given = new Map<number, GivenEnd>();
        const within = new Set<number>();
        graph.nodes.forEach(({ opens }, node) => {
          if (within.has(node) || !chosen[node % chosen.length]) return;
          given.set(node, { state: 'cached', reason: 'kept' });
          const { first = 0, end = 0 } = graph.scopes[opens ?? -1] ?? {};
          for (let member = first; member < end; member++) within.add(member);
        });
        const { effects, end, state } = simulate(
          { ...graph, given },
          scripts,
          (count) => (order.next().value ?? 0) % count,
          (turn) => (disturbance?.[0] === turn ? disturbance[1] : undefined),
        );
        expect(end).toBeDefined();
        expect(state.unfinished).toBe(0);
        for (const effect of effects) {
          if (effect.type !== 'start' && effect.type !== 'open') continue;
          expect(given.has(effect.node) || within.has(effect.node)).toBe(false);
        }
        for (const node of given.keys()) {
          expect(state.nodes[node]).toMatchObject({ phase: 'over', state: 'cached' });
          expect(effects.filter((effect) => effect.type === 'finish' && effect.node === node).length).toBe(1);
        }
      }),
    );
  });
});
