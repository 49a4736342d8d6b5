import type { After } from '../../../src/extension/runner/idleWatch.ts';

/** Timers that go off when the test lets time pass. */
export class FakeTimers {
  #nowMs = 0;
  readonly #waiting = new Map<object, { readonly dueMs: number; readonly call: () => void }>();

  readonly after: After = (milliseconds, call) => {
    const key = {};
    this.#waiting.set(key, { dueMs: this.#nowMs + milliseconds, call });
    return () => this.#waiting.delete(key);
  };

  /** How many have not gone off. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Lets so many milliseconds pass. */
  advance(milliseconds: number): void {
    this.#nowMs += milliseconds;
    for (const [key, { dueMs, call }] of [...this.#waiting]) {
      if (dueMs > this.#nowMs || !this.#waiting.delete(key)) continue;
      call();
    }
  }
}
