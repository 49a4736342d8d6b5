import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartialRun } from '../../../proto/messages.ts';
import { emptyRun, foldEvents } from '../../../src/flow/run/fold.ts';
import { momentFormat } from '../../../src/flow/run/moment.ts';
import { idleNodes } from '../../../src/flow/run/partialRun.ts';
import { keptWords, partialLines } from '../../../src/flow/run/partialWords.ts';
import { type RunSelection, readSelection, selectionMessage, selectionWords } from '../../../src/flow/run/selection.ts';

const PARTIAL: PartialRun = {
  selection: { only: 'chart' },
  running: ['chart'],
  kept: [
    { node: 'rows', runId: 'r1', timeMs: 1_000, pinned: false, changed: false },
    { node: 'names', runId: 'r0', timeMs: 500, pinned: true, changed: true },
  ],
};

const STARTED = {
  sequence: 1,
  timeMs: 2_000,
  runId: 'r2',
  runStarted: { flowName: 'Sales', nodeIds: ['rows', 'names', 'chart', 'publish'], partial: PARTIAL },
};

const moment = (timeMs: number) => `minute ${timeMs}`;

function started(partial: PartialRun = PARTIAL, nodeIds = STARTED.runStarted.nodeIds) {
  return foldEvents(emptyRun('r2'), [{ ...STARTED, runStarted: { ...STARTED.runStarted, nodeIds, partial } }]);
}

describe('The fold of a partial run', () => {
  it('knows what was asked for, what runs, what is kept and what is left out', () => {
    expect(started().partial).toEqual({
      asked: { verb: 'only', node: 'chart' },
      running: ['chart'],
      kept: [
        { node: 'rows', runId: 'r1', timeMs: 1_000, pinned: false, changed: false },
        { node: 'names', runId: 'r0', timeMs: 500, pinned: true, changed: true },
      ],
      leftOut: ['publish'],
    });
  });

  it('notes the part of each node at the node, until the end of the run', () => {
    const run = foldEvents(started(), [
      { sequence: 2, runId: 'r2', nodeFinished: { node: 'rows', status: 5, reason: 'kept' } },
      { sequence: 3, runId: 'r2', nodeFinished: { node: 'publish', status: 10, reason: 'not asked for' } },
      { sequence: 4, runId: 'r2', runFinished: { status: 3 } },
    ]);
    expect(run.nodes.get('rows')).toMatchObject({ state: 'cached', kept: { runId: 'r1', pinned: false } });
    expect(run.nodes.get('names')).toMatchObject({ kept: { runId: 'r0', pinned: true, changed: true } });
    expect(run.nodes.get('publish')).toMatchObject({ state: 'skipped', leftOut: true });
    expect(run.nodes.get('chart')).not.toHaveProperty('leftOut');
    expect(run.partial?.asked).toEqual({ verb: 'only', node: 'chart' });
  });

  it('keeps its parts as the same object whatever happens', () => {
    const before = started();
    const after = foldEvents(before, [{ sequence: 2, runId: 'r2', nodeStarted: { node: 'chart', attempt: 1 } }]);
    expect(after.partial).toBe(before.partial);
    expect(after.nodes.get('rows')).toBe(before.nodes.get('rows'));
  });

  it('has none when every node runs', () => {
    const run = foldEvents(emptyRun('r2'), [{ ...STARTED, runStarted: { nodeIds: ['chart'] } }]);
    expect(run).not.toHaveProperty('partial');
  });

  it('tells merely pinned nodes from a part that was asked for', () => {
    const { partial } = started({ running: ['rows', 'chart', 'publish'], kept: PARTIAL.kept?.slice(1) ?? [] });
    expect(partial).not.toHaveProperty('asked');
    expect(partial?.leftOut).toEqual([]);
  });

  it('gives the nodes of a sub-flow the part of the node that stands for it', () => {
    const ids = ['rows', 'rows/read', 'chart', 'chart/draw', 'chart/draw/line', 'publish', 'publish/send'];
    expect(started(PARTIAL, ids).partial?.leftOut).toEqual(['publish', 'publish/send']);
  });

  it('takes the nodes of a kept sub-flow for kept, and those of one that runs for what they are', () => {
    const nodeIds = ['rows', 'rows/read', 'chart', 'chart/draw', 'chart/load', 'publish', 'publish/push'];
    const kept = [...(PARTIAL.kept ?? []), { node: 'chart/load', runId: 'r1', timeMs: 1_000 }];
    const { nodes } = started({ ...PARTIAL, kept }, nodeIds);
    const keptIds = nodeIds.filter((id) => nodes.get(id)?.kept !== undefined);
    const leftOutIds = nodeIds.filter((id) => nodes.get(id)?.leftOut);
    expect(keptIds).toEqual(['rows', 'rows/read', 'chart/load']);
    expect(leftOutIds).toEqual(['publish', 'publish/push']);
    const { partial } = started({ ...PARTIAL, kept }, nodeIds);
    expect(partial && [...idleNodes(partial, nodeIds)]).toEqual([...keptIds, ...leftOutIds]);
  });
});

