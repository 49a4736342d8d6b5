import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import { freeIdAmong } from '../../flow/edit/freeId.ts';
import type { FlowPath, JsonValue, Position } from '../../flow/model.ts';
import { isNodeId } from '../../flow/nodeId.ts';
import { emptiedGroups } from '../frames/frame.ts';
import { DUPLICATE_OFFSET } from '../graph/geometry.ts';
import { isEditable } from './canvasState.ts';
import { type CanvasModel, sendEdits } from './canvasStore.ts';
import { selectNodes } from './selectionActions.ts';

/** Deletes the selected nodes, or the selected wire, as one undo step. */
export async function deleteSelection(model: CanvasModel): Promise<void> {
  const state = model.store.getState();
  if (!isEditable(state)) return;
  if (state.selectedWire !== null) return deleteWire(model, state.selectedWire);
  if (state.selection.size === 0) return;
  const emptied = emptiedGroups(state.graph?.frames ?? [], state.selection).map(
    (id) => ({ type: 'setValue', path: ['groups', id], value: undefined }) as const,
  );
  await sendEdits(model, [...emptied, { type: 'deleteNodes', ids: [...state.selection] }]);
}

/** Takes a wire out of the file. */
export async function deleteWire(model: CanvasModel, id: string): Promise<void> {
  const edit = wireRemoval(model, id);
  if (edit && (await sendEdits(model, [edit]))) model.store.setState({ selectedWire: null });
}

/** The edit that removes a wire; undefined when there is no such wire. */
export function wireRemoval(model: CanvasModel, id: string): FlowEdit | undefined {
  const { graph } = model.store.getState();
  const wire = graph?.wires.find((candidate) => candidate.id === id);
  const node = wire && graph?.cards.get(wire.to)?.node;
  if (!wire || !node) return undefined;
  if (wire.role === 'when') return { type: 'setValue', path: ['nodes', node.id, 'when'], value: undefined };
  if (wire.role === 'after') {
    const rest = node.after.filter((id) => id !== wire.from);
    return { type: 'setValue', path: ['nodes', node.id, 'after'], value: rest.length > 0 ? rest : undefined };
  }
  return { type: 'disconnect', node: wire.to, port: wire.toPort ?? '', source: wire.source };
}

/** Copies the selected nodes, with their wires, and selects the copies. */
export async function duplicateSelection(model: CanvasModel): Promise<void> {
  const state = model.store.getState();
  const ids = [...state.selection];
  if (!isEditable(state) || !state.graph || ids.length === 0) return;
  const taken = new Set(state.graph.cards.keys());
  const newIds = ids.map((id) => {
    const newId = freeIdAmong(taken, id);
    taken.add(newId);
    return newId;
  });
  const made = await sendEdits(model, [{ type: 'duplicateNodes', ids, newIds, offset: DUPLICATE_OFFSET }]);
  if (made) selectNodes(model, newIds);
}

/** Why a node may not have this id, in words; undefined when it may. */
export function idProblem(model: CanvasModel, id: string, newId: string): string | undefined {
  if (newId === id) return undefined;
  if (newId === '') return 'A node needs an id.';
  if (!isNodeId(newId)) return 'An id starts with a letter or _ and goes on with letters, digits, _ and -.';
  if (model.store.getState().graph?.cards.has(newId)) return `There is a node "${newId}" already.`;
  return undefined;
}

/** Gives a node another id; everything that names it follows. The selection stays on it. */
export async function renameNode(model: CanvasModel, id: string, newId: string): Promise<void> {
  if (newId === id || idProblem(model, id, newId) !== undefined) return;
  const wasSelected = model.store.getState().selection.has(id);
  keepPlace(model, id, newId);
  const made = await sendEdits(model, [{ type: 'renameNode', id, newId }]);
  if (made && wasSelected) selectNodes(model, [newId]);
}

/** The renamed card stays where it is, also when the file gives it no place. */
function keepPlace(model: CanvasModel, id: string, newId: string): void {
  const { graph } = model.store.getState();
  const position = graph?.positions.get(id);
  if (!graph || !position) return;
  model.store.setState({ graph: { ...graph, positions: new Map([...graph.positions, [newId, position]]) } });
}

/** Sets one value of the file, or removes it with `undefined`. */
export async function setValue(model: CanvasModel, path: FlowPath, value: JsonValue | undefined): Promise<boolean> {
  return sendEdits(model, [{ type: 'setValue', path, value }]);
}

/** Shows cards at other places until `commitMoves` or `cancelMoves`. */
export function moveCards(model: CanvasModel, positions: Iterable<readonly [string, Position]>): void {
  const moving = new Map(model.store.getState().moving);
  for (const [id, [x, y]] of positions) moving.set(id, [Math.round(x), Math.round(y)]);
  model.store.setState({ moving });
}

/** Writes the places of the cards that are being moved, and what else comes of it, as one undo step. Refused, they jump back. */
export async function commitMoves(
  model: CanvasModel,
  baseVersion?: number,
  also: readonly FlowEdit[] = [],
): Promise<void> {
  const { moving, graph } = model.store.getState();
  const moved = [...moving].filter(([id, [x, y]]) => {
    const before = graph?.positions.get(id);
    return before !== undefined && (before[0] !== x || before[1] !== y);
  });
  if (moved.length > 0)
    await sendEdits(model, [{ type: 'move', positions: Object.fromEntries(moved) }, ...also], baseVersion);
  // What a newer gesture has taken hold of in the meantime is not let go.
  const current = model.store.getState().moving;
  const rest = new Map([...current].filter(([id, position]) => moving.get(id) !== position));
  if (rest.size < current.size) model.store.setState({ moving: rest });
}
