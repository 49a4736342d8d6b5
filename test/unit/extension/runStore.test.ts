import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FOLD_INTERVAL_MS, RUNS_REMEMBERED, RunStore } from '../../../src/extension/runs/runStore.ts';
import { CHANNEL_CHARACTERS_PER_SECOND, LineBudget } from '../../../src/extension/views/lineBudget.ts';
import { LOG_TAIL_LINES } from '../../../src/flow/run/snapshot.ts';
import { eventStream, failingRun, RUN_STATUS } from './events.ts';

const FLOW = 'file:///flows/report.flow';

function begin(store: RunStore, runId: string, flow = FLOW) {
  return store.begin({ runId, flow, title: 'Report', nodeIds: ['read', 'write'] });
}

describe('RunStore', () => {
  let store: RunStore;
  const errors: unknown[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    errors.length = 0;
    store = new RunStore((error) => errors.push(error));
  });
  afterEach(() => {
    store.dispose();
    vi.useRealTimers();
  });

  it('folds what gathered within an interval once and tells once', () => {
    begin(store, 'a');
    const told: string[][] = [];
    store.onDidChange((records) => told.push(records.map((record) => record.runId)));
    const [first, ...rest] = failingRun('a').slice(0, 4);
    store.append('a', first ? [first] : []);
    store.append('a', rest);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(FOLD_INTERVAL_MS);
    expect(told).toEqual([['a']]);
    expect(store.get('a')?.snapshot.state).toBe('running');
    expect(store.get('a')?.snapshot.nodes.get('read')?.logTail).toEqual(['first line', 'second line', 'unfinished']);
  });

  it('shows the end of a run at once', () => {
    begin(store, 'a');
    store.append('a', failingRun('a'));
    expect(store.get('a')?.snapshot.state).toBe('failed');
    expect(store.active()).toEqual([]);
  });

  it('never mixes two runs', () => {
    begin(store, 'a');
    begin(store, 'b', 'file:///flows/other.flow');
    store.append('a', failingRun('a'));
    store.append('b', failingRun('b').slice(0, 2));
    vi.advanceTimersByTime(FOLD_INTERVAL_MS);
    expect(store.get('a')?.snapshot.state).toBe('failed');
    expect(store.get('b')?.snapshot.state).toBe('running');
    expect(store.activeOf(FLOW)).toBeUndefined();
    expect(store.activeOf('file:///flows/other.flow')?.runId).toBe('b');
  });

  it('drops events of runs that nobody asked for', () => {
    store.append('stranger', failingRun('stranger'));
    expect(store.all()).toEqual([]);
  });

  it('hands every event on in order', () => {
    begin(store, 'a');
    const sequences: number[] = [];
    store.onDidReceive(({ events }) => sequences.push(...events.map((event) => event.sequence ?? 0)));
    const events = failingRun('a');
    for (const event of events) store.append('a', [event]);
    expect(sequences).toEqual(events.map((event) => event.sequence));
  });

  it('shows a cancel before the runner confirms it, and never on a run that has ended', () => {
    begin(store, 'a');
    store.append('a', failingRun('a').slice(0, 1));
    vi.advanceTimersByTime(FOLD_INTERVAL_MS);
    store.acknowledgeCancel('a');
    expect(store.get('a')?.snapshot).toMatchObject({ state: 'running', cancelling: true });
    store.append(
      'a',
      eventStream('a', [{}, { runFinished: { status: RUN_STATUS.cancelled, durationMs: 5 } }]).slice(1),
    );
    store.acknowledgeCancel('a');
    expect(store.get('a')?.snapshot).toMatchObject({ state: 'cancelled', cancelling: false });
  });

  it('marks what ran as crashed when the runner is lost, after what had arrived was folded', () => {
    begin(store, 'a');
    store.append('a', failingRun('a').slice(0, 7));
    store.markLost('a', 'The runner was ended by signal SIGKILL.', Date.UTC(2026, 10, 20, 13));
    const snapshot = store.get('a')?.snapshot;
    expect(snapshot?.state).toBe('crashed');
    expect(snapshot?.nodes.get('read')?.state).toBe('succeeded');
    expect(snapshot?.nodes.get('write')).toMatchObject({ state: 'crashed' });
  });

  it('leaves a run that had ended alone when the runner is lost', () => {
    begin(store, 'a');
    store.append('a', failingRun('a'));
    const before = store.get('a');
    store.markLost('a', 'gone', 1);
    expect(store.get('a')).toBe(before);
  });

  it('forgets the oldest finished runs first and keeps those that go on', () => {
    begin(store, 'going on');
    for (let index = 0; index < RUNS_REMEMBERED + 5; index += 1) {
      begin(store, `run ${index}`);
      store.append(`run ${index}`, failingRun(`run ${index}`));
    }
    expect(store.all()).toHaveLength(RUNS_REMEMBERED);
    expect(store.get('going on')).toBeDefined();
    expect(store.get('run 0')).toBeUndefined();
  });

  it('keeps the end of a flood only, and hands it on within what a channel takes, whether or not a view is in sight', () => {
    begin(store, 'a');
    const [start] = failingRun('a');
    store.append('a', start ? [start] : []);
    const budget = new LineBudget();
    let shown = 0;
    store.onDidReceive(({ events }) => {
      for (const { nodeLog } of events)
        for (const line of budget.admit((nodeLog?.text ?? '').split('\n'), Date.now())) shown += line.length;
    });
    const text = `${'x'.repeat(99)}\n`.repeat(320);
    let sequence = start?.sequence ?? 0;
    for (let turn = 0; turn < 50; turn += 1) {
      const flood = Array.from({ length: 64 }, () => ({
        runId: 'a',
        sequence: ++sequence,
        nodeLog: { node: 'read', stream: 1, text, droppedBytes: 7 },
      }));
      store.append('a', flood);
      vi.advanceTimersByTime(FOLD_INTERVAL_MS);
    }
    const node = store.get('a')?.snapshot.nodes.get('read');
    expect(node?.logTail.length).toBeLessThanOrEqual(LOG_TAIL_LINES);
    expect(node?.droppedLogBytes).toBe(50 * 64 * 7);
    const seconds = Math.ceil((50 * FOLD_INTERVAL_MS) / 1_000) + 1;
    expect(shown).toBeLessThan(seconds * (CHANNEL_CHARACTERS_PER_SECOND + 1_000));
  });

  it('goes on telling others when one listener throws', () => {
    const heard = vi.fn();
    store.onDidChange(() => {
      throw new Error('broken view');
    });
    store.onDidChange(heard);
    begin(store, 'a');
    expect(heard).toHaveBeenCalledOnce();
    expect(String(errors[0])).toContain('broken view');
  });
});
