/** Id of the element that holds the canvas and takes its keys. */
export const CANVAS_ELEMENT_ID = 'canvas';

/** Puts the keyboard back on the canvas: on its current card, if there is one. */
export function focusCanvas(): void {
  const canvas = document.getElementById(CANVAS_ELEMENT_ID);
  const card = canvas?.querySelector<HTMLElement>('[data-card][tabindex="0"]');
  (card ?? canvas)?.focus({ preventScroll: true });
}
