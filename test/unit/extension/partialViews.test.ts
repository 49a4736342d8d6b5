import { describe, expect, it } from 'vitest';
import type { ExecutionEvent, PartialRun } from '../../../proto/messages.ts';
import { earlierResults } from '../../../src/extension/runs/earlierResults.ts';
import { runRequest } from '../../../src/extension/runs/runRequest.ts';
import { type RunRecord, RunStore } from '../../../src/extension/runs/runStore.ts';
import { runView } from '../../../src/extension/runs/runView.ts';
import { LogFormatter } from '../../../src/extension/views/logFormatter.ts';
import { nodeAnnotations } from '../../../src/extension/views/nodeAnnotations.ts';
import { treeChildren, treeRow } from '../../../src/extension/views/runsTreeModel.ts';
import { progressWords } from '../../../src/extension/views/runWords.ts';
import { statusBarText } from '../../../src/extension/views/statusBarText.ts';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { compileFlow } from '../../../src/flow/compile/compileFlow.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { eventStream, NODE_STATUS, RUN_STATUS } from './events.ts';

const FLOW = 'file:///flows/report.flow';
const NODES = ['read', 'chart', 'publish'];
const CACHED = 5;
const moment = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 19);

/** A whole run in which publishing fails, then one of the chart alone on what the first one read. */
const WHOLE: readonly ExecutionEvent[] = [
  { runStarted: { flowName: 'Report', flowSource: '/flows/report.flow', nodeIds: NODES } },
  { nodeFinished: { node: 'read', status: NODE_STATUS.succeeded, attempts: 1, durationMs: 10 } },
  { nodeFinished: { node: 'chart', status: NODE_STATUS.succeeded, attempts: 1, durationMs: 20 } },
  {
    nodeFinished: {
      node: 'publish',
      status: NODE_STATUS.failed,
      attempts: 1,
      durationMs: 30,
      failure: { code: 4, message: 'scp ended with exit code 1.' },
    },
  },
  { runFinished: { status: RUN_STATUS.failed, durationMs: 60 } },
];
const PARTIAL: PartialRun = {
  selection: { only: 'chart' },
  running: ['chart'],
  kept: [{ node: 'read', runId: 'whole', timeMs: Date.UTC(2026, 10, 20, 12, 0, 1) }],
};
const PART: readonly ExecutionEvent[] = [
  { runStarted: { flowName: 'Report', flowSource: '/flows/report.flow', nodeIds: NODES, partial: PARTIAL } },
  { nodeFinished: { node: 'read', status: CACHED, reason: 'kept' } },
  { nodeFinished: { node: 'publish', status: NODE_STATUS.skipped, reason: 'left out' } },
  { nodeFinished: { node: 'chart', status: NODE_STATUS.succeeded, attempts: 1, durationMs: 25 } },
  { runFinished: { status: RUN_STATUS.succeeded, durationMs: 30 } },
];

function storeOf(runs: Readonly<Record<string, readonly ExecutionEvent[]>>): RunStore {
  const store = new RunStore((error) => {
    throw error;
  });
  for (const [runId, events] of Object.entries(runs)) {
    store.begin({ runId, flow: FLOW, title: 'Report', nodeIds: NODES });
    store.append(runId, eventStream(runId, events));
  }
  return store;
}

function newest(store: RunStore): RunRecord {
  const record = store.latestOf(FLOW);
  if (!record) throw new Error('The store forgot the run.');
  return record;
}

const store = storeOf({ whole: WHOLE, part: PART });
const record = newest(store);
const earlier = earlierResults(record, store.all());

describe('Results of earlier runs', () => {
  it('are known of nodes that the latest run leaves out', () => {
    expect([...earlier]).toMatchObject([['publish', { runId: 'whole', node: { state: 'failed' } }]]);
  });

  it('are of the latest run that ran the node', () => {
    const more = storeOf({ whole: WHOLE, part: PART, again: PART });
    expect(earlierResults(newest(more), more.all()).get('publish')?.runId).toBe('whole');
  });

  it('are never of another flow or of a later run', () => {
    const alone = storeOf({ part: PART, whole: WHOLE });
    const part = alone.get('part');
    expect(part && earlierResults(part, alone.all()).size).toBe(0);
  });

  it('stay the same objects while the run goes on', () => {
    expect(earlierResults(newest(store), store.all())).toBe(earlier);
  });
});

describe('A part of a flow on the canvas', () => {
  const view = runView(record, { earlier, moment });

  it('says what was asked for and counts what runs', () => {
    expect(view).toMatchObject({ asked: { verb: 'only', node: 'chart' }, totalNodes: 1, state: 'succeeded' });
    expect(progressWords(record)).toBe('1/1');
  });

  it('says of each other node where its result comes from', () => {
    expect(view.nodes.map(({ id, state, part }) => ({ id, state, part }))).toEqual([
      { id: 'read', state: 'cached', part: { role: 'kept', words: 'kept from the run of 12:00:01', runId: 'whole' } },
      { id: 'chart', state: 'succeeded', part: undefined },
      {
        id: 'publish',
        state: 'failed',
        part: { role: 'left-out', words: 'not part of this run; failed in the run of 12:00:03', runId: 'whole' },
      },
    ]);
  });

  it('has nothing to show of a left-out node that never ran', () => {
    const alone = storeOf({ part: PART });
    const nodes = runView(newest(alone), { earlier: new Map(), moment }).nodes;
    expect(nodes.find(({ id }) => id === 'publish')).toEqual({
      id: 'publish',
      state: 'skipped',
      attempt: 0,
      part: { role: 'left-out', words: 'not part of this run' },
    });
  });

  it.each([
    [RUN_STATUS.succeeded, undefined],
    [RUN_STATUS.failed, 'retry'],
    [RUN_STATUS.cancelled, 'resume'],
  ])('offers after status %i to %s', (status, unfinished) => {
    const ended = storeOf({ whole: [...WHOLE.slice(0, 4), { runFinished: { status } }] });
    expect(runView(newest(ended), { earlier, moment }).unfinished).toBe(unfinished);
  });
});

