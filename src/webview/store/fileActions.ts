import type { Position } from '../../flow/model.ts';
import { isEditable } from './canvasState.ts';
import type { CanvasModel } from './canvasStore.ts';

/** What the host is asked to do is named by these: VS Code's own list first, as it knows files of remote machines. */
const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Has the host make nodes of files that the person chooses in a dialog, at a place or in the middle of what is visible. */
export function addChosenFiles(model: CanvasModel, at?: Position): void {
  if (isEditable(model.store.getState())) model.host.post({ type: 'addFiles', files: null, ...(at && { at }) });
}

/** The same with files that were dropped on the canvas. Whether there were any is the result. */
export function addDroppedFiles(model: CanvasModel, files: readonly string[], at: Position): boolean {
  if (files.length === 0 || !isEditable(model.store.getState())) return false;
  model.host.post({ type: 'addFiles', files, at });
  return true;
}

/** Whether what is dragged are files that have a place. */
export function holdsFiles(data: Pick<DataTransfer, 'types'>): boolean {
  return URI_LISTS.some((type) => data.types.includes(type));
}

/** URIs of the dragged files; readable only when they are dropped. */
export function draggedFiles(data: Pick<DataTransfer, 'getData'>): readonly string[] {
  const list = URI_LISTS.map((type) => data.getData(type)).find((text) => text !== '') ?? '';
  return list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}
