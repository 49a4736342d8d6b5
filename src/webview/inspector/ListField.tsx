import type { JsonValue } from '../../flow/model.ts';
import { IconButton } from '../elements/IconButton.tsx';
import { TextField } from '../elements/TextField.tsx';
import { toFieldText } from './settingValue.ts';

interface ListFieldProps {
  readonly label: string;
  readonly value: readonly JsonValue[];
  readonly disabled: boolean;
  readonly placeholder?: string;
  readonly toItem: (text: string) => JsonValue;
  readonly onCommit: (value: readonly JsonValue[] | undefined) => Promise<boolean>;
}

/** A list, row by row. The row at the end adds an item; an emptied list is taken out of the file. */
export function ListField({ label, value, disabled, placeholder, toItem, onCommit }: ListFieldProps) {
  const commit = (items: readonly JsonValue[]) => onCommit(items.length > 0 ? items : undefined);
  const swap = (index: number) => {
    const items = [...value];
    [items[index - 1], items[index]] = [items[index] ?? null, items[index - 1] ?? null];
    void commit(items);
  };
  return (
    <ul className="rows" aria-label={label}>
      {value.map((item, index) => (
        // Rows have no identity but their place.
        <li className="row" key={index}>
          <TextField
            label={`${label} ${index + 1}`}
            value={toFieldText(item)}
            disabled={disabled}
            monospace
            onCommit={(text) => commit(value.with(index, toItem(text)))}
          />
          <IconButton
            icon="arrow-up"
            label={`Move ${label} ${index + 1} up`}
            disabled={disabled || index === 0}
            onClick={() => swap(index)}
          />
          <IconButton
            icon="close"
            label={`Remove ${label} ${index + 1}`}
            disabled={disabled}
            onClick={() => void commit(value.filter((_, other) => other !== index))}
          />
        </li>
      ))}
      <li className="row" key={`new-${value.length}`}>
        <TextField
          label={`New entry of ${label}`}
          value=""
          placeholder={(value.length === 0 && placeholder) || 'Add an entry'}
          disabled={disabled}
          monospace
          onCommit={(text) => (text === '' ? undefined : commit([...value, toItem(text)]))}
        />
      </li>
    </ul>
  );
}
