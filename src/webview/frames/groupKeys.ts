import type { Position } from '../../flow/model.ts';
import { isEditable } from '../store/canvasState.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { frameOf, shiftCards, toggleCollapsed, ungroup } from './groupActions.ts';

/** Acts on a key while a group is selected; whether it did is the result. */
export function takeGroupKey(model: CanvasModel, key: string): boolean {
  const { selectedGroup } = model.store.getState();
  if (selectedGroup === null) return false;
  switch (key) {
    case ' ':
      toggleCollapsed(model, selectedGroup);
      return true;
    case 'Delete':
    case 'Backspace':
      void ungroup(model, selectedGroup);
      return true;
    case 'F2':
      startRenamingGroup(model, selectedGroup);
      return true;
    case 'Enter':
      model.store.setState({ inspectorOpen: true, freshNode: null });
      return true;
    default:
      return false;
  }
}

/** Lets the title of a group be typed. */
export function startRenamingGroup(model: CanvasModel, group: string): void {
  if (isEditable(model.store.getState())) model.store.setState({ renamingGroup: group });
}

/** Moves the selected group with its nodes; whether there is one is the result. */
export function nudgeGroup(model: CanvasModel, by: Position): boolean {
  const state = model.store.getState();
  const frame = frameOf(model, state.selectedGroup);
  if (!frame || !isEditable(state)) return false;
  shiftCards(model, frame.nodes, by);
  return true;
}
