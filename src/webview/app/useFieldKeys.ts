import { useEffect } from 'react';

/** Keys that, with Ctrl or Cmd, belong to the text in a field. Copy, cut and paste go on: VS Code brings them back. */
const FIELD_KEYS: ReadonlySet<string> = new Set(['z', 'y', 'a', 'd']);

/**
 * Keeps the keys of text fields away from VS Code, which would undo the document, or delete the selected node, while
 * somebody types.
 */
export function useFieldKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTextField(event.composedPath()[0]) && belongsToField(event)) event.stopPropagation();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Whether a key pressed in a text field is the field's own business. */
export function belongsToField(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  if (event.ctrlKey || event.metaKey) return FIELD_KEYS.has(event.key.toLowerCase());
  return !event.altKey && !/^F\d+$/.test(event.key);
}

function isTextField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
