import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../elements/Icon.tsx';

interface SectionProps {
  readonly title: string;
  /** Shown beside the title, such as a count. */
  readonly note?: string | undefined;
  readonly actions?: ReactNode;
  readonly initiallyOpen?: boolean;
  readonly children: ReactNode;
}

/** A part of the inspector that can be folded, as in VS Code's side bar. */
export function Section({ title, note, actions, initiallyOpen = true, children }: SectionProps) {
  const [open, setOpen] = useState(initiallyOpen);
  const content = useId();
  return (
    <section className="section">
      <div className="section-head">
        <button
          type="button"
          className="section-title"
          aria-expanded={open}
          aria-controls={content}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} />
          <span>{title}</span>
          {note !== undefined && <span className="section-note">{note}</span>}
        </button>
        {actions}
      </div>
      {open && (
        <div className="section-content" id={content}>
          {children}
        </div>
      )}
    </section>
  );
}
