import { LONGEST_TURN_MS } from './limits.ts';

/**
 * Keeps long chains of promises from starving the event loop: in-process nodes may end without any turn of it, and then
 * neither a cancel nor another run would be heard.
 */
export class TurnGuard {
  #since = 0;
  #turn: Promise<void> | undefined;

  /** Undefined while this turn of the loop is young, else a promise for the next turn. */
  pause(): Promise<void> | undefined {
    const now = performance.now();
    if (!this.#turn) {
      this.#since = now;
      this.#turn = new Promise((resolve) => {
        setImmediate(() => {
          this.#turn = undefined;
          resolve();
        });
      });
    }
    return now - this.#since > LONGEST_TURN_MS ? this.#turn : undefined;
  }
}
