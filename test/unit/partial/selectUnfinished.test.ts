import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameMade, lackOf, type Made } from '../../../runner/partial/made.ts';
import type { SelectionGraph } from '../../../runner/partial/selectionGraph.ts';
import { type BaseNode, selectUnfinished } from '../../../runner/partial/selectUnfinished.ts';
import { graphOf, graphs, made, type TestEdge } from './graphs.ts';

const ended = fc.constantFrom(
  'succeeded',
  'cached',
  'failed',
  'crashed',
  'timed-out',
  'cancelled',
  'skipped',
  undefined,
);

/** Anything that a journal may tell, whether a run could come to it or not. */
const fact: fc.Arbitrary<BaseNode> = fc
  .record({
    state: ended,
    tainted: fc.boolean(),
    gone: fc.boolean(),
    leftOut: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
    changed: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
  })
  .map(({ state, tainted, gone, leftOut, changed }) => {
    const isMade = (state === 'succeeded' || state === 'cached') && !leftOut;
    return {
      state: leftOut ? 'skipped' : state,
      made: isMade ? made('base', { tainted, gone }) : undefined,
      leftOut,
      changed: changed && !leftOut,
    };
  });

interface History {
  readonly graph: SelectionGraph;
  readonly facts: readonly BaseNode[];
  readonly pinned: ReadonlyMap<number, Made>;
}

const histories: fc.Arbitrary<History> = graphs.chain((graph) =>
  fc.record({
    graph: fc.constant(graph),
    facts: fc.array(fact, { minLength: graph.ids.length, maxLength: graph.ids.length }),
    pinned: fc
      .subarray(
        graph.ids.map((_, node) => node),
        { maxLength: Math.min(2, graph.ids.length) },
      )
      .chain((nodes) =>
        fc.tuple(...nodes.map((node) => fc.constantFrom('base', 'older').map((run) => [node, made(run)] as const))),
      )
      .map((pins) => new Map(pins)),
  }),
);

/** The node runs for a value that is missing, not because it would come to something else. */
const isForValue = (reason: string | undefined) => reason?.includes('needs its outputs') ?? false;

function check(property: (history: History, choice: ReturnType<typeof selectUnfinished>) => void): void {
  fc.assert(
    fc.property(histories, (history) => {
      property(history, selectUnfinished(history.graph, history.facts, history.pinned));
    }),
    { numRuns: 500 },
  );
}

describe('What a run left undone', () => {
  it('splits the flow into what runs, what is kept and what is left out', () => {
    check(({ graph, facts, pinned }, { running, kept }) => {
      for (const node of graph.ids.keys()) {
        expect(running.has(node) && kept.has(node)).toBe(false);
        if (!running.has(node) && !kept.has(node)) expect(facts[node]?.leftOut).toBe(true);
        if (pinned.has(node)) expect(kept.get(node)).toBe(pinned.get(node));
      }
    });
  });

  it('gives every node that runs a value that is really there', () => {
    check(({ graph }, { running, kept }) => {
      for (const taker of running) {
        for (const { node, port } of graph.takes[taker] ?? []) {
          const record = kept.get(node);
          if (!running.has(node)) expect(record && lackOf(record, port)).toBeUndefined();
          expect(running.has(node) || record !== undefined).toBe(true);
        }
      }
    });
  });

  it('runs whatever did not succeed or was changed', () => {
    check(({ graph, facts, pinned }, { running }) => {
      for (const node of graph.ids.keys()) {
        const { made: record, leftOut = false, changed = false } = facts[node] ?? {};
        if (!leftOut && !pinned.has(node) && (!record || changed)) expect(running.has(node)).toBe(true);
      }
    });
  });

  it('keeps nothing that comes after something that comes to another end', () => {
    check(({ graph, facts, pinned }, { running, kept, again }) => {
      for (const node of kept.keys()) {
        if (pinned.has(node)) continue;
        for (const before of graph.before[node] ?? []) {
          const pin = pinned.get(before);
          if (pin) expect(isSameMade(facts[before]?.made, pin)).toBe(true);
          // A node that was left out and is needed now was nobody's business before.
          const isSkippedAgain = facts[before]?.state === 'skipped' && !facts[before]?.changed;
          if (running.has(before) && !isSkippedAgain) expect(isForValue(again.get(before))).toBe(true);
        }
      }
    });
  });

  it('runs nothing without a reason, and says why where a node had succeeded', () => {
    check(({ graph, facts, pinned }, { running, again }) => {
      for (const node of running) {
        const was = facts[node];
        expect(again.has(node)).toBe(was?.made !== undefined);
        if (!was?.made || was.changed) continue;
        const takers = (graph.after[node] ?? []).filter(
          (taker) => running.has(taker) && graph.takes[taker]?.some((value) => value.node === node),
        );
        const isNeeded = takers.length > 0 && lackOf(was.made, 'out') !== undefined;
        const comesAfter = (graph.before[node] ?? []).some((before) => {
          const pin = pinned.get(before);
          return pin ? !isSameMade(facts[before]?.made, pin) : running.has(before);
        });
        expect(isNeeded || comesAfter).toBe(true);
      }
    });
  });
});

