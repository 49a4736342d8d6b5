import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useCanvasModel } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import type { Frame } from './frame.ts';

/** The field in which a group's title is being typed. */
export function FrameTitleField({ frame }: { frame: Frame }) {
  const model = useCanvasModel();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(frame.title);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  // Enter takes the field away, which leaves it: only the first of the two may rename.
  const ended = useRef(false);
  const end = (keep: boolean) => {
    if (ended.current) return;
    ended.current = true;
    model.store.setState({ renamingGroup: null });
    if (keep && text.trim() !== '' && text.trim() !== frame.title)
      void setValue(model, ['groups', frame.id, 'title'], text.trim());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    const title = event.currentTarget.closest<HTMLElement>('[data-frame]');
    end(event.key === 'Enter');
    title?.focus({ preventScroll: true });
  };
  return (
    <input
      ref={field}
      className="rename-field frame-field nodrag nopan"
      value={text}
      aria-label={`New title of ${frame.title}`}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
    />
  );
}
