import { useEffect } from 'react';
import { type CanvasModel, useCanvasModel } from '../store/canvasStore.ts';
import { copySelection, cutSelection, pasteText } from '../store/clipboardActions.ts';

/**
 * Copies, cuts and pastes nodes when the person does so on the canvas, by whatever key or menu. In text fields, and where
 * text is selected, the browser does what it always does.
 */
export function useClipboard(): void {
  const model = useCanvasModel();
  useEffect(() => {
    const take = (act: (model: CanvasModel) => boolean) => (event: ClipboardEvent) => {
      if (isForCanvas() && act(model)) event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!isForCanvas() || text.trim() === '') return;
      event.preventDefault();
      void pasteText(model, text);
    };
    // A browser that finds no selected text asks first whether there is anything to copy or a place to paste.
    const onBefore = (event: Event) => {
      if (isForCanvas()) event.preventDefault();
    };
    const listeners = {
      copy: take(copySelection),
      cut: take(cutSelection),
      paste: onPaste,
      beforecopy: onBefore,
      beforecut: onBefore,
      beforepaste: onBefore,
    };
    const entries = Object.entries(listeners) as [string, EventListener][];
    for (const [type, listener] of entries) document.addEventListener(type, listener);
    return () => {
      for (const [type, listener] of entries) document.removeEventListener(type, listener);
    };
  }, [model]);
}

function isForCanvas(): boolean {
  if (document.getSelection()?.isCollapsed === false) return false;
  const focused = document.activeElement;
  if (!focused || focused === document.body) return true;
  return focused.closest('#canvas') !== null && !focused.matches('input, textarea');
}
