import { expect, it, vi } from 'vitest';
import { press, release, renderView } from './support/renderView.tsx';

const TEXT = `flow: 1
nodes:
  list: { uses: shell, with: { run: ls } }
  parse: { uses: json.parse, in: { text: list.stdout } }
layout:
  list: [0, 0]
  parse: [320, 0]
`;
const BROKEN = 'flow: 1\nnodes:\n  a: { uses: shell\n  b: ]\n';

async function openSelected(id: string) {
  const view = await renderView(TEXT);
  await view.act(() => view.model.store.setState({ selection: new Set([id]), current: id }));
  return view;
}

it('adds a node by keyboard alone and gives its main setting the keyboard', async () => {
  const { host, act, root, accept } = await openSelected('list');
  await act(() => press('a'));
  const field = root.querySelector<HTMLInputElement>('.quick-add input');
  expect(document.activeElement).toBe(field);
  const selected = () => root.querySelector('.quick-add [aria-selected="true"] .quick-add-title')?.textContent;
  await act(() => press('ArrowDown'));
  expect(selected()).toBe('Program');
  await act(() => press('ArrowUp'));
  expect(selected()).toBe('Shell script');
  await act(() => press('Enter'));
  expect(host.lastEdits).toMatchObject([{ type: 'addNode', id: 'shell', uses: 'shell' }]);
  await accept(TEXT.replace('layout:', '  shell: { uses: shell }\nlayout:'));
  expect(root.querySelector('.panel-title')?.textContent).toBe('shell');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Script');
});

it('wires the new node when a wire was dropped on the canvas', async () => {
  const { host, act, model } = await renderView(TEXT);
  const wire = { node: 'list', port: 'stdout', end: 'out', type: 'text' } as const;
  await act(() => model.store.setState({ quickAdd: { at: { x: 9, y: 9 }, position: [600, 100], wire } }));
  const field = document.querySelector<HTMLInputElement>('.quick-add input');
  await act(() => typeInto(field, 'parse csv'));
  await act(() => press('Enter'));
  expect(host.lastEdits).toMatchObject([
    { type: 'addNode', id: 'csv_parse', in: { text: { from: 'node', node: 'list', port: 'stdout' } } },
  ]);
});

it('closes the list with Escape and adds nothing', async () => {
  const { host, act, root } = await openSelected('list');
  await act(() => press('a'));
  await act(() => press('Escape'));
  expect(root.querySelector('.quick-add')).toBeNull();
  expect(host.edits).toEqual([]);
});

it('makes one edit of as many arrow keys as were held', async () => {
  const { host, act, model } = await openSelected('list');
  await act(() => {
    for (let count = 0; count < 3; count += 1) press('ArrowRight', {}, document.body);
    press('ArrowDown', { shiftKey: true }, document.body);
  });
  expect(host.edits).toEqual([]);
  expect(model.store.getState().moving.get('list')).toEqual([30, 50]);
  await act(() => release('ArrowDown'));
  expect(host.edits).toHaveLength(1);
  expect(host.lastEdits).toEqual([{ type: 'move', positions: { list: [30, 50] } }]);
});

it('puts a card back when its move is refused', async () => {
  const { host, act, model } = await openSelected('list');
  await act(() => press('ArrowRight', {}, document.body));
  await act(() => release('ArrowRight'));
  await act(() => host.send({ type: 'editDone', requestId: host.edits[0]?.requestId ?? 0, refusal: 'No.' }));
  expect(model.store.getState().moving.size).toBe(0);
});

it('walks along the graph with Alt and an arrow', async () => {
  const { act, model, host } = await openSelected('list');
  await act(() => press('ArrowRight', { altKey: true }, document.body));
  expect([...model.store.getState().selection]).toEqual(['parse']);
  expect(host.edits).toEqual([]);
});

