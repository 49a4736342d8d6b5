import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import type { Position } from '../../flow/model.ts';
import { cardRectangle, type Graph } from '../graph/buildGraph.ts';
import { freeName } from '../graph/freeName.ts';
import { isEditable } from '../store/canvasState.ts';
import { type CanvasModel, sendEdits } from '../store/canvasStore.ts';
import { commitMoves, moveCards, setValue } from '../store/editActions.ts';
import { selectNodes } from '../store/selectionActions.ts';
import { collapsedPlace, type Frame, frameRectangle } from './frame.ts';
import { groupOfElement } from './frameElements.ts';

const NEW_GROUP = { id: 'group', title: 'Group' } as const;

/** A frame by the id of its group. */
export function frameOf(model: CanvasModel, group: string | null): Frame | undefined {
  return model.store.getState().graph?.frames.find(({ id }) => id === group);
}

/** Selects a group, and no node. */
export function selectGroup(model: CanvasModel, group: string): void {
  const state = model.store.getState();
  if (state.selectedGroup === group && state.selection.size === 0) return;
  model.store.setState({ selectedGroup: group, selectedWire: null, selection: new Set() });
}

/** Draws a frame around the selected nodes, and lets its title be typed. */
export async function groupSelection(model: CanvasModel): Promise<void> {
  const state = model.store.getState();
  const { graph, selection } = state;
  if (!isEditable(state) || !graph || selection.size === 0) return;
  const id = freeName(
    graph.frames.map((frame) => frame.id),
    NEW_GROUP.id,
  );
  const nodes = [...graph.cards.keys()].filter((node) => selection.has(node));
  if (!(await setValue(model, ['groups', id], { title: NEW_GROUP.title, nodes }))) return;
  selectGroup(model, id);
  model.store.setState({ renamingGroup: id });
}

/** Takes the frame away; its nodes stay. */
export async function ungroup(model: CanvasModel, group: string): Promise<void> {
  if (!isEditable(model.store.getState())) return;
  const nodes = frameOf(model, group)?.nodes ?? [];
  if (await setValue(model, ['groups', group], undefined)) selectNodes(model, nodes);
}

/** Takes the selected group's frame away, or those that the selected nodes are in. */
export function ungroupSelection(model: CanvasModel): void {
  const { graph, selectedGroup, selection } = model.store.getState();
  if (selectedGroup !== null) return void ungroup(model, selectedGroup);
  const around = graph?.frames.filter(({ nodes }) => nodes.some((node) => selection.has(node))) ?? [];
  void sendEdits(
    model,
    around.map(({ id }) => ({ type: 'setValue', path: ['groups', id], value: undefined })),
  );
}

/** Puts nodes into a group. */
export async function addToGroup(model: CanvasModel, group: string, nodes: readonly string[]): Promise<boolean> {
  return sendEdits(model, membershipEdits(model, group, nodes, 'add'));
}

/** Takes nodes out of a group. One that is left without any goes with them. */
export async function removeFromGroup(model: CanvasModel, group: string, nodes: readonly string[]): Promise<boolean> {
  return sendEdits(model, membershipEdits(model, group, nodes, 'remove'));
}

/** Takes the selected nodes out of every group that they are in, as one undo step. */
export async function removeSelectionFromGroups(model: CanvasModel): Promise<void> {
  const { graph, selection } = model.store.getState();
  const concerned = graph?.frames.filter(({ nodes }) => nodes.some((node) => selection.has(node))) ?? [];
  await sendEdits(
    model,
    concerned.flatMap(({ id }) => membershipEdits(model, id, [...selection], 'remove')),
  );
}

function membershipEdits(
  model: CanvasModel,
  group: string,
  nodes: readonly string[],
  change: 'add' | 'remove',
): readonly FlowEdit[] {
  const written = model.store.getState().document?.flow.groups.find(({ id }) => id === group)?.nodes ?? [];
  const named = new Set(nodes);
  const added = nodes.filter((node) => !written.includes(node));
  const next = change === 'add' ? [...written, ...added] : written.filter((node) => !named.has(node));
  if (next.length === written.length) return [];
  if (next.length === 0) return [{ type: 'setValue', path: ['groups', group], value: undefined }];
  return [{ type: 'setValue', path: ['groups', group, 'nodes'], value: next }];
}

/** Hides the cards of a group behind one block, or shows them again. This is a matter of the view, not of the file. */
export function toggleCollapsed(model: CanvasModel, group: string): void {
  const collapsed = new Set(model.store.getState().collapsed);
  if (!collapsed.delete(group)) collapsed.add(group);
  model.store.setState({ collapsed });
}

/** Shows a frame's cards at other places when the frame is dragged to a place. */
export function moveFrame(model: CanvasModel, group: string, to: { readonly x: number; readonly y: number }): void {
  const { graph, moving, collapsed } = model.store.getState();
  const frame = frameOf(model, group);
  const around = graph && frame && frameRectangle(frame, graph, moving);
  const from = around && collapsed.has(group) ? collapsedPlace(around) : around;
  if (frame && from) shiftCards(model, frame.nodes, [Math.round(to.x - from.x), Math.round(to.y - from.y)]);
}

/** Shows cards this far from where they are shown now. */
export function shiftCards(model: CanvasModel, nodes: Iterable<string>, [dx, dy]: Position): void {
  const { graph, moving } = model.store.getState();
  if (dx === 0 && dy === 0) return;
  moveCards(
    model,
    [...nodes].map((id) => {
      const [x, y] = moving.get(id) ?? graph?.positions.get(id) ?? [0, 0];
      return [id, [x + dx, y + dy]];
    }),
  );
}

/** Ends a drag: the new places are written, and cards that were let go within a frame join its group, as one undo step. */
export async function dropCards(model: CanvasModel, elements: readonly string[]): Promise<void> {
  const dragged = elements.filter((id) => groupOfElement(id) === undefined);
  await commitMoves(model, undefined, joinEdits(model, dragged));
}

function joinEdits(model: CanvasModel, dragged: readonly string[]): readonly FlowEdit[] {
  const { graph, moving, collapsed } = model.store.getState();
  if (!graph || dragged.length === 0) return [];
  const free = dragged.filter((id) => !graph.frames.some(({ nodes }) => nodes.includes(id)));
  const moved: Graph = { ...graph, positions: new Map([...graph.positions, ...moving]) };
  const joins = new Map<string, string[]>();
  for (const id of free) {
    const target = smallestFrameAround(moved, id, collapsed);
    if (target !== undefined) joins.set(target, [...(joins.get(target) ?? []), id]);
  }
  return [...joins].flatMap(([group, nodes]) => membershipEdits(model, group, nodes, 'add'));
}

/** The smallest frame on show that the middle of a card lies in. */
function smallestFrameAround(graph: Graph, id: string, collapsed: ReadonlySet<string>): string | undefined {
  const card = cardRectangle(graph, id);
  const [x, y] = [card.x + card.width / 2, card.y + card.height / 2];
  let best: { readonly id: string; readonly area: number } | undefined;
  for (const frame of graph.frames) {
    const place = collapsed.has(frame.id) ? undefined : frameRectangle(frame, graph);
    if (!place || x < place.x || x > place.x + place.width || y < place.y || y > place.y + place.height) continue;
    const area = place.width * place.height;
    if (!best || area < best.area) best = { id: frame.id, area };
  }
  return best?.id;
}
