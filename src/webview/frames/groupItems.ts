import { edit, type MenuItem, modified } from '../palette/menuItem.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { selectNodes } from '../store/selectionActions.ts';
import { frameOf, groupSelection, removeSelectionFromGroups, toggleCollapsed, ungroup } from './groupActions.ts';
import { startRenamingGroup } from './groupKeys.ts';

/** What the menu offers for a group. */
export function groupItems(model: CanvasModel, group: string): readonly (MenuItem | 'separator')[] {
  const collapsed = model.store.getState().collapsed.has(group);
  return [
    edit(model, 'Rename Group', 'F2', () => startRenamingGroup(model, group)),
    { label: collapsed ? 'Expand Group' : 'Collapse Group', keys: 'Space', act: () => toggleCollapsed(model, group) },
    { label: 'Select Its Nodes', keys: '', act: () => selectNodes(model, frameOf(model, group)?.nodes ?? []) },
    'separator',
    edit(model, 'Ungroup', 'Delete', () => void ungroup(model, group)),
  ];
}

/** What the menu offers for the selected nodes as members of groups. */
export function membershipItems(model: CanvasModel): readonly MenuItem[] {
  const { graph, selection } = model.store.getState();
  const grouped = graph?.frames.some(({ nodes }) => nodes.some((node) => selection.has(node))) ?? false;
  return [
    edit(model, 'Group', modified('G'), () => void groupSelection(model)),
    ...(grouped ? [edit(model, 'Remove from Group', '', () => void removeSelectionFromGroups(model))] : []),
  ];
}
