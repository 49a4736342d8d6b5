import { toMermaid } from '../../flow/export/mermaid.ts';
import type { Position } from '../../flow/model.ts';
import type { HostMessage } from '../../messages/host.ts';
import { CARD_WIDTH, HEADER_HEIGHT } from '../graph/geometry.ts';
import { isEditable } from './canvasState.ts';
import { type CanvasModel, sendEdits, showNotice } from './canvasStore.ts';
import { deleteSelection } from './editActions.ts';
import { selectNodes } from './selectionActions.ts';

type Clipboard = Extract<HostMessage, { type: 'clipboard' }>;

/** Puts the selected nodes on the clipboard as text; whether there were any is the result. */
export function copySelection(model: CanvasModel): boolean {
  const { graph, selection } = model.store.getState();
  if (!graph || selection.size === 0) return false;
  const nodes = [...selection];
  const places = nodes.map((id): [string, Position] => [id, graph.positions.get(id) ?? [0, 0]]);
  model.host.post({ type: 'copyNodes', nodes, positions: Object.fromEntries(places) });
  return true;
}

/** Puts the selected nodes, or all of the flow, on the clipboard as a Mermaid flowchart. */
export function copyMermaid(model: CanvasModel): void {
  const { document, selection } = model.store.getState();
  if (!document) return;
  const { nodes, groups } = document.flow;
  const shown = selection.size > 0 ? nodes.filter(({ id }) => selection.has(id)) : nodes;
  model.host.post({ type: 'copyText', text: toMermaid({ nodes: shown, groups }) });
  showNotice(model, 'Copied as a Mermaid flowchart.');
}

/** Puts the selected nodes on the clipboard and deletes them. */
export function cutSelection(model: CanvasModel): boolean {
  if (!isEditable(model.store.getState()) || !copySelection(model)) return false;
  void deleteSelection(model);
  return true;
}

/** Adds the nodes of a text with their middle at a place, else in the middle of what is visible, and selects them. */
export async function pasteText(model: CanvasModel, text: string, place?: Position): Promise<void> {
  if (!isEditable(model.store.getState())) return;
  const before = new Set(model.store.getState().graph?.cards.keys());
  const at = place ?? middleOfView(model);
  if (!(await sendEdits(model, [{ type: 'pasteNodes', text, ...(at && { at }) }]))) return;
  const pasted = [...(model.store.getState().graph?.cards.keys() ?? [])].filter((id) => !before.has(id));
  if (pasted.length > 0) selectNodes(model, pasted);
}

/** The same with what is on the clipboard, for menus: only a paste by key hands its text over by itself. */
export async function pasteClipboard(model: CanvasModel, place?: Position): Promise<void> {
  const answer = await model.requests.ask<Clipboard>((requestId) =>
    model.host.post({ type: 'readClipboard', requestId }),
  );
  if ('error' in answer) showNotice(model, answer.error);
  else await pasteText(model, answer.text, place);
}

/** Where the corner of a card goes that shall stand in the middle of what is visible. */
function middleOfView(model: CanvasModel): Position | undefined {
  const centre = model.viewport.active?.centre();
  return centre && [Math.round(centre.x - CARD_WIDTH / 2), Math.round(centre.y - HEADER_HEIGHT)];
}
