import { expect, it } from 'vitest';
import { openQuickAdd } from '../../src/webview/store/addActions.ts';
import { draggedFiles } from '../../src/webview/store/fileActions.ts';
import { press, type RenderedView, renderView } from './support/renderView.tsx';

const TEXT = 'flow: 1\nnodes:\n  a: { uses: shell, with: { run: "true" } }\nlayout:\n  a: [0, 0]\n';
const NODES = '{"flow":1,"nodes":{"b":{"uses":"file.read","with":{"path":"b.txt"}}},"layout":{"b":[0,0]}}';

function dragData(values: Readonly<Record<string, string>>) {
  return { types: Object.keys(values), getData: (type: string) => values[type] ?? '', dropEffect: 'none' };
}

/** What the browser tells while something is dragged above the canvas; whether the canvas took it is the result. */
function drag(view: RenderedView, type: string, values: Readonly<Record<string, string>>): boolean {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: dragData(values), clientX: 500, clientY: 300 });
  return !view.root.querySelector('.react-flow__pane')?.dispatchEvent(event);
}

const asked = ({ host }: RenderedView) => host.posted.filter(({ type }) => type === 'addFiles');
const isShown = ({ root }: RenderedView) => root.querySelector('#canvas')?.hasAttribute('data-dropping');

it('shows that it takes files, and names what was dropped and where', async () => {
  const view = await renderView(TEXT);
  const uris = { 'text/uri-list': 'file:///x/b.txt\r\nfile:///x/c.txt' };
  await view.act(() => expect(drag(view, 'dragover', uris)).toBe(true));
  expect(isShown(view)).toBe(true);
  await view.act(() => expect(drag(view, 'drop', uris)).toBe(true));
  expect(isShown(view)).toBe(false);
  const { x, y } = view.model.viewport.active?.toCanvas({ x: 500, y: 300 }) ?? { x: 0, y: 0 };
  const at = [Math.round(x - 120), Math.round(y - 18)];
  expect(asked(view)).toEqual([{ type: 'addFiles', files: ['file:///x/b.txt', 'file:///x/c.txt'], at }]);
});

it('leaves alone what is no file, and files above a text that cannot be read', async () => {
  const view = await renderView(TEXT);
  await view.act(() => expect(drag(view, 'dragover', { 'text/plain': 'hello' })).toBe(false));
  await view.act(() => expect(drag(view, 'drop', { 'text/plain': 'hello' })).toBe(false));
  await view.act(() => view.host.openBroken(TEXT, 2, { message: 'Mend it.', line: 1 }));
  await view.act(() => expect(drag(view, 'dragover', { 'text/uri-list': 'file:///x/b.txt' })).toBe(false));
  await view.act(() => expect(drag(view, 'drop', { 'text/uri-list': 'file:///x/b.txt' })).toBe(false));
  expect(isShown(view)).toBe(false);
  expect(asked(view)).toEqual([]);
});

it("prefers VS Code's own list, and skips comments", () => {
  const own = { 'application/vnd.code.uri-list': '#c\nvscode-remote://host/x/b.txt', 'text/uri-list': 'https://x' };
  expect(draggedFiles(dragData(own))).toEqual(['vscode-remote://host/x/b.txt']);
});

it('inserts what the host makes of the files as one edit, and selects it', async () => {
  const view = await renderView(TEXT);
  await view.act(() =>
    view.host.send({ type: 'canvasCommand', command: { command: 'insertNodes', text: NODES, at: [9, 8] } }),
  );
  expect(view.host.lastEdits).toEqual([{ type: 'pasteNodes', text: NODES, at: [9, 8] }]);
  await view.accept(TEXT.replace('layout:', '  b: { uses: file.read }\nlayout:'));
  expect([...view.model.store.getState().selection]).toEqual(['b']);
});

it('has the person choose files from the quick-add list by keys, and by the command', async () => {
  const view = await renderView(TEXT);
  await view.act(() => openQuickAdd(view.model, { at: { x: 0, y: 0 }, position: [5, 6] }));
  await view.act(() => press('ArrowUp'));
  expect(view.root.querySelector('[aria-selected="true"]')?.textContent).toContain('Add File…');
  await view.act(() => press('Enter'));
  expect(asked(view)).toEqual([{ type: 'addFiles', files: null, at: [5, 6] }]);
  await view.act(() => view.host.send({ type: 'canvasCommand', command: { command: 'addFile' } }));
  expect(asked(view).at(-1)).toEqual({ type: 'addFiles', files: null });
});

it("offers the project's flows that are no kinds of the flow yet, once the list is open", async () => {
  const view = await renderView(TEXT);
  await view.act(() => openQuickAdd(view.model, { at: { x: 0, y: 0 }, position: [5, 6] }));
  expect(view.host.posted.at(-1)).toEqual({ type: 'listFlows' });
  const flows = [
    { uses: '../b/clean.flow', file: 'file:///p/b/clean.flow' },
    { uses: './sum.flow', file: 'file:///p/a/sum.flow' },
    { uses: 'shell', file: 'file:///p/known' },
  ];
  await view.act(() => view.host.send({ type: 'flows', flows }));
  const rows = [...view.root.querySelectorAll('.quick-add-option .quick-add-title')].map((row) => row.textContent);
  expect(rows.slice(-3)).toEqual(['Add File…', '../b/clean.flow', 'sum.flow']);
  await view.act(() => press('ArrowUp'));
  await view.act(() => press('Enter'));
  expect(asked(view)).toEqual([{ type: 'addFiles', files: ['file:///p/a/sum.flow'], at: [5, 6] }]);
});

it('offers no files for the end of a wire', async () => {
  const view = await renderView(TEXT);
  const wire = { node: 'a', port: 'stdout', end: 'out', type: 'text' } as const;
  await view.act(() => openQuickAdd(view.model, { at: { x: 0, y: 0 }, position: [5, 6], wire }));
  expect(view.root.querySelector('.quick-add-list')?.textContent).not.toContain('Add File…');
});
