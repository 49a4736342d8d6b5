import { focusCanvas } from '../store/canvasElement.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { revealNode } from '../store/selectionActions.ts';
import { findNodes } from './findNodes.ts';

/** Opens the find bar, or puts the caret back into it. */
export function openFind(model: CanvasModel): void {
  const { find } = model.store.getState();
  model.store.setState({
    find: { query: find?.query ?? '', current: find?.current ?? null, asked: (find?.asked ?? 0) + 1 },
  });
}

/** Closes the find bar; the keyboard goes to the node that was found last. */
export function closeFind(model: CanvasModel): void {
  model.store.setState({ find: null });
  focusCanvas();
}

/** Finds what is typed, and shows the first node that has it. */
export function changeQuery(model: CanvasModel, query: string): void {
  const { find } = model.store.getState();
  if (!find) return;
  const matches = matchesOf(model, query);
  const current = find.current !== null && matches.includes(find.current) ? find.current : (matches[0] ?? null);
  model.store.setState({ find: { ...find, query, current } });
  if (current !== null) revealNode(model, current);
}

/** Shows the next (1) or the previous (-1) node that has what was typed, going round at the ends. */
export function stepMatch(model: CanvasModel, step: 1 | -1): void {
  const { find } = model.store.getState();
  const matches = find ? matchesOf(model, find.query) : [];
  if (!find || matches.length === 0) return;
  const index = find.current === null ? -1 : matches.indexOf(find.current);
  const next = index < 0 ? (step > 0 ? 0 : matches.length - 1) : (index + step + matches.length) % matches.length;
  const current = matches[next] ?? null;
  model.store.setState({ find: { ...find, current } });
  if (current !== null) revealNode(model, current);
}

/** The nodes that have what is typed. */
export function matchesOf(model: CanvasModel, query: string): readonly string[] {
  return findNodes(model.store.getState().graph?.cards ?? new Map(), query);
}
