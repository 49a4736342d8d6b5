import { describeLoss, type RunnerLoss } from './runnerLoss.ts';

/** Losses within the window after which no further runner is started. */
export const LOSSES_TOLERATED = 5;
/** How far back losses count, in milliseconds: three minutes. */
export const LOSS_WINDOW_MS = 3 * 60_000;

/** Whether a runner may be started, or why not, in words. */
export type StartDecision =
  | { readonly start: true }
  | {
      readonly start: false;
      readonly reason: string;
      /** What helps: a start in spite of it all, or the window's newest parts. */
      readonly remedy: StartRemedy;
    };

export type StartRemedy = 'start-again' | 'reload';

/**
 * Decides whether a run may start a new runner. A runner of another version would be refused again, and one that keeps
 * ending would end again; anything else deserves a fresh start. Runners are started when something is asked of them, never
 * by themselves.
 *
 * @param losses earlier losses, oldest first.
 */
export function decideStart(losses: readonly RunnerLoss[], nowMs: number): StartDecision {
  const last = losses.at(-1);
  if (last?.kind === 'version') return { start: false, reason: describeLoss(last), remedy: 'reload' };
  const recent = losses.filter((loss) => loss.timeMs > nowMs - LOSS_WINDOW_MS);
  const oldest = recent.at(-LOSSES_TOLERATED);
  if (!oldest || !last) return { start: true };
  const waitSeconds = Math.ceil((oldest.timeMs + LOSS_WINDOW_MS - nowMs) / 1_000);
  return {
    start: false,
    reason:
      `The runner ended ${recent.length} times within three minutes and is not started any more. ` +
      `${describeLoss(last)} Start it again by hand, or wait for ${waitSeconds} s.`,
    remedy: 'start-again',
  };
}
