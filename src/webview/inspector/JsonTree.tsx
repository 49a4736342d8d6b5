import { useState } from 'react';
import type { JsonValue } from '../../flow/model.ts';
import { Icon } from '../elements/Icon.tsx';
import { isScalar } from './settingValue.ts';

/** Entries of a list or object that are drawn at once; more on demand. */
const ENTRIES_SHOWN = 100;
/** Levels that are open at first. */
const LEVELS_OPEN = 2;
/** Longest text that a value shows in its line. */
const TEXT_SHOWN = 300;

/** JSON as a tree that unfolds. Only what is open is drawn. */
export function JsonTree({ value }: { value: JsonValue }) {
  return (
    <ul className="json-tree" role="tree" aria-label="Value">
      <JsonEntry name={undefined} value={value} level={1} />
    </ul>
  );
}

interface JsonEntryProps {
  readonly name: string | undefined;
  readonly value: JsonValue;
  readonly level: number;
}

function JsonEntry({ name, value, level }: JsonEntryProps) {
  if (isScalar(value))
    return (
      <li role="treeitem" aria-level={level} className="json-leaf" tabIndex={-1}>
        <Name name={name} />
        <Scalar value={value} />
      </li>
    );
  return <JsonBranch name={name} value={value} level={level} />;
}

function JsonBranch({ name, value, level }: JsonEntryProps) {
  const [open, setOpen] = useState(level <= LEVELS_OPEN);
  const [shown, setShown] = useState(ENTRIES_SHOWN);
  const entries = Object.entries(value as object) as [string, JsonValue][];
  return (
    <li role="treeitem" aria-level={level} aria-expanded={open} tabIndex={-1}>
      <button type="button" className="json-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} />
        <Name name={name} />
        <span className="muted">{describe(value, entries.length)}</span>
      </button>
      {open && (
        <ul role="group">
          {entries.slice(0, shown).map(([key, item]) => (
            <JsonEntry key={key} name={key} value={item} level={level + 1} />
          ))}
          {entries.length > shown && (
            <li role="none">
              <button type="button" className="link-button" onClick={() => setShown(shown + ENTRIES_SHOWN)}>
                {entries.length - shown} more
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="json-name">{name}: </span>;
}

function Scalar({ value }: { value: JsonValue }) {
  const text = JSON.stringify(value);
  const type = value === null ? 'null' : typeof value;
  return (
    <span className={`json-${type}`} title={text.length > TEXT_SHOWN ? text : undefined}>
      {text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN)}…` : text}
    </span>
  );
}

function describe(value: JsonValue, count: number): string {
  const [one, many] = Array.isArray(value) ? ['item', 'items'] : ['entry', 'entries'];
  return `${count} ${count === 1 ? one : many}`;
}
