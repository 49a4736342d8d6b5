import { describeLoss, type RunnerLoss } from './runnerLoss.ts';

/** Losses within the window after which no further runner is started. */
export const LOSSES_TOLERATED = 5;
/** How far back losses count, in milliseconds. */
export const LOSS_WINDOW_MS = 60_000;

/** Whether a runner may be started, or why not, in words. */
export type StartDecision = { readonly start: true } | { readonly start: false; readonly reason: string };

/**
 * Decides whether a run may start a new runner. A runner of another version would be refused again, and one that keeps
 * ending would end again; anything else deserves a fresh start. Runners are started for runs only, never by themselves.
 *
 * @param losses earlier losses, oldest first.
 */
export function decideStart(losses: readonly RunnerLoss[], nowMs: number): StartDecision {
  const last = losses.at(-1);
  if (last?.kind === 'version') return { start: false, reason: describeLoss(last) };
  const recent = losses.filter((loss) => loss.timeMs > nowMs - LOSS_WINDOW_MS);
  const oldest = recent.at(-LOSSES_TOLERATED);
  if (!oldest || !last) return { start: true };
  const waitSeconds = Math.ceil((oldest.timeMs + LOSS_WINDOW_MS - nowMs) / 1_000);
  return {
    start: false,
    reason: `The runner ended ${recent.length} times within a minute. ${describeLoss(last)} Try again in ${waitSeconds} s.`,
  };
}
