import type { Failure } from '../../proto/messages.ts';
import type { RunEndReport } from '../processes/processKeeper.ts';
import { internalFailure } from './failures.ts';

/** What a run has to clean up with. */
export interface CleanupParts {
  /** Ends whatever processes of this run are left. */
  readonly endProcesses: (graceMs: number) => Promise<RunEndReport>;
  /** Removes what must not outlive the run. */
  readonly removePrivate: () => Promise<void>;
}

/** Leaves nothing behind when a run ends. What cannot be done is told and keeps nothing from ending. */
export class RunCleanup {
  readonly #with: CleanupParts;
  readonly #trouble: (failure: Failure) => void;
  #ended = 0;

  constructor(parts: CleanupParts, trouble: (failure: Failure) => void) {
    this.#with = parts;
    this.#trouble = trouble;
  }

  /** An attempt had to end so many processes. */
  count(processes: number): void {
    this.#ended += processes;
  }

  /** Ends processes and removes what is private; the result counts the processes of the whole run. */
  async atEnd(graceMs: number): Promise<RunEndReport> {
    const report = await this.endProcesses(graceMs);
    try {
      await this.#with.removePrivate();
    } catch (fault) {
      this.#trouble(internalFailure('while it removed values that hold a secret', fault));
    }
    return { ...report, ended: this.#ended };
  }

  /** Ends processes; the result counts those that it has ended itself. */
  async endProcesses(graceMs: number): Promise<RunEndReport> {
    try {
      const report = await this.#with.endProcesses(graceMs);
      this.#ended += report.ended;
      return report;
    } catch (fault) {
      this.#trouble(internalFailure('while it ended processes', fault));
      return { ended: 0, surviving: 0 };
    }
  }
}
