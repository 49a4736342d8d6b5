import { expect, it } from 'vitest';
import { selectWire } from '../../src/webview/store/selectionActions.ts';
import { press, type RenderedView, renderView } from './support/renderView.tsx';

const TEXT = `flow: 1
nodes:
  fetch: { uses: http, with: { url: "https://example.com" } }
  other: { uses: constant, with: { value: 1 } }
  table: { uses: csv.parse, in: { text: fetch.body } }
  all: { uses: merge, in: { items: [other.value, table.rows] } }
  last: { uses: shell, after: [all], with: { run: "true" } }
layout:
  fetch: [0, 0]
  other: [0, 300]
  table: [400, 0]
  all: [800, 100]
  last: [1200, 100]
`;

async function onWire(from: string, to: string): Promise<RenderedView> {
  const view = await renderView(TEXT);
  const wire = view.model.store.getState().graph?.wires.find((one) => one.from === from && one.to === to);
  await view.act(() => view.root.querySelector<HTMLElement>('#canvas')?.focus());
  await view.act(() => selectWire(view.model, wire?.id ?? ''));
  await view.act(() => press('a'));
  return view;
}

const offered = ({ root }: RenderedView) =>
  [...root.querySelectorAll('.quick-add-option')].map(({ id }) => id.replace('quick-add-', ''));
const pick = (view: RenderedView, kind: string) =>
  view.act(() => view.root.querySelector<HTMLElement>(`[id="quick-add-${kind}"]`)?.click());

it('offers only kinds that fit both ends of the wire', async () => {
  const view = await onWire('fetch', 'table');
  expect(offered(view)).toContain('template');
  expect(offered(view)).not.toContain('constant');
  expect(offered(view)).not.toContain('file.glob');
});

it('puts the new node between the ends as one edit', async () => {
  const view = await onWire('fetch', 'table');
  await pick(view, 'shell');
  expect(view.host.edits).toHaveLength(1);
  expect(view.host.lastEdits).toMatchObject([
    { type: 'addNode', id: 'shell', uses: 'shell', in: { body: { from: 'node', node: 'fetch', port: 'body' } } },
    { type: 'connect', node: 'table', port: 'text', source: { from: 'node', node: 'shell', port: 'stdout' } },
  ]);
});

it('gives the new node a place only where there is room for it', async () => {
  const tight = await onWire('fetch', 'table');
  await pick(tight, 'shell');
  expect(tight.host.lastEdits[0]).not.toHaveProperty('position');
  const wide = await onWire('other', 'all');
  await pick(wide, 'transform');
  expect(wide.host.lastEdits[0]).toHaveProperty('position');
});

it('keeps the order of a list that the wire is one of', async () => {
  const view = await onWire('other', 'all');
  await pick(view, 'transform');
  expect(view.host.lastEdits[1]).toEqual({
    type: 'setValue',
    path: ['nodes', 'all', 'in', 'items'],
    value: ['transform.value', 'table.rows'],
  });
});

it('inserts nothing on a wire that carries no value', async () => {
  const view = await onWire('all', 'last');
  expect(offered(view)).toEqual([]);
});

it('is reached from the list of wires in the inspector', async () => {
  const view = await renderView(TEXT);
  await view.act(() => view.model.store.setState({ selection: new Set(['table']) }));
  const button = view.root.querySelector<HTMLElement>('[aria-label="Insert a node between fetch.body and text"]');
  await view.act(() => button?.click());
  expect(offered(view)).toContain('shell');
});