describe('The stories of what is left to do', () => {
  const SUCCEEDED: BaseNode = { state: 'succeeded', made: made('base'), leftOut: false, changed: false };
  const FAILED: BaseNode = { ...SUCCEEDED, state: 'failed', made: undefined };
  const SKIPPED: BaseNode = { ...FAILED, state: 'skipped' };
  const chain: TestEdge[] = [
    { from: 0, to: 1, takes: true },
    { from: 1, to: 2, takes: true },
  ];
  const left = (
    edges: readonly TestEdge[],
    facts: readonly BaseNode[],
    pins: readonly (readonly [number, Made])[] = [],
  ) => {
    const { running, again } = selectUnfinished(graphOf(facts.length, edges), facts, new Map(pins));
    return { running: [...running].sort(), again: Object.fromEntries(again) };
  };

  it('a node that did not run because its condition did not hold makes nothing run that came after it', () => {
    const edges = [...chain, { from: 1, to: 3, takes: false }];
    const facts = [SUCCEEDED, SKIPPED, SKIPPED, SUCCEEDED, FAILED];
    expect(left(edges, facts).running).toEqual([1, 2, 4]);
  });

  it('a value that came of a secret is made again, and nothing else that came of it', () => {
    const secret = { ...SUCCEEDED, made: made('base', { tainted: true }) };
    const edges = [...chain, { from: 0, to: 3, takes: true }];
    expect(left(edges, [secret, secret, FAILED, secret])).toEqual({
      running: [0, 1, 2],
      again: {
        0: '`n1` needs its outputs, which come of a secret and were not kept',
        1: '`n2` needs its outputs, which come of a secret and were not kept',
      },
    });
  });

  it('what succeeded after a failure that was ignored runs again with it', () => {
    expect(left(chain, [FAILED, SUCCEEDED, SUCCEEDED])).toEqual({
      running: [0, 1, 2],
      again: { 1: 'it comes after `n0`', 2: 'it comes after `n1`' },
    });
  });

  it('a node that is pinned to other outputs makes those after it run', () => {
    expect(left(chain, [SUCCEEDED, SUCCEEDED, SUCCEEDED], [[0, made('older')]])).toEqual({
      running: [1, 2],
      again: { 1: 'it comes after `n0`, whose pinned outputs are others', 2: 'it comes after `n1`' },
    });
    expect(left(chain, [SUCCEEDED, SUCCEEDED, FAILED], [[0, made('base')]]).running).toEqual([2]);
  });

  it('a node that had no part in the run gets one when it is needed by now', () => {
    const out: BaseNode = { ...SKIPPED, leftOut: true };
    expect(left(chain, [out, FAILED, out]).running).toEqual([0, 1]);
  });
});
