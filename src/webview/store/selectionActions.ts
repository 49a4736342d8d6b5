import { isInspectorOpen } from './canvasState.ts';
import { type CanvasModel } from './canvasStore.ts';

/** Selects exactly these nodes; the last one becomes the current one. */
export function selectNodes(model: CanvasModel, ids: Iterable<string>): void {
  const selection = new Set(ids);
  const last = [...selection].at(-1);
  const { selection: before, selectedWire } = model.store.getState();
  const same = before.size === selection.size && [...selection].every((id) => before.has(id));
  if (same && selectedWire === null) return;
  model.store.setState({
    ...(!same && { selection }),
    selectedWire: null,
    freshNode: null,
    ...(last !== undefined && { current: last }),
  });
}

/** Selects a node and lets the inspector take the keyboard, with the caret in the node's main setting. */
export function editInInspector(model: CanvasModel, id: string): void {
  selectNodes(model, [id]);
  model.store.setState((state) => ({ freshNode: id, ...(!isInspectorOpen(state) && { inspectorOpen: true }) }));
}

/** Adds a node to the selection, or takes it out. */
export function toggleNode(model: CanvasModel, id: string): void {
  const selection = new Set(model.store.getState().selection);
  if (!selection.delete(id)) selection.add(id);
  model.store.setState({ selection, current: id, selectedWire: null });
}

/** Selects a wire, and no node. */
export function selectWire(model: CanvasModel, id: string): void {
  model.store.setState({ selectedWire: id, selection: new Set() });
}

/** Selects nothing. */
export function clearSelection(model: CanvasModel): void {
  selectNodes(model, []);
}

/** Selects every node. */
export function selectAll(model: CanvasModel): void {
  selectNodes(model, model.store.getState().graph?.cards.keys() ?? []);
}

/** Selects a node and brings it into view; an id that is gone does nothing. */
export function revealNode(model: CanvasModel, id: string): void {
  if (!model.store.getState().graph?.cards.has(id)) return;
  selectNodes(model, [id]);
  model.viewport.active?.show(id);
}
