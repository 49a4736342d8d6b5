import { parseDuration } from '../../flow/duration.ts';
import type { JsonValue, RetryPolicy } from '../../flow/model.ts';
import { TextField } from '../elements/TextField.tsx';
import type { Card } from '../graph/card.ts';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import { durationText } from './durationText.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { problemAt } from './problems.ts';

/** Attempts after a failure, the pause before them and how it grows. They stand together in the file. */
export function RetryFields({ card }: { card: Card }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const path = ['nodes', card.id, 'retry'];
  const { retry } = card.node;
  const set = (value: JsonValue | undefined) => setValue(model, path, value);
  const change = (part: Partial<RetryPolicy>) => set(retryValue({ ...(retry ?? NO_RETRY), ...part }));
  const positive = (text: string) => (Number(text) > 0 ? Number(text) : undefined);
  const setAttempts = async (text: string) => {
    if (text.trim() === '' || text.trim() === '0') return set(undefined);
    const attempts = positive(text);
    return Number.isInteger(attempts) ? change({ attempts: attempts ?? 0 }) : false;
  };
  const setDelay = async (text: string) => {
    const delayMs = text.trim() === '' ? 0 : parseDuration(text);
    return delayMs === undefined ? false : change({ delayMs });
  };
  const setBackoff = async (text: string) => {
    const backoff = text.trim() === '' ? 1 : positive(text);
    return backoff === undefined ? false : change({ backoff });
  };
  return (
    <FieldFrame
      label="Retries"
      description="Attempts after a failure, pause before each, factor by which the pause grows."
      problem={problemAt(card.diagnostics, path)}
    >
      <div className="row">
        <TextField
          label="Retries"
          value={retry ? String(retry.attempts) : ''}
          placeholder="0"
          disabled={disabled}
          onCommit={setAttempts}
        />
        <TextField
          label="Pause"
          value={retry && retry.delayMs > 0 ? durationText(retry.delayMs) : ''}
          placeholder="Pause"
          disabled={disabled || !retry}
          onCommit={setDelay}
        />
        <TextField
          label="Backoff factor"
          value={retry && retry.backoff !== 1 ? String(retry.backoff) : ''}
          placeholder="Factor"
          disabled={disabled || !retry}
          onCommit={setBackoff}
        />
      </div>
    </FieldFrame>
  );
}

const NO_RETRY: RetryPolicy = { attempts: 0, delayMs: 0, backoff: 1, on: [] };
/** What a policy without `on` means; only another choice is written. */
const USUAL_CAUSES = 3;

/** The shortest form of a policy: a bare number where that says it all. */
function retryValue({ attempts, delayMs, backoff, maxDelayMs, on }: RetryPolicy): JsonValue {
  const chosenCauses = on.length > 0 && on.length < USUAL_CAUSES;
  if (delayMs === 0 && backoff === 1 && maxDelayMs === undefined && !chosenCauses) return attempts;
  return {
    attempts,
    ...(delayMs > 0 && { delay: durationText(delayMs) }),
    ...(backoff !== 1 && { backoff }),
    ...(maxDelayMs !== undefined && { maxDelay: durationText(maxDelayMs) }),
    ...(chosenCauses && { on }),
  };
}
