import { expect, it } from 'vitest';
import { frameRectangle } from '../../src/webview/frames/frame.ts';
import { dropCards, moveFrame } from '../../src/webview/frames/groupActions.ts';
import { moveCards } from '../../src/webview/store/editActions.ts';
import { revealNode, selectNodes } from '../../src/webview/store/selectionActions.ts';
import { press, type RenderedView, renderView } from './support/renderView.tsx';

const TEXT = `flow: 1
nodes:
  a: { uses: shell, with: { run: "true" } }
  b: { uses: shell, in: { x: a.stdout }, with: { run: "true" } }
  c: { uses: shell, in: { x: b.stdout }, with: { run: "true" } }
groups:
  first: { title: First, color: green, nodes: [a, b] }
layout:
  a: [0, 0]
  b: [300, 0]
  c: [900, 600]
`;

const edits = ({ host }: RenderedView) => host.lastEdits;
const ids = ({ root }: RenderedView, selector: string) =>
  [...root.querySelectorAll<HTMLElement>(selector)].map((element) => element.dataset['id']);
const shown = (view: RenderedView) => ids(view, '.react-flow__node-card');

async function selectFrame(view: RenderedView, group = 'first'): Promise<void> {
  await view.act(() => view.root.querySelector<HTMLElement>(`[data-frame="${group}"]`)?.focus());
}

it('draws a frame around the nodes of a group, behind them', async () => {
  const view = await renderView(TEXT);
  const title = view.root.querySelector<HTMLElement>('[data-frame="first"]');
  expect(title?.getAttribute('aria-label')).toBe('First, 2 nodes');
  expect(view.root.querySelector('.frame')?.getAttribute('data-color')).toBe('green');
  const { graph } = view.model.store.getState();
  const place = graph?.frames[0] && frameRectangle(graph.frames[0], graph);
  expect(place).toMatchObject({ x: -20, width: 580 });
  expect(place?.y).toBeLessThan(-20);
});

it('makes a group of the selected nodes and lets its title be typed', async () => {
  const view = await renderView(TEXT);
  await view.act(() => selectNodes(view.model, ['c', 'a']));
  view.root.querySelector<HTMLElement>('#canvas')?.focus();
  await view.act(() => press('g', { ctrlKey: true }));
  expect(edits(view)).toEqual([
    { type: 'setValue', path: ['groups', 'group'], value: { title: 'Group', nodes: ['a', 'c'] } },
  ]);
  await view.accept(TEXT.replace('layout:', '  group: { title: Group, nodes: [a, c] }\nlayout:'));
  const field = view.root.querySelector<HTMLInputElement>('.frame-field');
  expect(document.activeElement).toBe(field);
  expect(view.model.store.getState().selectedGroup).toBe('group');
});

it('takes the frame away and leaves the nodes', async () => {
  const view = await renderView(TEXT);
  await selectFrame(view);
  await view.act(() => press('Delete'));
  expect(edits(view)).toEqual([{ type: 'setValue', path: ['groups', 'first'], value: undefined }]);
});

it('takes a group along with the last of its nodes', async () => {
  const view = await renderView(TEXT);
  await view.act(() => selectNodes(view.model, ['a', 'b']));
  view.root.querySelector<HTMLElement>('#canvas')?.focus();
  await view.act(() => press('Delete'));
  expect(edits(view)).toEqual([
    { type: 'setValue', path: ['groups', 'first'], value: undefined },
    { type: 'deleteNodes', ids: ['a', 'b'] },
  ]);
});

it('moves the nodes of a frame that is dragged, as one edit', async () => {
  const view = await renderView(TEXT);
  const { graph } = view.model.store.getState();
  const place = graph?.frames[0] && frameRectangle(graph.frames[0], graph);
  await view.act(() => moveFrame(view.model, 'first', { x: (place?.x ?? 0) + 40, y: (place?.y ?? 0) + 7 }));
  await view.act(() => void dropCards(view.model, ['frame:first']));
  expect(edits(view)).toEqual([{ type: 'move', positions: { a: [40, 7], b: [340, 7] } }]);
});

it('moves the nodes of a group with the arrows, as one edit', async () => {
  const view = await renderView(TEXT);
  await selectFrame(view);
  await view.act(() => press('ArrowRight'));
  await view.act(() => press('ArrowRight'));
  await view.act(() => {
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keyup', { key: 'ArrowRight', bubbles: true }),
    );
  });
  expect(edits(view)).toEqual([{ type: 'move', positions: { a: [20, 0], b: [320, 0] } }]);
});

it('lets a card join the group in whose frame it is let go, in the same edit', async () => {
  const view = await renderView(TEXT);
  await view.act(() => moveCards(view.model, [['c', [150, 10]]]));
  await view.act(() => void dropCards(view.model, ['c']));
  expect(edits(view)).toEqual([
    { type: 'move', positions: { c: [150, 10] } },
    { type: 'setValue', path: ['groups', 'first', 'nodes'], value: ['a', 'b', 'c'] },
  ]);
});

it('hides the cards of a collapsed group behind one block that takes their wires', async () => {
  const view = await renderView(TEXT);
  await selectFrame(view);
  await view.act(() => press(' '));
  expect(shown(view)).toEqual(['c']);
  expect(view.host.edits).toEqual([]);
  expect(view.host.saved.collapsed).toEqual(['first']);
  const wires = view.root.querySelectorAll('.react-flow__edge');
  expect(wires).toHaveLength(1);
  expect(wires[0]?.getAttribute('data-id')).toContain('b.stdout');
});

it('expands a collapsed group to show a node in it', async () => {
  const view = await renderView(TEXT);
  await view.act(() => view.model.store.setState({ collapsed: new Set(['first']) }));
  expect(shown(view)).toEqual(['c']);
  await view.act(() => revealNode(view.model, 'b'));
  expect(shown(view)).toEqual(['a', 'b', 'c']);
});

it('edits title, colour and nodes of a group in the inspector', async () => {
  const view = await renderView(TEXT);
  await selectFrame(view);
  const field = (label: string) =>
    [...view.root.querySelectorAll<HTMLElement & { value: string; label?: string }>('.inspector .field')].find(
      (element) => element.label === label,
    );
  await view.act(() => {
    const colour = field('Colour');
    if (colour) colour.value = 'red';
    colour?.dispatchEvent(new Event('change'));
  });
  expect(edits(view)).toEqual([{ type: 'setValue', path: ['groups', 'first', 'color'], value: 'red' }]);
  await view.accept(TEXT.replace('green', 'red'));
  await view.act(() => view.root.querySelector<HTMLElement>('[aria-label="Take a out of the group"]')?.click());
  expect(edits(view)).toEqual([{ type: 'setValue', path: ['groups', 'first', 'nodes'], value: ['b'] }]);
});

it('forgets a group that is gone', async () => {
  const view = await renderView(TEXT);
  await selectFrame(view);
  await view.act(() => view.host.openVersion(TEXT.replace(/groups:\n.*\n/, ''), 2));
  expect(view.model.store.getState().selectedGroup).toBeNull();
});
