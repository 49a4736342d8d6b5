import { expect, it, vi } from 'vitest';
import { type CanvasModel, createCanvasModel } from '../../src/webview/store/canvasStore.ts';
import { FakeHost } from './support/fakeHost.ts';
import { runOf } from './support/snapshots.ts';

const TEXT = `flow: 1
nodes:
  read: { uses: file.read, with: { path: a.json, as: text } }
  parse: { uses: json.parse, in: { text: read.content } }
  print: { uses: shell, in: { data: parse.value }, with: { run: echo "$data" } }
`;

function openModel(text = TEXT): { host: FakeHost; model: CanvasModel } {
  const host = new FakeHost();
  const model = createCanvasModel(host, () => {});
  host.open(text);
  return { host, model };
}

it('keeps the very same graph when a message repeats the document', () => {
  const { host, model } = openModel();
  const before = model.store.getState();
  host.openVersion(TEXT, 1);
  expect(model.store.getState().graph).toBe(before.graph);
  expect(model.store.getState().document).toBe(before.document);
});

it('makes a new card only for the node that changed', () => {
  const { host, model } = openModel();
  const before = model.store.getState().graph;
  host.openVersion(TEXT.replace('a.json', 'b.json'), 2);
  const after = model.store.getState().graph;
  expect(after?.cards.get('read')).not.toBe(before?.cards.get('read'));
  expect(after?.cards.get('parse')).toBe(before?.cards.get('parse'));
  expect(after?.cards.get('print')).toBe(before?.cards.get('print'));
  expect(after?.wires).toBe(before?.wires);
  expect(after?.positions).toBe(before?.positions);
});

it('does not move cards without a place when another node is added', () => {
  const { host, model } = openModel();
  const before = model.store.getState().graph?.positions;
  host.openVersion(`${TEXT}  more: { uses: constant, with: { value: 1 } }\n`, 2);
  const after = model.store.getState().graph?.positions;
  for (const id of ['read', 'parse', 'print']) expect(after?.get(id)).toBe(before?.get(id));
  expect(after?.has('more')).toBe(true);
});

it('makes a new run view only for the node whose state changed', () => {
  const { host, model } = openModel();
  const nodes = [
    { id: 'read', state: 'succeeded', attempt: 1, durationMs: 3 },
    { id: 'parse', state: 'running', attempt: 1, startedMs: 1_003 },
  ] as const;
  host.send({ type: 'run', run: runOf(nodes) });
  const before = model.store.getState().runNodes;
  host.send({ type: 'run', run: runOf([nodes[0], { id: 'parse', state: 'succeeded', attempt: 1, durationMs: 1 }]) });
  const after = model.store.getState().runNodes;
  expect(after.get('read')).toBe(before.get('read'));
  expect(after.get('parse')?.state).toBe('succeeded');
});

it('shows nothing of the run before when another one starts', () => {
  const { host, model } = openModel();
  host.send({ type: 'run', run: runOf([{ id: 'read', state: 'failed', attempt: 1, failure: 'no such file' }]) });
  host.send({ type: 'run', run: runOf([], { runId: 'run-2' }) });
  expect(model.store.getState().runNodes.size).toBe(0);
});

it('forgets the selection of a node that is gone', () => {
  const { host, model } = openModel();
  model.store.setState({ selection: new Set(['read', 'print']), current: 'print' });
  host.openVersion(TEXT.replace(/ {2}print.*\n/, ''), 2);
  expect([...model.store.getState().selection]).toEqual(['read']);
  expect(model.store.getState().current).toBeNull();
});

it('keeps the selection and the inspector for the next life of the view', () => {
  const { host, model } = openModel();
  model.store.setState({ selection: new Set(['parse']), inspectorWidth: 420, inspectorOpen: false });
  const next = createCanvasModel(host, () => {}).store.getState();
  expect([...next.selection]).toEqual(['parse']);
  expect(next).toMatchObject({ inspectorWidth: 420, inspectorOpen: false });
});

it('shows flow inputs and wires to ports by name, the default one included', () => {
  const { model } = openModel(TEXT.replace('parse.value', 'parse'));
  const wire = model.store.getState().graph?.wires.find((candidate) => candidate.to === 'print');
  expect(wire).toMatchObject({ from: 'parse', fromPort: 'value', toPort: 'data', role: 'data' });
});

it('hands commands of the host on', () => {
  const host = new FakeHost();
  const onCommand = vi.fn();
  const model = createCanvasModel(host, onCommand);
  host.send({ type: 'canvasCommand', command: { command: 'reveal', node: 'read' } });
  expect(onCommand).toHaveBeenCalledWith(model, {
    type: 'canvasCommand',
    command: { command: 'reveal', node: 'read' },
  });
});
