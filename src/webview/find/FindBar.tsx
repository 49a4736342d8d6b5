import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { IconButton } from '../elements/IconButton.tsx';
import type { FindState } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { changeQuery, closeFind, stepMatch } from './findActions.ts';
import { findNodes } from './findNodes.ts';

/** Finds nodes by what is written of them, as VS Code's editors find text. */
export function FindBar() {
  const find = useCanvasState((state) => state.find);
  return find && <Bar find={find} />;
}

function Bar({ find }: { find: FindState }) {
  const model = useCanvasModel();
  const field = useRef<HTMLInputElement>(null);
  const cards = useCanvasState((state) => state.graph?.cards);
  const matches = useMemo(() => (cards ? findNodes(cards, find.query) : []), [cards, find.query]);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [find.asked]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.key === 'Enter' || event.key === 'F3';
    if (event.key === 'Escape') closeFind(model);
    else if (next) stepMatch(model, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const none = matches.length === 0;
  return (
    <div className="find-bar surface" role="search" aria-label="Find nodes" onKeyDown={onKeyDown}>
      <input
        ref={field}
        className="find-field"
        aria-label="Find nodes by id, kind or text"
        placeholder="Find"
        value={find.query}
        spellCheck={false}
        data-none={(none && find.query.trim() !== '') || undefined}
        onChange={(event) => changeQuery(model, event.target.value)}
      />
      <span className="find-count" role="status">
        {countText(matches, find)}
      </span>
      <IconButton
        icon="arrow-up"
        label="Previous Match (Shift+Enter)"
        disabled={none}
        onClick={() => stepMatch(model, -1)}
      />
      <IconButton icon="arrow-down" label="Next Match (Enter)" disabled={none} onClick={() => stepMatch(model, 1)} />
      <IconButton icon="close" label="Close (Escape)" onClick={() => closeFind(model)} />
    </div>
  );
}

function countText(matches: readonly string[], { query, current }: FindState): string {
  if (query.trim() === '') return '';
  if (matches.length === 0) return 'No results';
  const index = current === null ? -1 : matches.indexOf(current);
  return `${index < 0 ? '?' : index + 1} of ${matches.length}`;
}
