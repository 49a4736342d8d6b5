import type { Connection, Edge, FinalConnectionState, HandleType, OnConnectStartParams } from '@xyflow/react';
import { useMemo } from 'react';
import { openQuickAdd } from '../store/addActions.ts';
import type { ConnectionDraft } from '../store/canvasState.ts';
import { type CanvasModel, useCanvasModel } from '../store/canvasStore.ts';
import {
  connect,
  dropOnCard,
  dropOnNewPort,
  dropOnPort,
  endDraft,
  type PortPlace,
  reconnect,
  startDraft,
} from '../store/connectActions.ts';
import { deleteWire } from '../store/editActions.ts';
import type { WireElement } from './flowElements.ts';
import { NEW_PORT, portOfHandle } from './flowElements.ts';

type Ends = { readonly from: PortPlace; readonly to: PortPlace };

/** React Flow's handlers for drawing wires and for taking them by an end. */
export function useConnectionGestures() {
  const model = useCanvasModel();
  return useMemo(() => createGestures(model), [model]);
}

function createGestures(model: CanvasModel) {
  let pulled: string | null = null;
  return {
    onReconnectStart: (_event: unknown, edge: WireElement, _end: HandleType) => {
      pulled = edge.id;
    },
    // Without a handler React Flow does not let ends be taken; `onConnectEnd` does the work for both gestures.
    onReconnect: () => {},
    onConnectStart: (_event: unknown, { nodeId, handleId, handleType }: OnConnectStartParams) => {
      const port = portOfHandle(handleId);
      if (nodeId === null || port === undefined) return;
      startDraft(model, { node: nodeId, port, end: handleType === 'target' ? 'in' : 'out' });
    },
    onConnectEnd: (event: MouseEvent | TouchEvent, dropped: FinalConnectionState) => {
      const { draft } = model.store.getState();
      const wire = pulled;
      pulled = null;
      endDraft(model);
      if (draft) drop(model, draft, wire, pointOf(event), dropped);
    },
    isValidConnection: (candidate: Connection | Edge) => {
      const { draft } = model.store.getState();
      return draft !== null && endsAt(model, draft, otherEnd(draft, candidate)) !== undefined;
    },
  };
}

function drop(
  model: CanvasModel,
  draft: ConnectionDraft,
  wire: string | null,
  point: Point,
  dropped: FinalConnectionState,
): void {
  const below = document.elementFromPoint(point.x, point.y);
  const ends = endsOfDrop(model, draft, dropped, below);
  if (ends) {
    if (wire === null) void connect(model, ends.from, ends.to);
    else void reconnect(model, wire, ends.from, ends.to);
  } else if (below?.closest('.react-flow__pane')) {
    if (wire === null) addAt(model, draft, point);
    else void deleteWire(model, wire);
  }
}

function endsOfDrop(
  model: CanvasModel,
  draft: ConnectionDraft,
  dropped: FinalConnectionState,
  below: Element | null,
): Ends | undefined {
  const { toHandle } = dropped;
  if (dropped.isValid && toHandle) return endsAt(model, draft, { node: toHandle.nodeId, handle: toHandle.id });
  const node = below?.closest<HTMLElement>('[data-card]')?.dataset['card'];
  return node === undefined ? undefined : dropOnCard(model, draft, node);
}

function endsAt(
  model: CanvasModel,
  draft: ConnectionDraft,
  place: { node: string; handle: string | null | undefined },
): Ends | undefined {
  const port = portOfHandle(place.handle);
  if (port === undefined) return undefined;
  if (port === NEW_PORT) return dropOnNewPort(model, draft, place.node);
  return dropOnPort(draft, { node: place.node, port });
}

function otherEnd(draft: ConnectionDraft, { source, sourceHandle, target, targetHandle }: Connection | Edge) {
  return draft.end === 'out' ? { node: target, handle: targetHandle } : { node: source, handle: sourceHandle };
}

function addAt(model: CanvasModel, draft: ConnectionDraft, point: Point): void {
  const place = model.viewport.active?.toCanvas(point);
  if (!place) return;
  const { node, port, end, type } = draft;
  openQuickAdd(model, { at: point, position: [place.x, place.y], wire: { node, port, end, type } });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}
