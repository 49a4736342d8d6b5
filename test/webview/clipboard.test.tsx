import { expect, it } from 'vitest';
import { pasteClipboard } from '../../src/webview/store/clipboardActions.ts';
import { runCanvasCommand } from '../../src/webview/store/commands.ts';
import { selectNodes } from '../../src/webview/store/selectionActions.ts';
import { type RenderedView, renderView } from './support/renderView.tsx';

const TEXT = `flow: 1
nodes:
  a: { uses: shell, with: { run: "true" } }
  b: { uses: shell, in: { x: a.stdout }, with: { run: "true" } }
layout:
  a: [0, 0]
  b: [300, 0]
`;
const COPIED = 'flow: 1\nnodes:\n  c: { uses: shell }\n';

/** What the browser tells of a key or menu item of the clipboard; whether the canvas took it is the result. */
function clipboardEvent(type: string, text = '', target: Element = document.body): boolean {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  return !target.dispatchEvent(event);
}

async function opened(): Promise<RenderedView> {
  const view = await renderView(TEXT);
  await view.act(() => view.root.querySelector<HTMLElement>('#canvas')?.focus());
  return view;
}

const copies = ({ host }: RenderedView) => host.posted.filter(({ type }) => type === 'copyNodes');

it('copies the selected nodes with the places at which they are shown', async () => {
  const view = await opened();
  expect(clipboardEvent('copy')).toBe(false);
  await view.act(() => selectNodes(view.model, ['b']));
  expect(clipboardEvent('copy')).toBe(true);
  expect(copies(view)).toEqual([{ type: 'copyNodes', nodes: ['b'], positions: { b: [300, 0] } }]);
  expect(view.host.edits).toEqual([]);
});

it('cuts: copies first, then deletes', async () => {
  const view = await opened();
  await view.act(() => selectNodes(view.model, ['b']));
  await view.act(() => void clipboardEvent('cut'));
  expect(copies(view)).toHaveLength(1);
  expect(view.host.lastEdits).toEqual([{ type: 'deleteNodes', ids: ['b'] }]);
});

it('pastes as one edit and selects what came', async () => {
  const view = await opened();
  await view.act(() => void clipboardEvent('paste', COPIED));
  expect(view.host.lastEdits).toMatchObject([{ type: 'pasteNodes', text: COPIED }]);
  await view.accept(TEXT.replace('layout:', '  c: { uses: shell }\nlayout:'));
  expect([...view.model.store.getState().selection]).toEqual(['c']);
});

it('asks the host for the clipboard when a menu pastes', async () => {
  const view = await opened();
  await view.act(() => void pasteClipboard(view.model, [5, 6]));
  const asked = view.host.posted.find((message) => message.type === 'readClipboard');
  await view.act(() => view.host.send({ type: 'clipboard', requestId: asked?.requestId ?? 0, text: COPIED }));
  expect(view.host.lastEdits).toEqual([{ type: 'pasteNodes', text: COPIED, at: [5, 6] }]);
});

it('leaves the clipboard to text fields', async () => {
  const view = await opened();
  await view.act(() => selectNodes(view.model, ['b']));
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  expect(clipboardEvent('copy', '', field)).toBe(false);
  expect(clipboardEvent('paste', COPIED, field)).toBe(false);
  expect(copies(view)).toEqual([]);
});

it('says why what is on the clipboard cannot be pasted', async () => {
  const view = await opened();
  await view.act(() => void clipboardEvent('paste', 'hello'));
  const { requestId = 0 } = view.host.edits.at(-1) ?? {};
  await view.act(() => view.host.send({ type: 'editDone', requestId, refusal: 'No node.' }));
  expect(view.model.store.getState().notice?.text).toBe('No node.');
});

it('copies the whole flow as a Mermaid flowchart, or the selected nodes', async () => {
  const view = await opened();
  const copiedText = () => view.host.posted.findLast((message) => message.type === 'copyText')?.text;
  await view.act(() => runCanvasCommand(view.model, { command: 'copyMermaid' }));
  expect(copiedText()).toContain('n0 -->|"stdout"| n1');
  await view.act(() => selectNodes(view.model, ['b']));
  await view.act(() => runCanvasCommand(view.model, { command: 'copyMermaid' }));
  expect(copiedText()).toBe('flowchart LR\n  n0["b<br>shell"]\n');
});
