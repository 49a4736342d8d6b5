import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialState, step } from '../../../runner/engine/plan.ts';
import type { NodeProgress, PlanEffect, PlanEvent, PlanGraph } from '../../../runner/engine/planTypes.ts';
import {
  type Disturbance,
  type Edge,
  type NodeScript,
  type PlanRun,
  planGraph,
  planNode,
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
  items: fc.option(fc.array(results, { maxLength: 6 }), { nil: undefined, freq: 8 }),
  torn: fc.integer({ min: 1, max: 10 }).map((chance) => chance === 1),
});

const node = fc.record({
  conditional: fc.boolean(),
  onError: fc.constantFrom('stop', 'continue', 'ignore'),
  attempts: fc.nat({ max: 2 }),
  each: fc.option(fc.record({ atOnce: fc.integer({ min: 1, max: 3 }) }), { nil: undefined, freq: 2 }),
  on: fc.subarray(['failed', 'timed-out', 'crashed'] as const, { minLength: 1 }),
});

/** Limits of the resources, and for each node what it wants of them, to be cut down to what there is. */
const resources = fc.record({
  limits: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
  wishes: fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 3 }), { minLength: 14, maxLength: 14 }),
});

const circumstances = fc.array(fc.tuple(node, script), { minLength: 0, maxLength: 14 }).chain((nodes) =>
  fc.record({
    nodes: fc.constant(nodes),
    edges: edgesOf(nodes.length),
    concurrency: fc.integer({ min: 1, max: 4 }),
    resources,
    order: fc.infiniteStream(fc.nat({ max: 1_000 })),
    disturbances: fc.array(fc.tuple(fc.nat({ max: 20 }), fc.constantFrom<Disturbance>('cancel', 'run-overdue')), {
      maxLength: 2,
    }),
  }),
);

function edgesOf(count: number): fc.Arbitrary<Edge[]> {
  if (count < 2) return fc.constant([]);
  const edge = fc
    .record({ to: fc.integer({ min: 1, max: count - 1 }), back: fc.nat(), needs: fc.boolean() })
    .map(({ to, back, needs }): Edge => ({ from: back % to, to, needs }));
  return fc.uniqueArray(edge, { maxLength: 3 * count, selector: ({ from, to }) => `${from} ${to}` });
}

/** Checks what must hold of every run, whatever its graph, its nodes and the order in which they end. */
function check(property: (run: PlanRun) => void): void {
  fc.assert(
    fc.property(circumstances, ({ nodes, edges, concurrency, resources: { limits, wishes }, order, disturbances }) => {
      const plan = nodes.map(([{ conditional, onError, attempts, each, on }], index) =>
        planNode(`n${index}`, {
          conditional,
          onError,
          each,
          retry: { attempts, delayMs: 10, backoff: 2, maxDelayMs: 0, on },
          needs: limits.flatMap((limit, resource) => {
            const amount = Math.min(limit, wishes[index]?.[resource] ?? 0);
            return amount > 0 ? [{ resource, amount }] : [];
          }),
        }),
      );
      const graph = planGraph(plan, edges, concurrency, limits);
      const scripts = nodes.map(([, behaviour]) => behaviour);
      const choose = (count: number) => (order.next().value ?? 0) % count;
      const disturb = (turn: number) => disturbances.find(([at]) => at === turn)?.[1];
      property(simulate(graph, scripts, choose, disturb));
    }),
    { numRuns: 600 },
  );
}

function endsOf(run: PlanRun): Map<number, Extract<PlanEffect, { type: 'finish' }>[]> {
  const ends = new Map<number, Extract<PlanEffect, { type: 'finish' }>[]>();
  for (const effect of run.effects) {
    if (effect.type === 'finish') ends.set(effect.node, [...(ends.get(effect.node) ?? []), effect]);
  }
  return ends;
}

function isFailure(state: string): boolean {
  return ['failed', 'crashed', 'timed-out'].includes(state);
}

/** Slots that a node uses. */
function slotsOf({ phase, items }: NodeProgress): number {
  if (phase !== 'running') return 0;
  if (!items) return 1;
  return items.stage === 'expanding' ? 1 : items.running;
}