describe('A selection', () => {
  const base = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
  const withBase = <T extends object>([rest, baseRunId]: [T, string | undefined]) =>
    baseRunId === undefined ? rest : { ...rest, baseRunId };
  const node = fc.record({ verb: fc.constantFrom('only', 'to', 'from'), node: fc.string({ minLength: 1 }) });
  const unfinished = fc.record({ verb: fc.constantFrom('retry', 'resume') });
  const selections = fc.tuple(fc.oneof(node, unfinished), base).map(withBase) as fc.Arbitrary<RunSelection>;

  it('comes back from the protocol as it went in', () => {
    fc.assert(
      fc.property(selections, (selection) => {
        expect(readSelection(selectionMessage(selection))).toEqual(selection);
      }),
    );
  });

  it('of a kind that this build does not know is none', () => {
    expect(readSelection({})).toBeUndefined();
  });

  it.each([
    [{ verb: 'only', node: 'chart' }, 'only chart'],
    [{ verb: 'to', node: 'chart' }, 'to chart'],
    [{ verb: 'from', node: 'chart' }, 'from chart'],
    [{ verb: 'retry' }, 'retry of what failed'],
    [{ verb: 'resume', baseRunId: 'r1' }, 'resumed'],
  ] as const)('%j is called “%s”', (selection, words) => {
    expect(selectionWords(selection)).toBe(words);
  });
});

describe('The words of a partial run', () => {
  const partial = started().partial;
  if (!partial) throw new Error('The run is not partial.');

  it('name the exact set of nodes and where every other value comes from', () => {
    expect(partialLines(partial, moment)).toEqual([
      'Run Only This Node: chart',
      'Runs: chart',
      'Kept from the run of minute 1000 (r1): rows',
      'Pinned, from the run of minute 500 (r0): names (changed since)',
      'Not part of this run: publish',
    ]);
  });

  it('put nodes of one run on one line', () => {
    const kept = ['a', 'b', 'c'].map((id, index) => ({ node: id, runId: index === 1 ? 'r0' : 'r1', timeMs: 5 }));
    const lines = partialLines(started({ running: [], kept }, ['a', 'b', 'c']).partial ?? partial, moment);
    expect(lines).toEqual([
      'Runs: nothing',
      'Kept from the run of minute 5 (r1): a, c',
      'Kept from the run of minute 5 (r0): b',
    ]);
  });

  it('name the run that is retried', () => {
    const retry: PartialRun = { selection: { unfinished: { purpose: 1 }, baseRunId: 'r1' }, running: ['chart'] };
    expect(partialLines(started(retry, ['chart']).partial ?? partial, moment)).toEqual([
      'Retry Failed of run r1',
      'Runs: chart',
    ]);
  });

  it('say of a kept node where it comes from', () => {
    const kept = { runId: 'r1', timeMs: 7, pinned: false, changed: false };
    expect(keptWords(kept, moment)).toBe('kept from the run of minute 7');
    expect(keptWords({ ...kept, pinned: true, changed: true }, moment)).toBe(
      'pinned, from the run of minute 7; the node was changed since',
    );
  });
});

describe('momentFormat', () => {
  const now = new Date(2026, 10, 20, 15, 30).getTime();
  it.each([
    ['today by its time', new Date(2026, 10, 20, 11, 2), '11:02'],
    ['yesterday with its day', new Date(2026, 10, 19, 23, 59), '19 Nov, 23:59'],
    ['the same day of another month with its day', new Date(2026, 9, 20, 11, 2), '20 Oct, 11:02'],
    ['last year with the year', new Date(2025, 10, 20, 11, 2), '20 Nov 2025, 11:02'],
  ])('writes %s', (_name, then, words) => {
    expect(momentFormat('en-GB')(then.getTime(), now)).toBe(words);
  });

  it('writes in the language that it is given', () => {
    expect(momentFormat('de')(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('09:05');
    expect(momentFormat('de')(new Date(2025, 2, 1, 11, 5).getTime(), now)).toBe('1. März 2025, 11:05');
  });
});
