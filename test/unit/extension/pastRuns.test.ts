import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent, PastRun } from '../../../proto/messages.ts';
import { type HistoryPlace, PAST_RUNS_LISTED, PastRuns } from '../../../src/extension/history/pastRuns.ts';
import { type RunnerConnection, RunnerUnavailable } from '../../../src/extension/runner/runnerConnection.ts';
import { RunStore } from '../../../src/extension/runs/runStore.ts';
import { treeChildren, treeRow } from '../../../src/extension/views/runsTreeModel.ts';

const { RUN_STATUS_SUCCEEDED, RUN_STATUS_CANCELLED, RUN_STATUS_RUNNING } = millrace.v1.RunStatus;

const FLOW = '/flows/report.flow';
const URI = 'file:///flows/report.flow';
const PLACE: HistoryPlace = { stateFolder: '/flows/.millrace', flows: new Map([[FLOW, URI]]) };

function past(runId: string, startedMs: number, more: PastRun = {}): PastRun {
  return {
    runId,
    flowName: 'Report',
    flowSource: FLOW,
    status: RUN_STATUS_SUCCEEDED,
    startedMs,
    durationMs: 1_200,
    ...more,
  };
}

/** A history whose runner answers what the test says. */
function rig(runs: readonly PastRun[] | Error, journals: Readonly<Record<string, readonly ExecutionEvent[]>> = {}) {
  const store = new RunStore((error) => {
    throw error;
  });
  const asked: unknown[] = [];
  const log: string[] = [];
  const connection = {
    history: (request: unknown) => {
      asked.push(request);
      return runs instanceof Error ? Promise.reject(runs) : Promise.resolve(runs);
    },
    readJournal: ({ runId }: { runId: string }, take: (events: readonly ExecutionEvent[]) => void) => {
      for (const event of journals[runId] ?? []) take([event]);
      return Promise.resolve();
    },
  } as unknown as RunnerConnection;
  const history = new PastRuns({
    store,
    connection,
    places: () => Promise.resolve([PLACE]),
    log: (line) => log.push(line),
  });
  return { store, asked, log, history };
}

function journalOf(runId: string, hasEnded: boolean): ExecutionEvent[] {
  const bodies: ExecutionEvent[] = [
    { runStarted: { flowName: 'Report', flowSource: FLOW, nodeIds: ['a', 'b'], runFolder: '/flows/.millrace/runs/x' } },
    { nodeStarted: { node: 'a', attempt: 1 } },
    ...(hasEnded
      ? [{ runFinished: { status: RUN_STATUS_CANCELLED, reason: 'The window was closed or reloaded.' } }]
      : []),
  ];
  return bodies.map((body, index) => ({ sequence: index + 1, timeMs: 1_000 + index, runId, ...body }));
}

describe('runs of earlier sessions', () => {
  it('are listed newest first, those of the flows of the workspace', async () => {
    const { history, asked } = rig([
      past('new', 3_000),
      past('other', 2_000, { flowSource: '/gone.flow' }),
      past('old', 1_000),
    ]);
    expect(history.all()).toEqual([]);
    await history.refresh();
    expect(asked).toEqual([{ stateFolder: PLACE.stateFolder, limit: PAST_RUNS_LISTED }]);
    expect(history.all().map(({ runId, flow }) => [runId, flow])).toEqual([
      ['new', URI],
      ['old', URI],
    ]);
  });

  it('are rows of the tree among those of this session, which are not told twice', async () => {
    const { history, store } = rig([
      past('mine', 4_000),
      past('elsewhere', 3_000, { status: RUN_STATUS_RUNNING }),
      past('reloaded', 2_000, { status: RUN_STATUS_CANCELLED, reason: 'The window was closed or reloaded.' }),
      past('lost', 1_000, { status: 0, reason: 'The runner was lost before the run ended.' }),
    ]);
    store.begin({ runId: 'mine', flow: URI, title: 'Report', nodeIds: ['a'] });
    await history.refresh();
    const words = { moment: (timeMs: number) => `at ${timeMs}`, isPinned: () => false, past: history };
    const items = treeChildren(store, undefined, history);
    expect(items.map(({ kind, runId }) => [kind, runId])).toEqual([
      ['run', 'mine'],
      ['past', 'elsewhere'],
      ['past', 'reloaded'],
      ['past', 'lost'],
    ]);
    const rows = items.slice(1).map((item) => treeRow(store, item, words));
    expect(rows.map((row) => [row?.description, row?.context, row?.icon])).toEqual([
      ['at 3000 · running elsewhere', 'past.running', 'loading~spin'],
      ['at 2000 · cancelled in 1.2 s: The window was closed or reloaded.', 'past.finished.stopped', 'circle-slash'],
      ['at 1000 · crashed in 1.2 s: The runner was lost before the run ended.', 'past.finished.stopped', 'bug'],
    ]);
    expect(rows[1]?.tooltip).toContain('The window was closed or reloaded.');
    expect(treeChildren(store, items[2])).toEqual([]);
  });

  it('become runs of this session when they are shown, in their place, and are the ones that views show', async () => {
    const { history, store } = rig([past('old', 1_000)], { old: journalOf('old', true) });
    store.begin({ runId: 'mine', flow: URI, title: 'Report', nodeIds: ['a'] });
    await history.refresh();
    const run = history.get('old');
    if (!run) throw new Error('The run is not listed.');
    const record = await history.restore(run);
    expect(record).toMatchObject({ flow: URI, nodeIds: ['a', 'b'], snapshot: { state: 'cancelled' } });
    expect(record.snapshot.reason).toBe('The window was closed or reloaded.');
    expect(store.all().map(({ runId }) => runId)).toEqual(['mine', 'old']);
    expect(history.all()).toEqual([]);
    expect(store.shownOf(URI)?.runId).toBe('mine');
    store.show('old');
    expect(store.shownOf(URI)?.runId).toBe('old');
    expect(store.latestOf(URI)?.runId).toBe('mine');
    store.begin({ runId: 'next', flow: URI, title: 'Report', nodeIds: ['a'] });
    expect(store.shownOf(URI)?.runId).toBe('next');
  });

  it('whose runner was lost show what ran as crashed', async () => {
    const { history } = rig([past('lost', 1_000, { status: 0, reason: 'The runner was lost before the run ended.' })], {
      lost: journalOf('lost', false),
    });
    await history.refresh();
    const run = history.get('lost');
    if (!run) throw new Error('The run is not listed.');
    const { snapshot } = await history.restore(run);
    expect([snapshot.state, snapshot.finishedMs, snapshot.reason]).toEqual([
      'crashed',
      2_200,
      'The runner was lost before the run ended.',
    ]);
    expect([...snapshot.nodes.values()].map(({ state }) => state)).toEqual(['crashed', 'skipped']);
  });

  it('can be hidden, and nothing is said twice of a runner that cannot be had', async () => {
    const { history } = rig([past('old', 1_000)]);
    await history.refresh();
    history.hide();
    expect(history.all()).toEqual([]);
    const broken = rig(new RunnerUnavailable('No runner today.'));
    await broken.history.refresh();
    expect(broken.log).toEqual(['Earlier runs cannot be listed: No runner today.']);
    expect(broken.history.all()).toEqual([]);
  });
});
