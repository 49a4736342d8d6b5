import type { CanvasCommand } from '../../messages/host.ts';
import { openFind } from '../find/findActions.ts';
import { groupSelection, ungroupSelection } from '../frames/groupActions.ts';
import { tidy } from '../layout/tidy.ts';
import { openQuickAdd } from './addActions.ts';
import { focusCanvas } from './canvasElement.ts';
import { isEditable, isInspectorOpen, soleSelection } from './canvasState.ts';
import type { CanvasModel } from './canvasStore.ts';
import { copyMermaid, copySelection, cutSelection, pasteClipboard, pasteText } from './clipboardActions.ts';
import { deleteSelection, duplicateSelection } from './editActions.ts';
import { addChosenFiles } from './fileActions.ts';
import { revealNode, selectAll } from './selectionActions.ts';

/** Factor of one step of zooming by command. */
const ZOOM_STEP = 1.25;

/** Carries out a command, whether it came from VS Code, a key, a button or the menu. */
export function runCanvasCommand(model: CanvasModel, command: CanvasCommand): void {
  switch (command.command) {
    case 'addNode':
      return openQuickAdd(model);
    case 'addFile':
      return addChosenFiles(model);
    case 'insertNodes':
      return void pasteText(model, command.text, command.at);
    case 'deleteSelection':
      return void deleteSelection(model);
    case 'duplicateSelection':
      return void duplicateSelection(model);
    case 'find':
      return openFind(model);
    case 'copyMermaid':
      return copyMermaid(model);
    case 'copySelection':
      return void copySelection(model);
    case 'cutSelection':
      return void cutSelection(model);
    case 'paste':
      return void pasteClipboard(model);
    case 'groupSelection':
      return void groupSelection(model);
    case 'ungroupSelection':
      return ungroupSelection(model);
    case 'renameSelection':
      return startRenaming(model);
    case 'selectAll':
      return selectAll(model);
    case 'fit':
      return model.viewport.active?.fit();
    case 'zoomIn':
      return model.viewport.active?.zoomBy(ZOOM_STEP);
    case 'zoomOut':
      return model.viewport.active?.zoomBy(1 / ZOOM_STEP);
    case 'tidy':
      return void tidy(model);
    case 'toggleInspector':
      return model.store.setState((state) => ({ inspectorOpen: !isInspectorOpen(state) }));
    case 'focusCanvas':
      return focusCanvas();
    case 'reveal':
      return revealNode(model, command.node);
    default:
      command satisfies never;
  }
}

function startRenaming(model: CanvasModel): void {
  const state = model.store.getState();
  const id = soleSelection(state);
  if (id !== undefined && isEditable(state)) model.store.setState({ renaming: id });
}
