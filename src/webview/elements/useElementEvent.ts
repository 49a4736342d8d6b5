import { type RefObject, useEffect, useRef } from 'react';

/** Calls the newest `handler` for an event of a custom element; React itself knows only the browser's own elements. */
export function useElementEvent<T extends HTMLElement>(
  element: RefObject<T | null>,
  type: string,
  handler: (element: T, event: Event) => void,
): void {
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listener = (event: Event) => newest.current(target, event);
    target.addEventListener(type, listener);
    return () => target.removeEventListener(type, listener);
  }, [element, type]);
}
