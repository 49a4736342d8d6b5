/**
 * Runs a task at most once per interval however often it is asked for: the first request waits for the interval, later
 * ones join it. Nothing runs after `dispose`.
 */
export class Coalescer {
  readonly #task: () => void;
  readonly #interval: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `interval` gives milliseconds; it is asked each time, so that it may follow the size of the work. */
  constructor(task: () => void, interval: number | (() => number)) {
    this.#task = task;
    this.#interval = typeof interval === 'number' ? () => interval : interval;
  }

  request(): void {
    this.#timer ??= setTimeout(() => this.flush(), this.#interval());
  }

  /** Runs a waiting request now; does nothing when none waits. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.dispose();
    this.#task();
  }

  /** Forgets a waiting request. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
