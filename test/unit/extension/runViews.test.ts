import { describe, expect, it } from 'vitest';
import { type RunRecord, RunStore } from '../../../src/extension/runs/runStore.ts';
import { runView } from '../../../src/extension/runs/runView.ts';
import { nodeAnnotations } from '../../../src/extension/views/nodeAnnotations.ts';
import { type RunsTreeItem, treeChildren, treeParent, treeRow } from '../../../src/extension/views/runsTreeModel.ts';
import { firstLine } from '../../../src/extension/views/runWords.ts';
import { statusBarText } from '../../../src/extension/views/statusBarText.ts';
import { formatBytes } from '../../../src/flow/byteSize.ts';
import { foldEvents } from '../../../src/flow/run/fold.ts';
import { eventStream, failingRun, RUN_STATUS } from './events.ts';

const moment = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 16);
const WORDS = { moment, isPinned: () => false };
const PARTS = { earlier: new Map(), moment };

function annotate(record: RunRecord) {
  return nodeAnnotations({ record, earlier: new Map(), pins: [], moment });
}

function storeWith(runId: string, events = failingRun(runId)): RunStore {
  const store = new RunStore((error) => {
    throw error;
  });
  store.begin({ runId, flow: 'file:///flows/report.flow', title: 'Report', nodeIds: ['read', 'write'] });
  store.append(runId, [...events]);
  return store;
}

/** The run after some of its events; the store itself folds later. */
function recordAfter(count: number) {
  const store = storeWith('a', []);
  const record = store.all()[0];
  if (!record) throw new Error('The store forgot the run.');
  return { ...record, snapshot: foldEvents(record.snapshot, failingRun('a').slice(0, count)) };
}

function drawTree(store: RunStore, parent?: RunsTreeItem, indent = ''): string[] {
  return treeChildren(store, parent).flatMap((item) => {
    const row = treeRow(store, item, WORDS);
    return [
      `${indent}${row?.icon} ${row?.label} · ${row?.description} (${row?.context})`,
      ...drawTree(store, item, `${indent}  `),
    ];
  });
}

describe('The Runs tree', () => {
  it('shows run, nodes and outputs with their states', () => {
    expect(drawTree(storeWith('a'))).toEqual([
      'error Report · failed in 1.2 s (run.finished.failed)',
      '  pass read · succeeded in 850 ms (node.log)',
      '    symbol-field stdout · hello (output)',
      '  error write · failed in 20 ms: tee ended with exit code 1. (node)',
    ]);
  });

  it('holds the nodes of a flow within in the node that stands for it', () => {
    const store = storeWith('a', []);
    store.begin({ runId: 'b', flow: 'file:///flows/o.flow', title: 'Other', nodeIds: ['a', 'a/b', 'a/b/c', 'd'] });
    expect(drawTree(store, { kind: 'run', runId: 'b' }).map((line) => line.replace(/ · .*/, ''))).toEqual([
      'circle-outline a',
      '  circle-outline b',
      '    circle-outline c',
      'circle-outline d',
    ]);
    const node: RunsTreeItem = { kind: 'node', runId: 'b', node: 'a/b/c' };
    expect(treeParent(node)).toEqual({ kind: 'node', runId: 'b', node: 'a/b' });
    expect(treeParent({ kind: 'node', runId: 'b', node: 'a' })).toEqual({ kind: 'run', runId: 'b' });
    const record = store.get('b');
    expect(record && runView(record, PARTS).totalNodes).toBe(2);
    const ids = [node, { kind: 'output', runId: 'b', node: 'a', port: 'b' } as const].map(
      (item) => treeRow(store, item, WORDS)?.id,
    );
    expect(ids[0]).toBe('b/a/b/c');
    expect(treeRow(store, { kind: 'node', runId: 'b', node: 'a/b' }, WORDS)).toMatchObject({
      label: 'b',
      hasChildren: true,
    });
  });

  it('shows the newest run first and a run that has not begun', () => {
    const store = storeWith('a');
    store.begin({ runId: 'b', flow: 'file:///flows/other.flow', title: 'Other', nodeIds: ['only'] });
    expect(drawTree(store).slice(0, 2)).toEqual([
      'circle-outline Other · waiting 0/1 (run.running)',
      '  circle-outline only · waiting (node)',
    ]);
  });

  it('has nothing to show for an item of a forgotten run', () => {
    const store = storeWith('a');
    store.clearFinished();
    const item: RunsTreeItem = { kind: 'output', runId: 'a', node: 'read', port: 'stdout' };
    expect(treeRow(store, item, WORDS)).toBeUndefined();
    expect(treeChildren(store, { kind: 'run', runId: 'a' })).toEqual([]);
  });
});