describe('A part of a flow in the text', () => {
  const annotate = (pins: readonly { node: string; runId: string; timeMs: number }[] = []) =>
    nodeAnnotations({ record, earlier, pins, moment }).map(({ node, gutter, text, runId }) => [
      node,
      gutter,
      text,
      ...(runId === undefined ? [] : [runId]),
    ]);

  it('is quiet about what is of an earlier run', () => {
    expect(annotate()).toEqual([
      ['read', 'quiet', 'kept from the run of 12:00:01', 'whole'],
      ['chart', 'succeeded', '✓ succeeded in 25 ms'],
      ['publish', 'quiet', '✗ failed in 30 ms · run of 12:00:03: scp ended with exit code 1.', 'whole'],
    ]);
  });

  it('marks pinned nodes, also without a run', () => {
    const pins = ['chart', 'publish'].map((node) => ({ node, runId: 'whole', timeMs: 0 }));
    expect(annotate(pins).slice(1)).toEqual([
      ['chart', 'succeeded', '✓ succeeded in 25 ms · pinned'],
      ['publish', 'pinned', 'pinned, from the run of 00:00:00', 'whole'],
    ]);
    expect(nodeAnnotations({ record: undefined, earlier, pins, moment }).map(({ gutter }) => gutter)).toEqual([
      'pinned',
      'pinned',
    ]);
  });
});

describe('A part of a flow in the tree', () => {
  const words = { moment, isPinned: (_flow: string, node: string) => node === 'chart' };
  const row = (node?: string) =>
    treeRow(store, node === undefined ? { kind: 'run', runId: 'part' } : { kind: 'node', runId: 'part', node }, words);

  it('is told in the row of the run and, exactly, in its tooltip', () => {
    expect(row()?.description).toBe('only chart · succeeded in 30 ms');
    expect(row()?.tooltip.split('\n').slice(-4)).toEqual([
      'Run Only This Node: chart',
      'Runs: chart',
      'Kept from the run of 12:00:01 (whole): read',
      'Not part of this run: publish',
    ]);
  });

  it('is told in the rows of its nodes, without colour', () => {
    expect(treeChildren(store, { kind: 'run', runId: 'part' })).toHaveLength(3);
    expect(row('read')).toMatchObject({ icon: 'archive', description: 'kept from the run of 12:00:01' });
    expect(row('read')).not.toHaveProperty('color');
    expect(row('publish')).toMatchObject({ icon: 'dash', description: 'not part of this run' });
    expect(row('chart')).toMatchObject({ description: 'succeeded in 25 ms · pinned', context: 'node.pinned' });
  });

  it('offers to go on from the run that failed', () => {
    expect(treeRow(store, { kind: 'run', runId: 'whole' }, words)?.context).toBe('run.finished.failed');
    expect(row()?.context).toBe('run.finished');
  });
});

describe('A part of a flow in the status bar', () => {
  it('is not taken for the whole', () => {
    expect(statusBarText(store.all())?.text).toBe('$(pass) Report (only chart): succeeded');
  });
});

describe('A part of a flow in the output channel', () => {
  it('is named exactly before anything runs, and nodes that do not run say nothing more', () => {
    const formatter = new LogFormatter((timeMs) => moment(timeMs));
    const lines = eventStream('part', PART).flatMap((event) => formatter.lines(event));
    expect(lines.map((line) => line.slice('12:00:00.000 '.length))).toEqual([
      '▶ Report — /flows/report.flow',
      '  Run Only This Node: chart',
      '  Runs: chart',
      '  Kept from the run of 12:00:01 (whole): read',
      '  Not part of this run: publish',
      '[chart] ✓ succeeded in 25 ms',
      '✓ Run succeeded in 30 ms.',
    ]);
  });
});

describe('The request for a part of a flow', () => {
  const compiled = compileFlow(
    parseFlow('flow: 1\nnodes:\n  a: { uses: shell, with: { run: ls } }\n'),
    BUILTIN_CATALOG,
  );
  if (!compiled.ok) throw new Error('The flow does not compile.');
  const parts = {
    runId: 'r1',
    flow: compiled.flow,
    title: 'Report',
    source: '/flows/report.flow',
    workingFolder: '/flows',
    inputs: {},
    secrets: {},
    concurrency: 0,
    graceMs: 0,
    keptRuns: 0,
    keptBytes: 0,
  };

  it('names the part and the run to go on from', () => {
    expect(runRequest({ ...parts, selection: { verb: 'to', node: 'a' } }).selection).toEqual({ upTo: 'a' });
    expect(runRequest({ ...parts, selection: { verb: 'resume', baseRunId: 'r0' } }).selection).toEqual({
      unfinished: { purpose: 2 },
      baseRunId: 'r0',
    });
  });

  it('has no selection for the whole flow', () => {
    expect(runRequest(parts)).not.toHaveProperty('selection');
  });
});