it('deletes, duplicates and renames what is selected', async () => {
  const { act, host, root, accept } = await openSelected('list');
  await act(() => press('d', { ctrlKey: true }, document.body));
  expect(host.lastEdits).toEqual([{ type: 'duplicateNodes', ids: ['list'], newIds: ['list_2'], offset: [32, 32] }]);
  await accept(TEXT.replace('  parse', '  list_2: { uses: shell, with: { run: ls } }\n  parse'));
  await act(() => press('Delete', {}, document.body));
  expect(host.lastEdits).toEqual([{ type: 'deleteNodes', ids: ['list_2'] }]);
  await accept(TEXT);
  await act(() => root.querySelector<HTMLElement>('[data-card="parse"]')?.click());
  await act(() => press('F2', {}, document.body));
  const field = root.querySelector<HTMLInputElement>('.rename-field');
  await act(() => typeInto(field, 'list'));
  expect(root.querySelector('.rename-problem')?.textContent).toContain('already');
  await act(() => typeInto(field, 'read'));
  await act(() => press('Enter', {}, field ?? undefined));
  expect(host.lastEdits).toEqual([{ type: 'renameNode', id: 'parse', newId: 'read' }]);
  expect(host.edits).toHaveLength(3);
});

it('keeps undo in a text field to the field, and lets the canvas hand it to VS Code', async () => {
  const { act, root } = await openSelected('list');
  const reached = vi.fn();
  window.addEventListener('keydown', reached);
  const code = root.querySelector<HTMLTextAreaElement>('.code-field');
  await act(() => {
    press('z', { ctrlKey: true }, code ?? undefined);
    press('Delete', {}, code ?? undefined);
    press('a', {}, code ?? undefined);
  });
  expect(reached).not.toHaveBeenCalled();
  await act(() => press('s', { ctrlKey: true }, code ?? undefined));
  await act(() => press('z', { ctrlKey: true }, root.querySelector('[data-card="list"]') ?? undefined));
  expect(reached).toHaveBeenCalledTimes(2);
  window.removeEventListener('keydown', reached);
});

it('shows the last good graph of a broken text, read-only, and leads to the error', async () => {
  const { host, act, root, model } = await openSelected('list');
  const broken = { message: 'A bracket is missing.', line: 4 };
  await act(() => host.openBroken(TEXT, 2, broken));
  await act(() => {
    for (const key of ['a', 'Delete', 'F2', 'ArrowLeft']) press(key, {}, document.body);
    press('d', { ctrlKey: true }, document.body);
    release('ArrowLeft');
  });
  expect(host.edits).toEqual([]);
  expect(root.querySelector('.quick-add, .rename-field')).toBeNull();
  expect(model.store.getState().graph?.cards.size).toBe(2);
  expect(root.querySelector('.banner')?.textContent).toContain('Line 4: A bracket is missing.');
  await act(() => root.querySelector<HTMLElement>('.banner button')?.click());
  expect(host.posted.at(-1)).toEqual({ type: 'revealLine', line: 4 });
});

it('offers a way in when a flow has no nodes, and none when its text is broken', async () => {
  const empty = await renderView('flow: 1\n');
  await empty.act(() => empty.root.querySelector<HTMLElement>('.empty-flow button')?.click());
  expect(empty.root.querySelector('.quick-add')).not.toBeNull();
  const broken = await renderView(BROKEN);
  expect(broken.root.querySelector('.empty-flow')).toBeNull();
  expect(broken.root.querySelector('.banner')).not.toBeNull();
});

it('says why a flow cannot be run, and runs and cancels where it can', async () => {
  const { host, act, root } = await renderView(TEXT);
  const button = () => root.querySelector<HTMLElement>('.run-button');
  await act(() => host.send({ type: 'environment', environment: { runnable: false, reason: 'Trust the workspace.' } }));
  expect(button()?.title).toBe('Trust the workspace.');
  await act(() => button()?.click());
  expect(host.posted).not.toContainEqual({ type: 'command', command: 'run' });
  await act(() => host.send({ type: 'environment', environment: { runnable: true } }));
  await act(() => button()?.click());
  expect(host.posted.at(-1)).toEqual({ type: 'command', command: 'run' });
});

/** Types as React sees it: through the property of the element itself. */
function typeInto(field: HTMLInputElement | null, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  field?.dispatchEvent(new Event('input', { bubbles: true }));
}
