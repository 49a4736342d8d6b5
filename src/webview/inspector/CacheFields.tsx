import { useState } from 'react';
import type { CachePolicy, JsonValue } from '../../flow/model.ts';
import { SelectField } from '../elements/SelectField.tsx';
import { TextField } from '../elements/TextField.tsx';
import { FieldFrame } from './FieldFrame.tsx';
import { ListField } from './ListField.tsx';
import { type KeyAccess, type KeyOwner, useKey } from './useKey.ts';

const DECLARED = 'declared';

const MODES = [
  { value: '', label: 'Default (auto)' },
  { value: 'auto', label: 'Auto: where the kind allows it' },
  { value: 'off', label: 'Off: always run' },
  { value: DECLARED, label: 'As declared below' },
];

const LISTS = [
  { key: 'files', label: 'Files it reads', placeholder: 'For example src/**/*.ts' },
  { key: 'outputs', label: 'Files it writes', placeholder: 'For example dist/app.js' },
  { key: 'env', label: 'Variables it reads', placeholder: 'For example NODE_ENV' },
] as const;

/** Whether a result may be used again, and what it depends on. */
export function CacheFields({ owner, cache }: { owner: KeyOwner; cache: CachePolicy | undefined }) {
  const access = useKey(owner, 'cache');
  // Declaring begins with the first file: until then nothing stands in the text.
  const [declaring, setDeclaring] = useState(false);
  const mode = declaring ? DECLARED : (cache?.mode ?? '');
  const commit = async (wanted: string) => {
    setDeclaring(wanted === DECLARED);
    return wanted === DECLARED || access.set(wanted === '' ? undefined : wanted);
  };
  return (
    <>
      <FieldFrame
        label="Cache"
        description="Whether an earlier result may be used when nothing that it depends on has changed."
        problem={access.problem}
      >
        <SelectField label="Cache" value={mode} options={MODES} disabled={access.disabled} onCommit={commit} />
      </FieldFrame>
      {mode === DECLARED && <Declared access={access} cache={cache} />}
    </>
  );
}

function Declared({ access, cache }: { access: KeyAccess; cache: CachePolicy | undefined }) {
  const declared = cache?.mode === DECLARED ? cache : undefined;
  // `auto` and `off` are no map that an entry could be set in.
  const set = (key: string, value: JsonValue | undefined) =>
    declared || value === undefined ? access.setEntry(key, value) : access.set({ [key]: value });
  return (
    <div className="field-inner">
      {LISTS.map(({ key, label, placeholder }) => (
        <FieldFrame key={key} label={label}>
          <ListField
            label={label}
            value={declared?.[key] ?? []}
            placeholder={placeholder}
            disabled={access.disabled}
            toItem={(text) => text.trim()}
            onCommit={(value) => set(key, value)}
          />
        </FieldFrame>
      ))}
      <FieldFrame label="Key" description="Another one makes earlier results worthless.">
        <TextField
          label="Key"
          value={declared?.key ?? ''}
          disabled={access.disabled}
          onCommit={(text) => set('key', text.trim() || undefined)}
        />
      </FieldFrame>
    </div>
  );
}
