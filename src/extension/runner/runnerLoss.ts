/** How the runner came to be gone. */
export type RunnerLossKind =
  /** It could not be started at all. */
  | 'spawn'
  /** It ended by itself or was ended by a signal. */
  | 'exit'
  /** It is of another version than the editor's part. */
  | 'version'
  /** It said something that cannot be understood, and was ended for it. */
  | 'protocol';

/** The end of a runner that nobody asked for. */
export interface RunnerLoss {
  readonly kind: RunnerLossKind;
  readonly timeMs: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** What went wrong before the end, when the talk says it. */
  readonly cause?: string;
  /** The last lines of its stderr, oldest first. */
  readonly stderr: readonly string[];
}

/** One sentence for people: how the runner ended. */
export function describeLoss(loss: RunnerLoss): string {
  switch (loss.kind) {
    case 'spawn':
      return `The runner could not be started: ${loss.cause ?? 'the system gave no reason'}.`;
    case 'version':
      return loss.cause ?? 'The runner is of another version than the editor. Reload the window.';
    case 'protocol':
      return `The runner was ended because it could not be understood: ${loss.cause ?? 'its answer was no message'}`;
    case 'exit':
      return `The runner ${howItEnded(loss)}.`;
    default:
      return loss.kind satisfies never;
  }
}

/** The sentence of `describeLoss` and, when there is one, the last line that the runner wrote. */
export function describeLossWithStderr(loss: RunnerLoss): string {
  const last = loss.stderr.at(-1);
  return last === undefined ? describeLoss(loss) : `${describeLoss(loss)} Its last words: ${last.trim()}`;
}

function howItEnded(loss: RunnerLoss): string {
  if (loss.signal !== undefined) return `was ended by signal ${loss.signal}`;
  if (loss.exitCode !== undefined) return `ended unexpectedly with exit code ${loss.exitCode}`;
  return 'ended unexpectedly';
}
