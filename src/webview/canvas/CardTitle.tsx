import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Card } from '../graph/card.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { idProblem, renameNode } from '../store/editActions.ts';

/** The name on a card, or the field in which its id is being typed. */
export function CardTitle({ card }: { card: Card }) {
  const renaming = useCanvasState((state) => state.renaming === card.id);
  if (renaming) return <RenameField card={card} />;
  return (
    <span className="card-title" title={card.title === card.id ? card.id : `${card.title} (${card.id})`}>
      {card.title}
    </span>
  );
}

function RenameField({ card }: { card: Card }) {
  const model = useCanvasModel();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(card.id);
  const problem = idProblem(model, card.id, text.trim());

  useEffect(() => field.current?.select(), []);

  // Enter takes the field away, which leaves it: only the first of the two may rename.
  const ended = useRef(false);
  const end = () => {
    ended.current = true;
    model.store.setState({ renaming: null });
  };
  const finish = () => {
    if (ended.current) return;
    end();
    if (problem === undefined) void renameNode(model, card.id, text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && problem === undefined) finish();
    if (event.key === 'Escape') end();
    if (event.key === 'Enter' || event.key === 'Escape') focusCard(card.id);
  };
  return (
    <span className="rename nodrag nopan">
      <input
        ref={field}
        className="rename-field"
        value={text}
        aria-label={`New id of ${card.id}`}
        aria-invalid={problem !== undefined}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={finish}
      />
      {problem !== undefined && (
        <span className="rename-problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}

/** Puts the keyboard back on a card when its field goes away. */
function focusCard(id: string): void {
  document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus();
}
