import { useEffect, useRef, useState } from 'react';
import { pickListKeys } from '../elements/pickListKeys.ts';

/** Choices that the list shows at once; typing narrows them. */
const CHOICES_SHOWN = 60;

interface PickChoice {
  readonly text: string;
  /** Shown beside the text, such as a type. */
  readonly note: string;
}

interface ListPickerProps<Choice extends PickChoice> {
  /** What the choices are, in the plural: `Sources`. */
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly onPick: (choice: Choice) => void;
  readonly onClose: () => void;
}

/** A list to pick one entry from, narrowed by typing. */
export function ListPicker<Choice extends PickChoice>({ label, choices, onPick, onClose }: ListPickerProps<Choice>) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const wanted = query.trim().toLowerCase();
  const shown = choices.filter(({ text }) => text.toLowerCase().includes(wanted)).slice(0, CHOICES_SHOWN);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    onPick(choice);
  };
  const count = shown.length;
  const onKeyDown = pickListKeys({ count, active, setActive, pick: () => pick(shown[active]), close: onClose });
  return (
    <>
      <div className="backdrop" onMouseDown={onClose} />
      <div className="source-picker surface-menu" role="dialog" aria-label={label}>
        <input
          className="quick-add-field"
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="pick-list"
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder={`Search ${label.toLowerCase()}`}
          value={query}
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div className="quick-add-list" id="pick-list" role="listbox" aria-label={label} ref={list}>
          {shown.map((choice, index) => (
            <div
              key={choice.text}
              className="quick-add-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onMouseMove={() => setActive(index)}
              onClick={() => pick(choice)}
            >
              <span className="source-text">{choice.text}</span>
              <span className="quick-add-description">{choice.note}</span>
            </div>
          ))}
          {shown.length === 0 && <div className="quick-add-none">Nothing fits.</div>}
        </div>
      </div>
    </>
  );
}
