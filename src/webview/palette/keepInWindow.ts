/** Free space between a menu and the edge of the window, in CSS pixels. */
const EDGE = 8;

/** Puts an element at a point of the window, or as near as lets all of it be seen. */
export function keepInWindow(element: HTMLElement | null, at: { readonly x: number; readonly y: number }): void {
  if (!element) return;
  const { offsetWidth, offsetHeight } = element;
  const left = Math.max(EDGE, Math.min(at.x, window.innerWidth - offsetWidth - EDGE));
  const top = Math.max(EDGE, Math.min(at.y, window.innerHeight - offsetHeight - EDGE));
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
