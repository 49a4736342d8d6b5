import { parseDuration } from '../../flow/duration.ts';
import type { ErrorPolicy, JsonValue } from '../../flow/model.ts';
import { IconButton } from '../elements/IconButton.tsx';
import { SelectField } from '../elements/SelectField.tsx';
import { TextField } from '../elements/TextField.tsx';
import { showNotice } from '../store/canvasStore.ts';
import { durationText } from './durationText.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { MapField } from './MapField.tsx';
import { toFieldText } from './settingValue.ts';
import { type KeyOwner, useKey } from './useKey.ts';

interface DurationFieldProps {
  readonly owner: KeyOwner;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly milliseconds: number | undefined;
  /** What holds where the file says nothing. */
  readonly fallback?: number | undefined;
}

/** A key whose value is a duration; what is none is refused in words. */
export function DurationField({ owner, name, label, description, milliseconds, fallback }: DurationFieldProps) {
  const { model, disabled, set, problem } = useKey(owner, name);
  const commit = async (text: string) => {
    if (text.trim() === '') return set(undefined);
    if (parseDuration(text) !== undefined) return set(text.trim());
    showNotice(model, `"${text}" is not a duration. Write for example 500ms, 30s, 10m or 2h.`);
    return false;
  };
  return (
    <FieldFrame label={label} description={description} problem={problem}>
      <TextField
        label={label}
        value={milliseconds === undefined ? '' : durationText(milliseconds)}
        placeholder={fallback === undefined ? 'No limit; for example 30s' : `${durationText(fallback)} (default)`}
        disabled={disabled}
        onCommit={commit}
      />
    </FieldFrame>
  );
}

interface CountFieldProps {
  readonly owner: KeyOwner;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly value: number | undefined;
  readonly placeholder: string;
}

/** A key whose value is a whole number of at least 1. */
export function CountField({ owner, name, label, description, value, placeholder }: CountFieldProps) {
  const { model, disabled, set, problem } = useKey(owner, name);
  const commit = async (text: string) => {
    if (text.trim() === '') return set(undefined);
    const count = countFrom(text);
    if (count !== undefined) return set(count);
    showNotice(model, `"${text}" is not a whole number of at least 1.`);
    return false;
  };
  return (
    <FieldFrame label={label} description={description} problem={problem}>
      <TextField
        label={label}
        value={value === undefined ? '' : String(value)}
        placeholder={placeholder}
        disabled={disabled}
        onCommit={commit}
      />
    </FieldFrame>
  );
}

function countFrom(text: string): number | undefined {
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 1 ? count : undefined;
}

const ERROR_POLICIES = [
  { value: 'stop', label: 'Stop: start nothing new' },
  { value: 'continue', label: 'Continue: skip only what depends on it' },
  { value: 'ignore', label: 'Ignore: go on with empty outputs' },
];

interface ErrorPolicyFieldProps {
  readonly owner: KeyOwner;
  readonly value: ErrorPolicy | undefined;
  /** What holds where the file says nothing. */
  readonly fallback: ErrorPolicy;
}

/** What becomes of the run when a node fails. */
export function ErrorPolicyField({ owner, value, fallback }: ErrorPolicyFieldProps) {
  const { disabled, set, problem } = useKey(owner, 'onError');
  return (
    <FieldFrame label="When it fails" problem={problem}>
      <SelectField
        label="When it fails"
        value={value ?? ''}
        options={[{ value: '', label: `Default (${fallback})` }, ...ERROR_POLICIES]}
        disabled={disabled}
        onCommit={(policy) => set(policy === '' ? undefined : policy)}
      />
    </FieldFrame>
  );
}

interface ResourcesFieldProps {
  readonly owner: KeyOwner;
  readonly value: Readonly<Record<string, number>>;
  readonly description: string;
}

/** Amounts of resources by name. */
export function ResourcesField({ owner, value, description }: ResourcesFieldProps) {
  const { model, disabled, set, setEntry, problem } = useKey(owner, 'resources');
  const setAmount = async (name: string, text: JsonValue | undefined) => {
    if (text === undefined) return setEntry(name, undefined);
    const amount = countFrom(toFieldText(text));
    if (amount !== undefined) return setEntry(name, amount);
    showNotice(model, `An amount of "${name}" is a whole number of at least 1, not "${toFieldText(text)}".`);
    return false;
  };
  return (
    <FieldFrame label="Resources" description={description} problem={problem}>
      <MapField label="Resources" value={value} disabled={disabled} onSet={setAmount} onReplace={set} />
    </FieldFrame>
  );
}

/** What the file says of a sandbox, to be seen and taken out: this build has none to set up. */
export function SandboxField({ owner, value }: { owner: KeyOwner; value: JsonValue | undefined }) {
  const { disabled, set, problem } = useKey(owner, 'sandbox');
  if (value === undefined) return null;
  return (
    <FieldFrame label="Sandbox" problem={problem}>
      <div className="row">
        <span className="mono row-text">{toFieldText(value)}</span>
        <IconButton icon="close" label="Remove the sandbox" disabled={disabled} onClick={() => void set(undefined)} />
      </div>
    </FieldFrame>
  );
}
