/** Calls back after some milliseconds; the result takes that back. */
export type After = (milliseconds: number, call: () => void) => () => void;

/** What an idle watch works with. */
export interface IdleWatchOptions {
  /** How long nothing may be asked for, in milliseconds; 0: for ever. Read anew whenever the time begins to count. */
  readonly timeoutMs: () => number;
  readonly after: After;
  /** Called once for each time that the timeout has passed. */
  readonly idle: () => void;
}

/**
 * Notices that something was not needed for a while. Time counts only while nothing holds it; whatever touches it lets the
 * time begin anew.
 */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  readonly #holds = new Set<object>();
  #disarm: (() => void) | undefined;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
  }

  /** It is needed until the result is called; calling that again does nothing. */
  hold(): () => void {
    const token = {};
    this.#holds.add(token);
    this.stop();
    return () => {
      if (this.#holds.delete(token)) this.touch();
    };
  }

  /** It was needed just now, or the timeout has changed. */
  touch(): void {
    this.stop();
    const timeoutMs = this.#options.timeoutMs();
    if (this.#holds.size > 0 || timeoutMs <= 0) return;
    this.#disarm = this.#options.after(timeoutMs, () => {
      this.#disarm = undefined;
      this.#options.idle();
    });
  }

  /** There is nothing to watch any more, until it is touched again. */
  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }

  /** Forgets who holds it: they went with what they needed. */
  reset(): void {
    this.#holds.clear();
    this.stop();
  }
}
