import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialState, step } from '../../../runner/engine/plan.ts';
import type { PlanEffect, PlanGraph, PlanState } from '../../../runner/engine/planTypes.ts';
import { flattenedPlan, type NestedFlow, type NestedNode, nestedPlan } from './support/nestedPlan.ts';
import {
  type Disturbance,
  type Edge,
  type NodeScript,
  type PlanRun,
  type Results,
  simulate,
} from './support/planRun.ts';

const results: fc.Arbitrary<Results> = fc.array(
  fc.constantFrom('succeeded', 'succeeded', 'succeeded', 'failed', 'crashed', 'hangs'),
  { minLength: 1, maxLength: 3 },
);

const script: fc.Arbitrary<NodeScript> = fc.record({
  results,
  holds: fc.boolean(),
  items: fc.option(fc.array(results, { maxLength: 3 }), { nil: undefined, freq: 8 }),
  flow: fc.array(fc.constantFrom('runs', 'runs', 'runs', 'refused', 'overdue'), { maxLength: 3 }),
});

const policy = fc.record({
  conditional: fc.boolean(),
  onError: fc.constantFrom('stop', 'continue', 'ignore'),
  retry: fc.record({
    attempts: fc.nat({ max: 2 }),
    delayMs: fc.constant(10),
    backoff: fc.constant(2),
    maxDelayMs: fc.constant(0),
    on: fc.constant(['failed', 'timed-out', 'crashed'] as const),
  }),
});

const each = fc.option(fc.record({ atOnce: fc.integer({ min: 1, max: 2 }) }), { nil: undefined, freq: 1 });

/** Edges of a flow of so many nodes. */
function edgesOf(count: number): fc.Arbitrary<Edge[]> {
  if (count < 2) return fc.constant([]);
  const edge = fc
    .record({ to: fc.integer({ min: 1, max: count - 1 }), back: fc.nat(), needs: fc.boolean() })
    .map(({ to, back, needs }): Edge => ({ from: back % to, to, needs }));
  return fc.uniqueArray(edge, { maxLength: 2 * count, selector: ({ from, to }) => `${from} ${to}` });
}

/**
 * Flows within each other. Nodes take from the pool of the run, or share what a flow around them holds; either way a
 * resource of their own, as the engine numbers them.
 */
function flow(depth: number, fewest: number): fc.Arbitrary<NestedFlow> {
  const inner = depth === 0 ? fc.constant(undefined) : fc.option(flow(depth - 1, fewest), { nil: undefined, freq: 2 });
  const node: fc.Arbitrary<NestedNode> = fc
    .tuple(policy, script, each, inner, fc.nat({ max: 2 }))
    .map(([own, behaviour, items, within, amount]) => {
      const needs = amount > 0 ? [{ resource: within ? 2 : depth, amount: 1 }] : [];
      return { policy: { ...own, each: within ? undefined : items, needs }, script: behaviour, flow: within };
    });
  return fc
    .array(node, { minLength: fewest, maxLength: 4 })
    .chain((nodes) => fc.record({ nodes: fc.constant(nodes), edges: edgesOf(nodes.length) }));
}

/** One of resource 0 and of 1, and as many of 2, which flows hold, as there may be flows: no flow waits for its own. */
const LIMITS = [1, 2, 30];

const circumstances = fc.record({
  whole: flow(2, 0),
  concurrency: fc.integer({ min: 1, max: 3 }),
  order: fc.infiniteStream(fc.nat({ max: 1_000 })),
  disturbances: fc.array(fc.tuple(fc.nat({ max: 20 }), fc.constantFrom<Disturbance>('cancel', 'run-overdue')), {
    maxLength: 1,
  }),
});

/** Checks what must hold of every run of flows within flows. */
function check(property: (run: PlanRun) => void): void {
  fc.assert(
    fc.property(circumstances, ({ whole, concurrency, order, disturbances }) => {
      const { graph, scripts } = nestedPlan(whole, concurrency, LIMITS);
      const choose = (count: number) => (order.next().value ?? 0) % count;
      const disturb = (turn: number) => disturbances.find(([at]) => at === turn)?.[1];
      property(simulate(graph, scripts, choose, disturb));
    }),
    { numRuns: 400 },
  );
}

/** Calls back with every effect and the nodes that have ended before it, since their flow last began. */
function follow(
  run: PlanRun,
  visit: (effect: PlanEffect, over: ReadonlySet<number>, open: ReadonlySet<number>) => void,
) {
  const over = new Set<number>();
  const open = new Set<number>();
  for (const effect of run.effects) {
    if (effect.type === 'open') for (const node of membersOf(run.graph, effect.node)) over.delete(node);
    visit(effect, over, open);
    if (effect.type === 'finish') over.add(effect.node);
    if (effect.type === 'open') open.add(effect.node);
    if (effect.type === 'shut') open.delete(effect.node);
  }
}