function predecessorsOf(graph: PlanGraph, node: number): number[] {
  return graph.nodes.flatMap((other, index) => (other.dependents.some((d) => d.node === node) ? [index] : []));
}

describe('every plan', () => {
  it('ends, once, with its last effect', () => {
    check((run) => {
      expect(run.effects.filter(({ type }) => type === 'end').length).toBe(1);
      expect(run.effects.at(-1)?.type).toBe('end');
      expect(run.state.unfinished).toBe(0);
      expect(run.state.running).toBe(0);
    });
  });

  it('brings every node to exactly one final state', () => {
    check((run) => {
      const ends = endsOf(run);
      run.graph.nodes.forEach((_, index) => {
        expect(ends.get(index)?.length).toBe(1);
        expect(run.state.nodes[index]).toMatchObject({ phase: 'over', state: ends.get(index)?.[0]?.state });
      });
    });
  });

  it('starts no node before all that it waits for has ended', () => {
    check((run) => {
      const over = new Set<number>();
      for (const effect of run.effects) {
        if (effect.type === 'finish') over.add(effect.node);
        if (effect.type !== 'start' && effect.type !== 'ready' && effect.type !== 'decide' && effect.type !== 'expand')
          continue;
        for (const predecessor of predecessorsOf(run.graph, effect.node)) expect(over.has(predecessor)).toBe(true);
      }
    });
  });

  it('gives no value of a node that failed or was skipped to one that needs it', () => {
    check((run) => {
      const started = new Set(run.effects.flatMap((effect) => (effect.type === 'start' ? [effect.node] : [])));
      run.graph.nodes.forEach((plan, index) => {
        const state = run.state.nodes[index]?.state;
        if (state === 'succeeded' || (plan.onError === 'ignore' && state !== 'skipped' && state !== 'cancelled'))
          return;
        for (const { node: dependent, needs } of plan.dependents) if (needs) expect(started.has(dependent)).toBe(false);
      });
    });
  });

  it('starts each attempt at most once, in turn, and no more than are allowed', () => {
    check((run) => {
      const attempts = new Map<string, number>();
      const most = new Map<number, number>();
      for (const effect of run.effects) {
        if (effect.type === 'expand') most.set(effect.node, 1);
        if (effect.type !== 'start') continue;
        const key = `${effect.node}/${effect.item}`;
        expect(effect.attempt).toBe((attempts.get(key) ?? 0) + 1);
        attempts.set(key, effect.attempt);
        most.set(effect.node, Math.max(most.get(effect.node) ?? 0, effect.attempt));
        expect(effect.attempt).toBeLessThanOrEqual(1 + (run.graph.nodes[effect.node]?.retry.attempts ?? 0));
      }
      for (const [index, [end]] of endsOf(run)) expect(end?.attempts).toBe(most.get(index) ?? 0);
    });
  });

  it('never runs more nodes at a time than allowed, and leaves no slot free while a node is ready', () => {
    check((run) => {
      const state = initialState(run.graph);
      for (const event of run.events) {
        step(state, event);
        const running = state.nodes.reduce((sum, progress) => sum + slotsOf(progress), 0);
        expect(running).toBe(state.running);
        state.nodes.forEach(({ items }, index) => {
          if (items) expect(items.running).toBeLessThanOrEqual(run.graph.nodes[index]?.each?.atOnce ?? 0);
        });
        expect(running).toBeLessThanOrEqual(run.graph.concurrency);
        if (!state.scopes[0]?.closed && running < run.graph.concurrency) expect(state.ready).toEqual([]);
      }
    });
  });

  it('never gives more of a resource than there is, and has all of it back at the end', () => {
    check((run) => {
      const state = initialState(run.graph);
      for (const event of run.events) {
        step(state, event);
        run.graph.resources.forEach(({ limit }, resource) => {
          const held = state.nodes.flatMap((progress, index) => {
            const holders = progress.items ? progress.items.running : slotsOf(progress);
            return Array.from({ length: holders }, () => run.graph.nodes[index]?.needs ?? []).flat();
          });
          const used = held.reduce((sum, need) => sum + (need.resource === resource ? need.amount : 0), 0);
          expect(used).toBeLessThanOrEqual(limit);
          expect(state.resources.free[resource]).toBe(limit - used);
        });
      }
      expect(run.state.resources.free).toEqual(run.graph.resources.map(({ limit }) => limit));
    });
  });

  it('lets nobody who waits for a resource be overtaken by one that came later and needs it too', () => {
    check((run) => {
      const waiting: number[] = [];
      for (const effect of run.effects) {
        if (effect.type === 'wait') waiting.push(effect.node);
        if (effect.type !== 'start') continue;
        const place = waiting.indexOf(effect.node);
        const earlier = place < 0 ? [...waiting] : waiting.slice(0, place);
        if (place >= 0) waiting.splice(place, 1);
        const own = new Set(run.graph.nodes[effect.node]?.needs.map(({ resource }) => resource));
        for (const other of earlier) {
          for (const { resource } of run.graph.nodes[other]?.needs ?? []) expect(own.has(resource)).toBe(false);
        }
      }
    });
  });

  it('ends each item once, and a node as its items did', () => {
    check((run) => {
      run.graph.nodes.forEach((_, node) => {
        const started = run.effects.flatMap((effect) =>
          effect.type === 'start' && effect.node === node && effect.item !== undefined ? [effect.item] : [],
        );
        const ends = run.effects.flatMap((effect) => (effect.type === 'item' && effect.node === node ? [effect] : []));
        expect(ends.map(({ item }) => item).sort()).toEqual([...new Set(started)].sort());
        const gather = run.effects.findIndex((effect) => effect.type === 'gather' && effect.node === node);
        if (gather < 0) return;
        const later = run.effects.slice(gather);
        expect(later.filter((effect) => effect.type === 'item' && effect.node === node)).toEqual([]);
        const end = endsOf(run).get(node)?.[0]?.state;
        const failure = ends.find(({ state }) => isFailure(state))?.state;
        if (failure) expect(end).toBe(failure);
        if (end === 'succeeded') expect(ends.every(({ state }) => state === 'succeeded')).toBe(true);
      });
    });
  });

  it('starts nothing after a cancel or after a failure that stops the run', () => {
    check((run) => {
      let closed = false;
      for (const effect of run.effects) {
        if (effect.type === 'start' || effect.type === 'retry') expect(closed).toBe(false);
        const failed = effect.type === 'finish' && isFailure(effect.state);
        const itemFailed = effect.type === 'item' && isFailure(effect.state);
        if ((failed || itemFailed) && run.graph.nodes[effect.node]?.onError === 'stop') closed = true;
        if (effect.type === 'cancelling') closed = true;
      }
    });
  });

  it('ends as its first cause says', () => {
    check((run) => {
      const first = run.effects.find(
        (effect) =>
          effect.type === 'cancelling' ||
          (effect.type === 'finish' && isFailure(effect.state) && run.graph.nodes[effect.node]?.onError !== 'ignore') ||
          (effect.type === 'item' && isFailure(effect.state) && run.graph.nodes[effect.node]?.onError === 'stop'),
      );
      if (!first) expect(run.end).toEqual({ state: 'succeeded' });
      else if (first.type === 'finish' || first.type === 'item')
        expect(run.end).toEqual({ state: 'failed', node: first.node });
      else {
        const disturbance = run.events.find(({ type }) => type === 'cancel' || type === 'run-overdue');
        expect(run.end?.state).toBe(disturbance?.type === 'cancel' ? 'cancelled' : 'timed-out');
      }
    });
  });

  it('comes to the same state and effects when its events are told again', () => {
    check((run) => {
      const state = initialState(run.graph);
      const effects = run.events.flatMap((event) => step(state, event).effects);
      expect(effects).toEqual(run.effects);
      expect(state).toEqual(run.state);
    });
  });

  it('ignores what it is told again of attempts that have ended', () => {
    check((run) => {
      const state = initialState(run.graph);
      const ended: PlanEvent[] = [];
      for (const event of run.events) {
        step(state, event);
        if (event.type === 'ended') ended.push(event);
        for (const earlier of ended) expect(step(state, earlier).effects).toEqual([]);
      }
    });
  });

  it('ignores events about what is over', () => {
    check((run) => {
      const before = structuredClone(run.state);
      for (const event of run.events) expect(step(run.state, event).effects).toEqual([]);
      expect(run.state).toEqual(before);
    });
  });
});
