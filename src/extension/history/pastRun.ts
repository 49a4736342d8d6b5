import type { PastRun } from '../../../proto/messages.ts';
import type { RunState } from '../../flow/run/snapshot.ts';
import { RUN_STATES } from '../../flow/run/status.ts';

/** A run of an earlier session, or of another window or terminal. */
export interface PastRunRecord {
  readonly runId: string;
  /** URI of the flow, as text. */
  readonly flow: string;
  readonly title: string;
  /** Absolute. */
  readonly stateFolder: string;
  /** `running`: a runner that is not this window's works on it. */
  readonly state: RunState;
  readonly startedMs: number;
  readonly durationMs: number;
  /** Why it ended as it did; empty when there is nothing to say. */
  readonly reason: string;
}

/** What the runner tells of a run, in the editor's terms. */
export function pastRunRecord(
  run: PastRun,
  place: { readonly flow: string; readonly stateFolder: string },
): PastRunRecord {
  return {
    ...place,
    runId: run.runId ?? '',
    title: run.flowName ?? '',
    state: RUN_STATES[run.status ?? 0] ?? 'crashed',
    startedMs: run.startedMs ?? 0,
    durationMs: run.durationMs ?? 0,
    reason: run.reason ?? '',
  };
}
