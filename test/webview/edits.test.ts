import { afterEach, expect, it, vi } from 'vitest';
import { tidy } from '../../src/webview/layout/tidy.ts';
import { createCanvasModel, sendEdits } from '../../src/webview/store/canvasStore.ts';
import { SNAPSHOT_WAIT_MS } from '../../src/webview/store/editQueue.ts';
import { PendingRequests, REQUEST_TIMEOUT_MS } from '../../src/webview/store/pendingRequests.ts';
import { FakeHost } from './support/fakeHost.ts';

const TEXT = 'flow: 1\nnodes:\n  a: { uses: constant, with: { value: 1 } }\nlayout:\n  a: [0, 0]\n';
const EDIT = { type: 'setValue', path: ['name'], value: 'x' } as const;

afterEach(() => vi.useRealTimers());

function openModel() {
  const host = new FakeHost();
  const model = createCanvasModel(host, () => {});
  host.open(TEXT, 7);
  return { host, model };
}

/** Lets everything that has settled go on. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function answer(host: FakeHost, version?: number): void {
  const edit = host.edits.at(-1);
  host.send({ type: 'editDone', requestId: edit?.requestId ?? 0, ...(version !== undefined && { version }) });
}

it('names the version that an edit was made on', async () => {
  const { host, model } = openModel();
  const sent = sendEdits(model, [EDIT]);
  await settled();
  expect(host.edits).toMatchObject([{ baseVersion: 7, edits: [EDIT] }]);
  answer(host);
  expect(await sent).toBe(true);
});

it('holds a second edit back until the snapshot of the first has come', async () => {
  const { host, model } = openModel();
  void sendEdits(model, [EDIT]);
  void sendEdits(model, [EDIT]);
  await settled();
  answer(host, 8);
  await settled();
  expect(host.edits).toHaveLength(1);
  host.openVersion(TEXT, 8);
  await settled();
  expect(host.edits.map((edit) => edit.baseVersion)).toEqual([7, 8]);
});

it('does not wait for ever for a snapshot', async () => {
  vi.useFakeTimers();
  const { host, model } = openModel();
  void sendEdits(model, [EDIT]);
  void sendEdits(model, [EDIT]);
  await vi.advanceTimersByTimeAsync(0);
  answer(host, 8);
  await vi.advanceTimersByTimeAsync(SNAPSHOT_WAIT_MS);
  expect(host.edits).toHaveLength(2);
});

it('says why an edit was refused', async () => {
  const { host, model } = openModel();
  const sent = sendEdits(model, [EDIT]);
  await settled();
  host.send({ type: 'editDone', requestId: host.edits[0]?.requestId ?? 0, refusal: 'The file is read-only.' });
  expect(await sent).toBe(false);
  expect(model.store.getState().notice?.text).toBe('The file is read-only.');
});

it('settles requests by answer, by time, and by closing', async () => {
  vi.useFakeTimers();
  const requests = new PendingRequests();
  const ids: number[] = [];
  const ask = () => requests.ask<{ value: number }>((id) => ids.push(id));
  const answered = ask();
  const late = ask();
  requests.settle(ids[0] ?? 0, { value: 5 });
  expect(await answered).toEqual({ value: 5 });
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
  expect(await late).toHaveProperty('error');
  const closed = ask();
  requests.close();
  expect(await closed).toEqual({ error: 'The view was closed.' });
});

it('moves everything as one edit when a layout is ready', async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  const { host, model } = openModel();
  void tidy(model, async () => new Map([['a', [40, 60]]]));
  await settled();
  expect(host.lastEdits).toEqual([{ type: 'move', positions: { a: [40, 60] } }]);
  expect(host.edits[0]?.baseVersion).toBe(7);
});

it('drops a layout that is ready only after the document has changed', async () => {
  const { host, model } = openModel();
  const { promise, resolve } = Promise.withResolvers<ReadonlyMap<string, readonly [number, number]>>();
  const done = tidy(model, () => promise);
  host.openVersion(TEXT.replace('value: 1', 'value: 2'), 8);
  resolve(new Map([['a', [40, 60]]]));
  await done;
  expect(host.edits).toEqual([]);
  expect(model.store.getState().moving.size).toBe(0);
  expect(model.store.getState().notice?.text).toContain('nothing was moved');
});
