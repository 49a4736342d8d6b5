import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import type { HostMessage } from '../../messages/host.ts';
import { type CanvasState, EMPTY_STATE } from './canvasState.ts';
import { EditQueue } from './editQueue.ts';
import type { HostConnection, SavedViewState } from './hostConnection.ts';
import { PendingRequests } from './pendingRequests.ts';
import { receive } from './receive.ts';

/** What moves the visible part of the canvas; the canvas component provides it once it is drawn. */
export interface Viewport {
  fit(): void;
  zoomBy(factor: number): void;
  /** Brings a card into view, without moving when it is there already. */
  show(node: string): void;
  toCanvas(point: { readonly x: number; readonly y: number }): { readonly x: number; readonly y: number };
  /** Middle of the visible part, in canvas units. */
  centre(): { readonly x: number; readonly y: number };
}

/** A canvas without its drawing: the state, the way to the host, and what both need in common. */
export interface CanvasModel {
  readonly store: StoreApi<CanvasState>;
  readonly host: HostConnection;
  readonly requests: PendingRequests;
  readonly edits: EditQueue;
  readonly viewport: { active: Viewport | null };
  /** What was kept from an earlier life of this view. */
  readonly saved: SavedViewState;
  readonly dispose: () => void;
}

/** Builds the model of a view and starts to listen to its host. `onCommand` gets commands that VS Code gives. */
export function createCanvasModel(
  host: HostConnection,
  onCommand: (model: CanvasModel, message: Extract<HostMessage, { type: 'canvasCommand' }>) => void,
): CanvasModel {
  const saved = host.loadState();
  const store = createStore<CanvasState>()(() => restore(saved));
  const requests = new PendingRequests();
  const edits = new EditQueue(host, requests, () => store.getState().document?.version ?? 0);
  const endSaving = saveChanges(store, host);
  const endListening = host.subscribe((message) => {
    if (message.type === 'canvasCommand') return onCommand(model, message);
    if ('requestId' in message) return requests.settle(message.requestId, message);
    store.setState(receive(store.getState(), message));
    if (message.type === 'document') edits.onSnapshot(message.document.version);
  });
  const dispose = () => {
    endListening();
    endSaving();
    requests.close();
  };
  const model: CanvasModel = { store, host, requests, edits, viewport: { active: null }, saved, dispose };
  return model;
}

function restore(saved: SavedViewState): CanvasState {
  return {
    ...EMPTY_STATE,
    selection: new Set(saved.selection ?? []),
    collapsed: new Set(saved.collapsed ?? []),
    inspectorOpen: saved.inspectorOpen ?? null,
    windowWidth: window.innerWidth,
    inspectorWidth: saved.inspectorWidth ?? EMPTY_STATE.inspectorWidth,
    minimapOpen: saved.minimapOpen ?? EMPTY_STATE.minimapOpen,
  };
}

function saveChanges(store: StoreApi<CanvasState>, host: HostConnection): () => void {
  return store.subscribe((state, before) => {
    if (state.selection !== before.selection) host.post({ type: 'select', nodes: [...state.selection] });
    const kept = ['selection', 'collapsed', 'inspectorOpen', 'inspectorWidth', 'minimapOpen'] as const;
    if (kept.every((key) => state[key] === before[key])) return;
    const { inspectorOpen, inspectorWidth, minimapOpen } = state;
    host.saveState({
      ...host.loadState(),
      selection: [...state.selection],
      collapsed: [...state.collapsed],
      inspectorOpen,
      inspectorWidth,
      minimapOpen,
    });
  });
}

/** Sends edits as one undo step; a refusal is shown as a notice. Whether they were made is the result. */
export async function sendEdits(
  model: CanvasModel,
  edits: readonly FlowEdit[],
  baseVersion?: number,
): Promise<boolean> {
  if (edits.length === 0) return true;
  const { refusal } = await model.edits.send(edits, baseVersion);
  if (refusal !== undefined) showNotice(model, refusal);
  return refusal === undefined;
}

/** Shows a sentence at the foot of the canvas. */
export function showNotice(model: CanvasModel, text: string): void {
  const id = (model.store.getState().notice?.id ?? 0) + 1;
  model.store.setState({ notice: { id, text } });
}

const ModelContext = createContext<CanvasModel | null>(null);

/** Gives the model to the components below. */
export const CanvasModelProvider = ModelContext.Provider;

/** The model of the view that the component is part of. */
export function useCanvasModel(): CanvasModel {
  const model = useContext(ModelContext);
  if (!model) throw new Error('This component is used outside of a CanvasModelProvider.');
  return model;
}

/** A part of the state; the component renders again only when that part changes its identity. */
export function useCanvasState<T>(select: (state: CanvasState) => T): T {
  return useStore(useCanvasModel().store, select);
}
