import type { Clock } from './clock.ts';

/** Timers that end together. */
export class Timers {
  readonly #clock: Clock;
  readonly #disarms = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `action` once after `delayMs`, unless the result is called before. */
  after(delayMs: number, action: () => void): () => void {
    const disarm = this.#clock.after(delayMs, () => {
      this.#disarms.delete(disarm);
      action();
    });
    this.#disarms.add(disarm);
    return () => {
      this.#disarms.delete(disarm);
      disarm();
    };
  }

  /** Takes all of them back. */
  clear(): void {
    for (const disarm of this.#disarms) disarm();
    this.#disarms.clear();
  }
}
