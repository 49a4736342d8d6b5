import { type RefObject, useEffect, useRef } from 'react';

interface FieldCommit<Element, Value> {
  readonly field: RefObject<Element | null>;
  /** What the file says. */
  readonly value: Value;
  readonly read: (element: Element) => Value;
  readonly write: (element: Element, value: Value) => void;
  /** Takes a changed value; `false` when it was refused, and the field shows the file's value again. */
  readonly onCommit: (value: Value) => void | Promise<boolean>;
}

/** Hands a custom element's value over when it says that it has changed; React knows only the browser's own elements. */
export function useFieldCommit<Element extends HTMLElement, Value>(commit: FieldCommit<Element, Value>): void {
  const newest = useRef(commit);
  useEffect(() => {
    newest.current = commit;
  });
  const { field } = commit;
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    const onChange = () => void handOver(element, newest.current);
    element.addEventListener('change', onChange);
    return () => element.removeEventListener('change', onChange);
  }, [field]);
}

/** The same for an element whose value is text. */
export function useTextCommit<Element extends HTMLElement & { value: string }>(
  commit: Pick<FieldCommit<Element, string>, 'field' | 'value' | 'onCommit'>,
): void {
  const write = (element: Element, text: string) => {
    element.value = text;
  };
  useFieldCommit({ ...commit, read: (element) => element.value, write });
}

async function handOver<Element, Value>(element: Element, commit: FieldCommit<Element, Value>): Promise<void> {
  const { value, read, write, onCommit } = commit;
  const chosen = read(element);
  if (chosen === value) return;
  if ((await onCommit(chosen)) === false) write(element, value);
}
