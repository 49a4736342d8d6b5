import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import { freeIdAmong } from '../../flow/edit/freeId.ts';
import type { Position } from '../../flow/model.ts';
import { cardRectangle } from '../graph/buildGraph.ts';
import { kindPort } from '../graph/connecting.ts';
import { CARD_WIDTH, HEADER_HEIGHT, portY } from '../graph/geometry.ts';
import { insertableWire, insertionEdits } from '../graph/inserting.ts';
import { CANVAS_ELEMENT_ID } from './canvasElement.ts';
import { isEditable, type QuickAddRequest } from './canvasState.ts';
import { type CanvasModel, sendEdits } from './canvasStore.ts';
import { wireEdit } from './connectActions.ts';
import { editInInspector } from './selectionActions.ts';

/** Distance between the new nodes that are added one after the other without a place of their own. */
const STAGGER = 24;

/** Width of the list in the style sheet, and its distance from the top when no pointer says where it belongs. */
const QUICK_ADD_WIDTH = 460;
const QUICK_ADD_TOP = 64;

/** Opens the quick-add list; without a place, in the middle of what is visible. */
export function openQuickAdd(model: CanvasModel, request?: QuickAddRequest): void {
  if (!isEditable(model.store.getState())) return;
  const quickAdd = request ?? centredRequest(model);
  if (!quickAdd) return;
  model.store.setState({ quickAdd, menu: null });
  model.host.post({ type: 'listFlows' });
}

function centredRequest(model: CanvasModel): QuickAddRequest | undefined {
  const centre = model.viewport.active?.centre();
  if (!centre) return undefined;
  const stage = document.getElementById(CANVAS_ELEMENT_ID)?.getBoundingClientRect();
  const at = {
    x: (stage?.left ?? 0) + ((stage?.width ?? 0) - QUICK_ADD_WIDTH) / 2,
    y: (stage?.top ?? 0) + QUICK_ADD_TOP,
  };
  return { at, position: freePlace(model, [centre.x - CARD_WIDTH / 2, centre.y - HEADER_HEIGHT]) };
}

/** A place near the wanted one where no card has its corner, so that two new nodes do not hide each other. */
function freePlace(model: CanvasModel, wanted: Position): Position {
  const corners = new Set([...(model.store.getState().graph?.positions.values() ?? [])].map(([x, y]) => `${x},${y}`));
  let [x, y] = [Math.round(wanted[0]), Math.round(wanted[1])];
  while (corners.has(`${x},${y}`)) [x, y] = [x + STAGGER, y + STAGGER];
  return [x, y];
}

/** Opens the list of what could stand on a wire; without a place, in the middle between its ends. */
export function openInsertion(model: CanvasModel, wireId: string, request?: QuickAddRequest): void {
  const { graph } = model.store.getState();
  const wire = graph && insertableWire(graph, wireId);
  if (!graph || !wire) return;
  const [from, to] = [cardRectangle(graph, wire.from), cardRectangle(graph, wire.to)];
  const middle: Position = [(from.x + from.width + to.x) / 2, (from.y + to.y) / 2 + portY(0)];
  const base = request ?? centredRequest(model);
  if (base) openQuickAdd(model, { at: base.at, position: request?.position ?? middle, onWire: wireId });
}

/** Closes the quick-add list. */
export function closeQuickAdd(model: CanvasModel): void {
  model.store.setState({ quickAdd: null });
}

/** Adds a node of a kind, wired as the request says, as one undo step, and selects it. */
export async function addNode(model: CanvasModel, kind: KindDefinition, request: QuickAddRequest): Promise<void> {
  const { graph } = model.store.getState();
  model.store.setState({ quickAdd: null });
  if (!graph) return;
  const id = freeIdAmong(new Set(graph.cards.keys()), kind.runtime === 'flow' ? flowStem(kind.id) : kind.id);
  if (!(await sendEdits(model, addEdits(model, kind, id, request)))) return;
  editInInspector(model, id);
}

function addEdits(model: CanvasModel, kind: KindDefinition, id: string, request: QuickAddRequest): readonly FlowEdit[] {
  const { graph } = model.store.getState();
  const { wire, onWire } = request;
  const crossed = graph && onWire !== undefined ? insertableWire(graph, onWire) : undefined;
  if (graph && crossed) return insertionEdits(graph, crossed, { id, kind, position: placeFor(request) });
  const port = wire && kindPort(kind, wire);
  const add = { type: 'addNode', id, uses: kind.id, position: placeFor(request) } as const;
  if (!wire || port === undefined) return [add];
  const start = { node: wire.node, port: wire.port };
  if (wire.end === 'in') return [add, wireEdit(model, { node: id, port }, start)];
  return [{ ...add, in: { [port]: { from: 'node', node: start.node, port: start.port } } }];
}

/** A dropped wire ends at the new node's first port, not at its corner; on a wire stands the node's middle. */
function placeFor({ position: [x, y], wire, onWire }: QuickAddRequest): Position {
  if (onWire !== undefined) return [Math.round(x - CARD_WIDTH / 2), Math.round(y - portY(0))];
  if (!wire) return [Math.round(x), Math.round(y)];
  return [Math.round(wire.end === 'in' ? x - CARD_WIDTH : x), Math.round(y - portY(0))];
}

/** What a flow's file is called, without its ending. */
function flowStem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.flow$/, '');
}
