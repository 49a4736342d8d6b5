import { describe, expect, it } from 'vitest';
import { initialState, step } from '../../../runner/engine/plan.ts';
import type { PlanEffect, PlanEvent, PlanNode } from '../../../runner/engine/planTypes.ts';
import {
  type Edge,
  flatScopes,
  type NodeScript,
  planGraph,
  planNode,
  type Results,
  simulate,
} from './support/planRun.ts';

const succeeds: NodeScript = { results: ['succeeded'], holds: true };
const fails: NodeScript = { results: ['failed'], holds: true };
const hangs: NodeScript = { results: ['hangs'], holds: true };

const needs = (from: number, to: number): Edge => ({ from, to, needs: true });
const follows = (from: number, to: number): Edge => ({ from, to, needs: false });

interface Case {
  readonly nodes: readonly PlanNode[];
  readonly edges?: readonly Edge[];
  readonly scripts: readonly NodeScript[];
  readonly concurrency?: number;
  readonly cancelAt?: number;
  /** Limits of the resources. */
  readonly limits?: readonly number[];
}

/** Runs a plan whose nodes end in the order in which they started, and tells it line by line. */
function story({ nodes, edges = [], scripts, concurrency = 1, cancelAt, limits = [] }: Case): string[] {
  const disturb = (turn: number) => (turn === cancelAt ? ('cancel' as const) : undefined);
  const run = simulate(planGraph(nodes, edges, concurrency, limits), scripts, () => 0, disturb);
  return run.effects.flatMap((effect) => lineOf(effect, nodes));
}

function lineOf(effect: PlanEffect, nodes: readonly PlanNode[]): string[] {
  const item = 'item' in effect && effect.item !== undefined ? `[${effect.item}]` : '';
  const name = 'node' in effect ? `${nodes[effect.node]?.id}${item}` : '';
  switch (effect.type) {
    case 'start':
      return [`start ${name} ${effect.attempt}`];
    case 'wait':
      return [`${name} waits for ${effect.resources.join(', ')}`];
    case 'retry':
      return [`retry ${name} ${effect.attempt} in ${effect.delayMs}`];
    case 'stop':
      return [`stop ${name} ${effect.cause}`];
    case 'finish':
      return [`${name} ${effect.state}${effect.reason ? `: ${effect.reason}` : ''}`];
    case 'expand':
      return [`expand ${name}`];
    case 'gather':
      return [`gather ${name}: ${effect.state}`];
    case 'item':
      return [`${name} ${effect.state}`];
    case 'cancelling':
      return ['cancelling'];
    case 'end':
      return [`end ${effect.cause.state}`];
    default:
      return [];
  }
}

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => planNode(id)) as [PlanNode, PlanNode, PlanNode, PlanNode];

