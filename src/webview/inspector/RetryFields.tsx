import { parseDuration } from '../../flow/duration.ts';
import type { JsonValue, RetryPolicy } from '../../flow/model.ts';
import { CheckField } from '../elements/CheckField.tsx';
import { TextField } from '../elements/TextField.tsx';
import { durationText } from './durationText.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { type KeyOwner, useKey } from './useKey.ts';

type RetryCause = RetryPolicy['on'][number];

const CAUSES: readonly { readonly cause: RetryCause; readonly label: string }[] = [
  { cause: 'failed', label: 'failed' },
  { cause: 'timed-out', label: 'timed out' },
  { cause: 'crashed', label: 'crashed' },
];

/** Attempts after a failure, the pauses before them and what is tried again. They stand together in the file. */
export function RetryFields({ owner, retry }: { owner: KeyOwner; retry: RetryPolicy | undefined }) {
  const { disabled, set, problem } = useKey(owner, 'retry');
  const change = (part: Partial<Mutable<RetryPolicy>>) => set(retryValue({ ...(retry ?? NO_RETRY), ...part }));
  const setAttempts = async (text: string) => {
    if (text.trim() === '' || text.trim() === '0') return set(undefined);
    const attempts = positive(text);
    return Number.isInteger(attempts) ? change({ attempts: attempts ?? 0 }) : false;
  };
  return (
    <FieldFrame
      label="Retries"
      description="Attempts after a failure, pause before each, factor by which the pause grows."
      problem={problem}
    >
      <div className="row">
        <TextField
          label="Retries"
          value={retry ? String(retry.attempts) : ''}
          placeholder="0"
          disabled={disabled}
          onCommit={setAttempts}
        />
        <PauseField
          label="Pause"
          milliseconds={retry && retry.delayMs > 0 ? retry.delayMs : undefined}
          disabled={disabled || !retry}
          onCommit={(delayMs) => change({ delayMs: delayMs ?? 0 })}
        />
        <TextField
          label="Backoff factor"
          value={retry && retry.backoff !== 1 ? String(retry.backoff) : ''}
          placeholder="Factor"
          disabled={disabled || !retry}
          onCommit={async (text) => changeBackoff(text, change)}
        />
      </div>
      {retry && <Details retry={retry} disabled={disabled} change={change} />}
    </FieldFrame>
  );
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] | undefined };
type Change = (part: Partial<Mutable<RetryPolicy>>) => Promise<boolean>;

/** What matters only to somebody who retries at all. */
function Details({ retry, disabled, change }: { retry: RetryPolicy; disabled: boolean; change: Change }) {
  const toggle = async (cause: RetryCause, wanted: boolean) => {
    const on = CAUSES.map((known) => known.cause).filter((known) =>
      known === cause ? wanted : retry.on.includes(known),
    );
    // Without any cause there is nothing to retry: that is what a retry count of none says.
    return on.length > 0 ? change({ on }) : false;
  };
  return (
    <>
      {retry.delayMs > 0 && retry.backoff > 1 && (
        <div className="row row-below">
          <span className="row-label">Longest pause</span>
          <PauseField
            label="Longest pause"
            milliseconds={retry.maxDelayMs}
            placeholder="5m"
            disabled={disabled}
            onCommit={(maxDelayMs) => change({ maxDelayMs })}
          />
        </div>
      )}
      <div className="row row-below" role="group" aria-label="Retry a node that">
        <span className="row-label">Retry what</span>
        {CAUSES.map(({ cause, label }) => (
          <CheckField
            key={cause}
            label={label}
            value={retry.on.includes(cause)}
            disabled={disabled}
            onCommit={(wanted) => toggle(cause, wanted)}
          />
        ))}
      </div>
    </>
  );
}

interface PauseFieldProps {
  readonly label: string;
  readonly milliseconds: number | undefined;
  readonly placeholder?: string;
  readonly disabled: boolean;
  readonly onCommit: (milliseconds: number | undefined) => Promise<boolean>;
}

function PauseField({ label, milliseconds, placeholder, disabled, onCommit }: PauseFieldProps) {
  const commit = async (text: string) => {
    if (text.trim() === '') return onCommit(undefined);
    const pause = parseDuration(text);
    return pause === undefined ? false : onCommit(pause);
  };
  return (
    <TextField
      label={label}
      value={milliseconds === undefined ? '' : durationText(milliseconds)}
      placeholder={placeholder ?? label}
      disabled={disabled}
      onCommit={commit}
    />
  );
}

async function changeBackoff(text: string, change: Change): Promise<boolean> {
  const backoff = text.trim() === '' ? 1 : positive(text);
  return backoff === undefined ? false : change({ backoff });
}

function positive(text: string): number | undefined {
  return Number(text) > 0 ? Number(text) : undefined;
}

const NO_RETRY: RetryPolicy = { attempts: 0, delayMs: 0, backoff: 1, on: [] };

/** The shortest form of a policy: a bare number where that says it all. */
function retryValue({ attempts, delayMs, backoff, maxDelayMs, on }: Partial<Mutable<RetryPolicy>>): JsonValue {
  // A policy without `on` means every cause; only another choice is written.
  const causes = on && on.length > 0 && on.length < CAUSES.length ? on : undefined;
  const value = {
    ...(delayMs && { delay: durationText(delayMs) }),
    ...(backoff !== 1 && backoff !== undefined && { backoff }),
    ...(maxDelayMs !== undefined && { maxDelay: durationText(maxDelayMs) }),
    ...(causes && { on: causes }),
  };
  return Object.keys(value).length === 0 ? (attempts ?? 0) : { attempts: attempts ?? 0, ...value };
}
