import { isEditable } from '../store/canvasState.ts';
import type { CanvasModel } from '../store/canvasStore.ts';

/** One line of the menu. */
export interface MenuItem {
  readonly label: string;
  /** The key that does the same. */
  readonly keys: string;
  /** Why it cannot be chosen now; absent when it can. */
  readonly disabled?: string;
  readonly act: () => void;
}

const READ_ONLY = 'The file cannot be read as a flow. Mend its text first.';
const isMac = navigator.platform.startsWith('Mac');

/** A key with the modifier of this platform, as menus write it. */
export function modified(key: string): string {
  return isMac ? `⌘${key === 'Enter' ? '⏎' : key}` : `Ctrl+${key}`;
}

/** An item that changes the file. */
export function edit(model: CanvasModel, label: string, keys: string, act: () => void): MenuItem {
  return { label, keys, act, ...(!isEditable(model.store.getState()) && { disabled: READ_ONLY }) };
}