describe('the plan', () => {
  it('ends an empty run at once', () => {
    expect(story({ nodes: [], scripts: [] })).toEqual(['end succeeded']);
  });

  it('starts first what has the longest way to go, then what stands first', () => {
    const lines = story({
      nodes: [a, b, c, d],
      edges: [needs(2, 3)],
      scripts: [succeeds, succeeds, succeeds, succeeds],
    });
    expect(lines.filter((line) => line.startsWith('start'))).toEqual([
      'start c 1',
      'start a 1',
      'start b 1',
      'start d 1',
    ]);
  });

  it('starts nothing new after a failure, and lets what runs end', () => {
    expect(story({ nodes: [a, b, c], scripts: [fails, succeeds, succeeds], concurrency: 2 })).toEqual([
      'start a 1',
      'start b 1',
      'a failed',
      'c skipped: not started because `a` failed',
      'b succeeded',
      'end failed',
    ]);
  });

  it('skips with `continue` only what comes after the failed node, by value or by order', () => {
    const lenient = planNode('a', { onError: 'continue' });
    expect(
      story({
        nodes: [lenient, b, c, d],
        edges: [needs(0, 1), follows(1, 2)],
        scripts: [fails, succeeds, succeeds, succeeds],
      }),
    ).toEqual([
      'start a 1',
      'a failed',
      'b skipped: needs `a`, which failed',
      'c skipped: comes after `b`, which was skipped',
      'start d 1',
      'd succeeded',
      'end failed',
    ]);
  });

  it('goes on with `ignore` as if nothing had happened', () => {
    const careless = planNode('a', { onError: 'ignore' });
    expect(story({ nodes: [careless, b], edges: [needs(0, 1)], scripts: [fails, succeeds] })).toEqual([
      'start a 1',
      'a failed',
      'start b 1',
      'b succeeded',
      'end succeeded',
    ]);
  });

  it('skips what needs a node whose condition does not hold, and runs what only comes after it', () => {
    const conditional = planNode('a', { conditional: true });
    const no: NodeScript = { results: ['succeeded'], holds: false };
    expect(
      story({
        nodes: [conditional, b, c, d],
        edges: [needs(0, 1), follows(0, 2), follows(1, 3)],
        scripts: [no, succeeds, succeeds, succeeds],
      }),
    ).toEqual([
      'a skipped: its condition does not hold',
      'b skipped: needs `a`, which was skipped',
      'start c 1',
      'c succeeded',
      'start d 1',
      'd succeeded',
      'end succeeded',
    ]);
  });

  it('retries with growing delays and fails when the attempts are used up', () => {
    const stubborn = planNode('a', { retry: { attempts: 2, delayMs: 100, backoff: 3, maxDelayMs: 0, on: ['failed'] } });
    expect(story({ nodes: [stubborn], scripts: [fails] })).toEqual([
      'start a 1',
      'retry a 2 in 100',
      'start a 2',
      'retry a 3 in 300',
      'start a 3',
      'a failed',
      'end failed',
    ]);
  });

  it('retries only for the causes it is told', () => {
    const picky = planNode('a', { retry: { attempts: 2, delayMs: 0, backoff: 1, maxDelayMs: 0, on: ['crashed'] } });
    const scripts: NodeScript[] = [{ results: ['crashed', 'failed'], holds: true }];
    expect(story({ nodes: [picky], scripts })).toEqual([
      'start a 1',
      'retry a 2 in 0',
      'start a 2',
      'a failed',
      'end failed',
    ]);
  });

  it('gives the slot of a node that waits for its next attempt to another', () => {
    const stubborn = planNode('a', { retry: { attempts: 1, delayMs: 100, backoff: 1, maxDelayMs: 0, on: ['failed'] } });
    const scripts: NodeScript[] = [{ results: ['failed', 'succeeded'], holds: true }, succeeds];
    expect(story({ nodes: [stubborn, b], scripts })).toEqual([
      'start a 1',
      'retry a 2 in 100',
      'start b 1',
      'b succeeded',
      'start a 2',
      'a succeeded',
      'end succeeded',
    ]);
  });

  it('stops a node that takes too long, and the run fails', () => {
    expect(story({ nodes: [a, b], scripts: [hangs, succeeds] })).toEqual([
      'start a 1',
      'stop a timeout',
      'a timed-out',
      'b skipped: not started because `a` timed out',
      'end failed',
    ]);
  });

  it('stops what runs when the run is cancelled; what has not started is skipped', () => {
    expect(story({ nodes: [a, b], scripts: [hangs, succeeds], cancelAt: 0 })).toEqual([
      'start a 1',
      'cancelling',
      'stop a cancel',
      'b skipped: not started because the run was cancelled',
      'a cancelled',
      'end cancelled',
    ]);
  });

  it('keeps to the first cause when a cancel follows a failure', () => {
    const lines = story({ nodes: [a, b], scripts: [fails, hangs], concurrency: 2, cancelAt: 1 });
    expect(lines).toContain('stop b cancel');
    expect(lines.at(-1)).toBe('end failed');
  });

  it('lets a node that needs much have its turn before those that came later, while others run', () => {
    const taking = (id: string, resource: number, amount: number) => planNode(id, { needs: [{ resource, amount }] });
    const nodes = [
      taking('a', 0, 1),
      taking('b', 0, 1),
      taking('much', 0, 2),
      taking('late', 0, 1),
      taking('other', 1, 1),
    ];
    expect(story({ nodes, scripts: nodes.map(() => succeeds), concurrency: 4, limits: [2, 1] })).toEqual([
      'start a 1',
      'start b 1',
      'much waits for 0',
      'late waits for 0',
      'start other 1',
      'a succeeded',
      'b succeeded',
      'start much 1',
      'other succeeded',
      'much succeeded',
      'start late 1',
      'late succeeded',
      'end succeeded',
    ]);
  });

  it('frees what an attempt held while it rests before the next one', () => {
    const retry = { attempts: 1, delayMs: 10, backoff: 1, maxDelayMs: 0, on: ['failed'] as const };
    const nodes = [
      planNode('a', { needs: [{ resource: 0, amount: 1 }], retry }),
      planNode('b', { needs: [{ resource: 0, amount: 1 }] }),
    ];
    const scripts: NodeScript[] = [{ results: ['failed', 'succeeded'], holds: true }, succeeds];
    expect(story({ nodes, scripts, concurrency: 2, limits: [1] })).toEqual([
      'start a 1',
      'b waits for 0',
      'retry a 2 in 10',
      'start b 1',
      'a waits for 0',
      'b succeeded',
      'start a 2',
      'a succeeded',
      'end succeeded',
    ]);
  });

  const each = (id: string, atOnce: number, more: Partial<PlanNode> = {}) =>
    planNode(id, { each: { atOnce }, ...more });
  const itemsScript = (...items: readonly Results[]): NodeScript => ({ results: [], holds: true, items });

  it('runs the items of a node in order, within its limit, and gathers what they made', () => {
    const nodes = [each('a', 2), planNode('b')];
    const scripts = [itemsScript(['succeeded'], ['succeeded'], ['succeeded']), succeeds];
    expect(story({ nodes, edges: [needs(0, 1)], scripts, concurrency: 4 })).toEqual([
      'expand a',
      'start a[0] 1',
      'start a[1] 1',
      'a[0] succeeded',
      'start a[2] 1',
      'a[1] succeeded',
      'a[2] succeeded',
      'gather a: succeeded',
      'a succeeded',
      'start b 1',
      'b succeeded',
      'end succeeded',
    ]);
  });

  it('starts no item after one has failed for good, and lets those end that run', () => {
    const nodes = [each('a', 2), planNode('b'), planNode('c')];
    const scripts = [itemsScript(['failed'], ['succeeded'], ['succeeded']), succeeds, succeeds];
    expect(story({ nodes, edges: [needs(0, 1), needs(1, 2)], scripts, concurrency: 2 })).toEqual([
      'expand a',
      'start a[0] 1',
      'start a[1] 1',
      'a[0] failed',
      'b skipped: not started because `a` failed',
      'c skipped: not started because `a` failed',
      'a[1] succeeded',
      'gather a: failed',
      'a failed',
      'end failed',
    ]);
  });

  it('cancels a node whose items were not all started when another node failed', () => {
    const nodes = [each('a', 1), planNode('b')];
    const scripts = [itemsScript(['succeeded'], ['succeeded'], ['succeeded']), fails];
    expect(story({ nodes, scripts, concurrency: 2 })).toEqual([
      'expand a',
      'start b 1',
      'start a[0] 1',
      'b failed',
      'a[0] succeeded',
      'gather a: cancelled',
      'a cancelled: 1 of 3 items had run',
      'end failed',
    ]);
  });

  it.each([[[0, 1]], [[1, 0]]])('tries the first item again first when they are due in the order %j', (due) => {
    const retry = { attempts: 1, delayMs: 10, backoff: 1, maxDelayMs: 0, on: ['failed'] as const };
    const state = initialState(planGraph([each('a', 1, { retry })], [], 1));
    const ended = (item: number, result: 'failed' | 'succeeded'): PlanEvent => {
      return { type: 'ended', node: 0, item, attempt: 1, result, retryable: true };
    };
    const events: PlanEvent[] = [
      { type: 'begin' },
      { type: 'expanded', node: 0, count: 3 },
      ended(0, 'failed'),
      ended(1, 'failed'),
      ...due.map((item): PlanEvent => ({ type: 'due', node: 0, item })),
      ended(2, 'succeeded'),
    ];
    const effects = events.flatMap((event) => step(state, event).effects);
    expect(effects.at(-1)).toEqual({ type: 'start', node: 0, item: 0, attempt: 2 });
  });

  it('walks a chain of 100,000 nodes that are skipped without running out of stack', () => {
    const count = 100_000;
    const nodes = Array.from({ length: count }, (_, index) =>
      planNode(`n${index}`, {
        onError: 'continue',
        waitsFor: index === 0 ? 0 : 1,
        dependents: index + 1 < count ? [{ node: index + 1, needs: true }] : [],
      }),
    );
    const run = simulate({ nodes, scopes: flatScopes(count), resources: [], concurrency: 1 }, [fails], () => 0);
    expect(run.effects.filter((effect) => effect.type === 'finish' && effect.state === 'skipped').length).toBe(
      count - 1,
    );
  });
});
