import { isInspectorOpen } from './canvasState.ts';
import { type CanvasModel } from './canvasStore.ts';

/** Selects exactly these nodes; the last one becomes the current one. */
export function selectNodes(model: CanvasModel, ids: Iterable<string>): void {
  const selection = new Set(ids);
  const last = [...selection].at(-1);
  const { selection: before, selectedWire, selectedGroup } = model.store.getState();
  const same = before.size === selection.size && [...selection].every((id) => before.has(id));
  if (same && selectedWire === null && selectedGroup === null) return;
  model.store.setState({
    ...(!same && { selection }),
    selectedWire: null,
    selectedGroup: null,
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
  model.store.setState({ selection, current: id, selectedWire: null, selectedGroup: null });
}

/** Selects a wire, and no node. */
export function selectWire(model: CanvasModel, id: string): void {
  model.store.setState({ selectedWire: id, selectedGroup: null, selection: new Set() });
}

/** Selects nothing. */
export function clearSelection(model: CanvasModel): void {
  selectNodes(model, []);
}

/** Selects every node. */
export function selectAll(model: CanvasModel): void {
  selectNodes(model, model.store.getState().graph?.cards.keys() ?? []);
}

/** Selects a node and brings it into view, out of a collapsed group too; an id that is gone does nothing. */
export function revealNode(model: CanvasModel, id: string): void {
  if (!model.store.getState().graph?.cards.has(id)) return;
  expandAround(model, id);
  selectNodes(model, [id]);
  model.viewport.active?.show(id);
}

function expandAround(model: CanvasModel, id: string): void {
  const { graph, collapsed } = model.store.getState();
  const around = graph?.frames.filter((frame) => collapsed.has(frame.id) && frame.nodes.includes(id)) ?? [];
  if (around.length === 0) return;
  const hiding = new Set(around.map((frame) => frame.id));
  model.store.setState({ collapsed: new Set([...collapsed].filter((group) => !hiding.has(group))) });
}