describe('The status bar', () => {
  it.each([
    [1, '$(loading~spin) Report 0/2'],
    [6, '$(loading~spin) Report 1/2'],
    [9, '$(error) Report: failed'],
  ])('after %i events', (count, text) => {
    expect(statusBarText([recordAfter(count)])?.text).toBe(text);
  });

  it('is empty before the first run', () => {
    expect(statusBarText([])).toBeUndefined();
  });

  it('counts flows that run at the same time', () => {
    const [one, other] = [recordAfter(2), recordAfter(4)];
    expect(statusBarText([one, other])?.text).toBe('$(loading~spin) 2 flows');
  });

  it('says that a cancel is under way', () => {
    const record = recordAfter(2);
    const cancelling = { ...record, snapshot: { ...record.snapshot, cancelling: true } };
    expect(statusBarText([cancelling])?.text).toBe('$(loading~spin) Report 0/2, cancelling');
  });

  it('says how the last run ended', () => {
    const events = eventStream('a', [
      { runStarted: { nodeIds: [] } },
      { runFinished: { status: RUN_STATUS.cancelled } },
    ]);
    expect(statusBarText(storeWith('a', events).all())?.text).toBe('$(circle-slash) Report: cancelled');
  });
});

describe('Annotations in the text', () => {
  it('say state, duration and failure, and the last line while a node runs', () => {
    const texts = (count: number) => annotate(recordAfter(count)).map(({ node, text }) => `${node}: ${text}`);
    expect(texts(1)).toEqual([]);
    expect(texts(4)).toEqual(['read: ▶ running: unfinished']);
    expect(texts(9)).toEqual(['read: ✓ succeeded in 850 ms', 'write: ✗ failed in 20 ms: tee ended with exit code 1.']);
  });

  it('are the same objects for nodes that did not change', () => {
    const record = recordAfter(7);
    const later = { ...record, snapshot: foldEvents(record.snapshot, failingRun('a').slice(7)) };
    expect(annotate(later)[0]).toBe(annotate(record)[0]);
  });
});

describe('runView', () => {
  it('leaves out nodes that the run has not touched', () => {
    const view = runView(recordAfter(4), PARTS);
    expect(view).toMatchObject({ state: 'running', totalNodes: 2 });
    expect(view.nodes).toEqual([
      { id: 'read', state: 'running', attempt: 1, startedMs: expect.any(Number), lastLogLine: 'unfinished' },
    ]);
  });

  it('carries the failure in one sentence', () => {
    const failed = runView(recordAfter(9), PARTS).nodes.find((node) => node.id === 'write');
    expect(failed).toMatchObject({ state: 'failed', failure: 'tee ended with exit code 1.' });
  });

  it('renders only nodes that changed', () => {
    const record = recordAfter(7);
    const later = { ...record, snapshot: foldEvents(record.snapshot, failingRun('a').slice(7)) };
    expect(runView(later, PARTS).nodes[0]).toBe(runView(record, PARTS).nodes[0]);
  });
});

describe('Words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_400, '1.4 KB'],
    [23_000_000, '23 MB'],
  ])('%i bytes', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  it('cuts a long first line', () => {
    expect(firstLine(`${'x'.repeat(500)}\nmore`)).toHaveLength(120);
    expect(firstLine('  short\nmore')).toBe('short');
  });
});
