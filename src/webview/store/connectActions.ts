import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import { appends, draftFrom, newInPort, portForDrop, type WireStart } from '../graph/connecting.ts';
import { type ConnectionDraft, isEditable, portKey } from './canvasState.ts';
import { type CanvasModel, sendEdits } from './canvasStore.ts';
import { wireRemoval } from './editActions.ts';

/** A port of a node. */
export interface PortPlace {
  readonly node: string;
  readonly port: string;
}

/** Starts to draw a wire: the ports that could take its other end light up. */
export function startDraft(model: CanvasModel, start: WireStart): void {
  const state = model.store.getState();
  if (!state.graph || !isEditable(state)) return;
  model.store.setState({ draft: draftFrom(state.graph, start) ?? null });
}

/** Stops drawing. */
export function endDraft(model: CanvasModel): void {
  if (model.store.getState().draft) model.store.setState({ draft: null, draftOver: null });
}

/** The edit that lays a wire; it takes the place of the port's wire unless the port takes a list. */
export function wireEdit(model: CanvasModel, from: PortPlace, to: PortPlace): FlowEdit {
  const port = model.store
    .getState()
    .graph?.cards.get(to.node)
    ?.inPorts.find((candidate) => candidate.name === to.port);
  return {
    type: 'connect',
    node: to.node,
    port: to.port,
    source: { from: 'node', node: from.node, port: from.port },
    ...(appends(port) && { append: true }),
  };
}

/** Lays a wire between two ports as one undo step. */
export async function connect(model: CanvasModel, from: PortPlace, to: PortPlace): Promise<void> {
  await sendEdits(model, [wireEdit(model, from, to)]);
}

/** Gives a wire another end, as one undo step. */
export async function reconnect(model: CanvasModel, wireId: string, from: PortPlace, to: PortPlace): Promise<void> {
  const wire = model.store.getState().graph?.wires.find((candidate) => candidate.id === wireId);
  const removal = wireRemoval(model, wireId);
  if (!wire || !removal) return;
  if (wire.from === from.node && wire.fromPort === from.port && wire.to === to.node && wire.toPort === to.port) return;
  await sendEdits(model, [removal, wireEdit(model, from, to)]);
}

/** Both ends of the wire that a drawing comes to when it is dropped on a card; undefined when nothing fits there. */
export function dropOnCard(
  model: CanvasModel,
  draft: ConnectionDraft,
  node: string,
): { from: PortPlace; to: PortPlace } | undefined {
  const card = model.store.getState().graph?.cards.get(node);
  if (!card || !draft.compatibleNodes.has(node)) return undefined;
  const port = portForDrop(card, draft);
  return port === undefined ? undefined : ends(draft, { node, port });
}

/** Both ends of the wire when it is dropped on the "new input" mark of a card. */
export function dropOnNewPort(
  model: CanvasModel,
  draft: ConnectionDraft,
  node: string,
): { from: PortPlace; to: PortPlace } | undefined {
  const card = model.store.getState().graph?.cards.get(node);
  if (!card?.takesNewInPorts || draft.end !== 'out' || !draft.compatibleNodes.has(node)) return undefined;
  return ends(draft, { node, port: newInPort(card, draft.port) });
}

/** Both ends of the wire when it is dropped on a port that takes it. */
export function dropOnPort(draft: ConnectionDraft, place: PortPlace): { from: PortPlace; to: PortPlace } | undefined {
  return draft.compatible.has(portKey(place.node, place.port)) ? ends(draft, place) : undefined;
}

function ends(draft: ConnectionDraft, other: PortPlace): { from: PortPlace; to: PortPlace } {
  const start = { node: draft.node, port: draft.port };
  return draft.end === 'out' ? { from: start, to: other } : { from: other, to: start };
}
