import { useState } from 'react';
import type { JsonObject, JsonValue } from '../../flow/model.ts';
import { IconButton } from '../elements/IconButton.tsx';
import { TextField } from '../elements/TextField.tsx';
import { toFieldText } from './settingValue.ts';

interface MapFieldProps {
  readonly label: string;
  readonly value: JsonObject;
  readonly disabled: boolean;
  /** Sets or removes one entry. */
  readonly onSet: (key: string, value: JsonValue | undefined) => Promise<boolean>;
  /** Replaces the whole map, to rename a key in its place. */
  readonly onReplace: (value: JsonObject) => Promise<boolean>;
}

/** Names with values, row by row. The row at the end adds one. */
export function MapField({ label, value, disabled, onSet, onReplace }: MapFieldProps) {
  const entries = Object.entries(value);
  const rename = async (key: string, newKey: string) => {
    if (newKey === '' || newKey in value) return false;
    return onReplace(Object.fromEntries(entries.map(([name, item]) => [name === key ? newKey : name, item])));
  };
  return (
    <ul className="rows" aria-label={label}>
      {entries.map(([key, item]) => (
        <li className="row row-pair" key={key}>
          <TextField
            label={`Name in ${label}`}
            value={key}
            disabled={disabled}
            monospace
            onCommit={(text) => rename(key, text.trim())}
          />
          <TextField
            label={`Value of ${key}`}
            value={toFieldText(item)}
            disabled={disabled}
            monospace
            onCommit={(text) => onSet(key, text)}
          />
          <IconButton
            icon="close"
            label={`Remove ${key}`}
            disabled={disabled}
            onClick={() => void onSet(key, undefined)}
          />
        </li>
      ))}
      <NewEntry key={`new-${entries.length}`} label={label} disabled={disabled} taken={value} onSet={onSet} />
    </ul>
  );
}

/** A name alone is no entry yet: it waits here for its value. */
function NewEntry({
  label,
  disabled,
  taken,
  onSet,
}: Pick<MapFieldProps, 'label' | 'disabled' | 'onSet'> & { taken: JsonObject }) {
  const [name, setName] = useState('');
  const takeName = async (text: string) => {
    const free = !(text.trim() in taken);
    if (free) setName(text.trim());
    return free;
  };
  return (
    <li className="row row-pair">
      <TextField
        label={`New name in ${label}`}
        value={name}
        placeholder="Name"
        disabled={disabled}
        monospace
        onCommit={takeName}
      />
      <TextField
        label={`New value in ${label}`}
        value=""
        placeholder="Value"
        disabled={disabled || name === ''}
        monospace
        onCommit={(text) => onSet(name, text)}
      />
    </li>
  );
}