/** All nodes within the flow that runs in the place of a node. */
function membersOf(graph: PlanGraph, node: number): number[] {
  const { first = 0, end = 0 } = graph.scopes[graph.nodes[node]?.opens ?? -1] ?? {};
  return Array.from({ length: end - first }, (_, index) => first + index);
}

function ownerOf(graph: PlanGraph, node: number): number {
  return graph.scopes[graph.nodes[node]?.scope ?? 0]?.node ?? -1;
}

function isBeginning(effect: PlanEffect): effect is Extract<PlanEffect, { type: 'start' | 'expand' | 'open' }> {
  return effect.type === 'start' || effect.type === 'expand' || effect.type === 'open';
}

describe('flows within flows', () => {
  it('end, each node with one last state that its run told', () => {
    check((run) => {
      expect(run.effects.filter(({ type }) => type === 'end').length).toBe(1);
      expect(run.effects.at(-1)?.type).toBe('end');
      expect(run.state).toMatchObject({ unfinished: 0, running: 0, emptied: [], opening: new Set() });
      const last = new Map(
        run.effects.flatMap((effect) => (effect.type === 'finish' ? [[effect.node, effect.state]] : [])),
      );
      run.state.nodes.forEach(({ phase, state }, node) => {
        expect(phase).toBe('over');
        expect(last.get(node)).toBe(state);
      });
      expect(run.state.scopes.map(({ unfinished }) => unfinished)).toEqual(run.graph.scopes.map(() => 0));
    });
  });

  it('begin nothing before what it needs has ended, nor outside of the time in which its flow runs', () => {
    check((run) => {
      follow(run, (effect, over, open) => {
        if (!isBeginning(effect)) return;
        const owner = ownerOf(run.graph, effect.node);
        if (owner >= 0) expect(open.has(owner)).toBe(true);
        run.graph.nodes.forEach(({ dependents }, before) => {
          if (dependents.some(({ node }) => node === effect.node)) expect(over.has(before)).toBe(true);
        });
      });
    });
  });

  it('shut once after each time that they opened, when all of their nodes have ended', () => {
    check((run) => {
      follow(run, (effect, over, open) => {
        if (effect.type === 'open') expect(open.has(effect.node)).toBe(false);
        if (effect.type !== 'shut') return;
        expect(open.has(effect.node)).toBe(true);
        const isRefused = run.events.some(
          (event) => event.type === 'opened' && event.node === effect.node && !event.ok,
        );
        if (isRefused) return;
        for (const node of membersOf(run.graph, effect.node)) expect(over.has(node)).toBe(true);
      });
      const count = (type: PlanEffect['type']) => run.effects.filter((effect) => effect.type === type).length;
      expect(count('shut')).toBe(count('open'));
    });
  });

  it('start each attempt at most once, also when a flow starts over', () => {
    check((run) => {
      const latest = new Map<number, number>();
      for (const effect of run.effects) {
        if (effect.type !== 'start' && effect.type !== 'open') continue;
        if (effect.type === 'start' && effect.item !== undefined) continue;
        expect(effect.attempt).toBe((latest.get(effect.node) ?? 0) + 1);
        latest.set(effect.node, effect.attempt);
      }
    });
  });

  it('never use more slots and resources than there are, and leave no slot free while a node is ready', () => {
    check((run) => {
      const state = initialState(run.graph);
      for (const event of run.events) {
        step(state, event);
        const running = sum(state, (node) => slotsOf(state, node));
        expect(running).toBe(state.running);
        expect(running).toBeLessThanOrEqual(run.graph.concurrency);
        if (running < run.graph.concurrency && state.opening.size === 0) expect(state.ready).toEqual([]);
        run.graph.resources.forEach(({ limit }, resource) => {
          const used = sum(state, (node) => holdersOf(state, node) * amountOf(run.graph, node, resource));
          expect(used).toBeLessThanOrEqual(limit);
          expect(state.resources.free[resource]).toBe(limit - used);
        });
      }
      expect(run.state.resources.free).toEqual(run.graph.resources.map(({ limit }) => limit));
      expect(run.state.resources.lines.size).toBe(0);
    });
  });

  it('begin nothing once the run is cancelled, or a failure has stopped a flow around it', () => {
    check((run) => {
      let cancelled = false;
      const stopped = new Set<number>();
      for (const effect of run.effects) {
        if (effect.type === 'cancelling') cancelled = true;
        if (effect.type === 'open') stopped.delete(run.graph.nodes[effect.node]?.opens ?? -1);
        const failed = (effect.type === 'finish' || effect.type === 'item') && isFailure(effect.state);
        const node = 'node' in effect ? run.graph.nodes[effect.node] : undefined;
        if (failed && node?.onError === 'stop') stopped.add(node.scope);
        if (!isBeginning(effect) && effect.type !== 'retry') continue;
        expect(cancelled).toBe(false);
        for (let at = effect.node; at >= 0; at = ownerOf(run.graph, at)) {
          expect(stopped.has(run.graph.nodes[at]?.scope ?? 0)).toBe(false);
        }
      }
    });
  });

  it('keep what goes wrong within to themselves: the node ends as its policy and its flow say', () => {
    check((run) => {
      const blamed = new Map(run.effects.flatMap((effect) => (effect.type === 'shut' ? [[effect.node, effect]] : [])));
      for (const [node, { state, member }] of blamed) {
        if (member !== undefined) expect(state).toBe('failed');
        if (member !== undefined) expect(ownerOf(run.graph, member)).toBe(node);
        if (state === 'succeeded') {
          const scope = run.graph.nodes[node]?.opens;
          const own = run.graph.nodes.flatMap(({ scope: of, onError }, at) =>
            of === scope && onError !== 'ignore' ? [run.state.nodes[at]?.state ?? ''] : [],
          );
          expect(own.filter(isFailure)).toEqual([]);
          expect(own).not.toContain('cancelled');
        }
      }
      if (run.end?.state === 'failed') expect(run.graph.nodes[run.end.node]?.scope).toBe(0);
    });
  });

  it('come to the same state and effects when their events are told again, and ignore what is over', () => {
    check((run) => {
      const state = initialState(run.graph);
      const effects = run.events.flatMap((event) => step(state, event).effects);
      expect(effects).toEqual(run.effects);
      expect(state).toEqual(run.state);
      for (const event of run.events) expect(step(state, event).effects).toEqual([]);
    });
  });

  it('end as the same nodes do in one flat flow', () => {
    const kept = fc.record({
      conditional: fc.boolean(),
      onError: fc.constantFrom('continue', 'ignore'),
      retry: policy.map(({ retry }) => retry),
    });
    // A flow that is skipped gives no values; of its nodes in a flat flow some might not even be needed.
    const orderOnly = (nodes: readonly NestedNode[]) => (edges: readonly Edge[]) =>
      edges.map((edge) => ({ ...edge, needs: edge.needs && !nodes[edge.from]?.flow && !nodes[edge.to]?.flow }));
    const steady = (depth: number): fc.Arbitrary<NestedFlow> =>
      fc
        .array(fc.tuple(kept, script, depth === 0 ? fc.constant(undefined) : fc.option(steady(depth - 1))), {
          minLength: 1,
          maxLength: 4,
        })
        .map((made) =>
          made.map(([own, behaviour, within]): NestedNode => {
            if (!within) return { policy: own, script: { ...behaviour, items: undefined } };
            return { policy: { onError: 'continue' }, script: { results: [], holds: true }, flow: within };
          }),
        )
        .chain((nodes) => fc.record({ nodes: fc.constant(nodes), edges: edgesOf(nodes.length).map(orderOnly(nodes)) }));
    const order = fc.infiniteStream(fc.nat({ max: 1_000 }));
    fc.assert(
      fc.property(steady(2), order, (whole, ends) => {
        const nested = nestedPlan(whole, 2);
        const flat = flattenedPlan(nested);
        const choose = (count: number) => (ends.next().value ?? 0) % count;
        const deep = simulate(nested.graph, nested.scripts, choose).state;
        const shallow = simulate(flat.graph, flat.scripts, choose).state;
        const leaves = deep.nodes.filter((_, node) => nested.graph.nodes[node]?.opens === undefined);
        expect(leaves.map(({ state, attempts }) => [state, attempts])).toEqual(
          shallow.nodes.map(({ state, attempts }) => [state, attempts]),
        );
      }),
      { numRuns: 400 },
    );
  });
});

function sum(state: PlanState, of: (node: number) => number): number {
  return state.nodes.reduce((total, _, node) => total + of(node), 0);
}

function slotsOf(state: PlanState, node: number): number {
  return state.graph.nodes[node]?.opens === undefined ? usesOf(state, node, 1) : 0;
}

/** How often a node holds what it needs. */
function holdersOf(state: PlanState, node: number): number {
  return usesOf(state, node, 0);
}

function usesOf(state: PlanState, node: number, whileExpanding: number): number {
  const { phase, items } = state.nodes[node] ?? { phase: 'over', items: undefined };
  if (phase !== 'running') return 0;
  if (!items) return 1;
  return items.stage === 'expanding' ? whileExpanding : items.running;
}

function amountOf(graph: PlanGraph, node: number, resource: number): number {
  return graph.nodes[node]?.needs.find((need) => need.resource === resource)?.amount ?? 0;
}

function isFailure(state: string): boolean {
  return ['failed', 'crashed', 'timed-out'].includes(state);
}
