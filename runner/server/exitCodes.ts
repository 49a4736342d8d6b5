import type { FinalRunState } from '../engine/planTypes.ts';

/** How the program says by its exit code what came of it. */
export const ExitCode = {
  succeeded: 0,
  failed: 1,
  /** Bad usage, or a file or request that cannot be run. */
  invalid: 2,
  timedOut: 124,
  cancelled: 130,
} as const;

/** The exit code for a run that ended so. */
export function exitCodeOf(state: FinalRunState): number {
  switch (state) {
    case 'succeeded':
      return ExitCode.succeeded;
    case 'failed':
      return ExitCode.failed;
    case 'timed-out':
      return ExitCode.timedOut;
    case 'cancelled':
      return ExitCode.cancelled;
    default:
      return state satisfies never;
  }
}
