import type { TaskSink } from '../executors/executor.ts';
import type { LogSource, NodeLog } from '../logs/nodeLog.ts';
import type { Redactor } from '../logs/redactor.ts';
import type { Clock } from './clock.ts';
import type { EventStream } from './eventStream.ts';

/** Least time between two reports of progress of one node, in milliseconds; of those in between the last is told. */
export const PROGRESS_INTERVAL_MS = 100;

/** What an attempt's sink writes to. */
export interface AttemptSinkTargets {
  readonly node: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly events: EventStream;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Made when the node first says something. */
  readonly log: () => NodeLog;
}

/** Turns what an executor says into events. What comes after `end` or `close` is ignored. */
export class AttemptSink implements TaskSink {
  readonly #to: AttemptSinkTargets;
  #started = false;
  #closed = false;
  #progress: (() => void) | undefined;
  #disarm: (() => void) | undefined;

  constructor(targets: AttemptSinkTargets) {
    this.#to = targets;
  }

  started(processId: number, command: string): void {
    if (this.#started || this.#closed) return;
    this.#started = true;
    const { events, node, attempt, redactor } = this.#to;
    events.emit({ nodeStarted: { node, attempt, processId, command: redactor.text(command) } });
  }

  log(source: LogSource, bytes: Uint8Array): void | Promise<void> {
    if (this.#closed) return;
    return orAborted(this.#to.log().write(source, bytes), this.#to.signal);
  }

  isFree(stream: 'stdout' | 'stderr', bytes: number): boolean {
    return !this.#closed && this.#to.log().isFree(stream, bytes);
  }

  progress(current: number, total: number, message: string): void {
    if (this.#closed) return;
    const { events, node, redactor } = this.#to;
    this.#progress = () => {
      this.#progress = undefined;
      const shown = { current: maskedNumber(current, redactor), total: maskedNumber(total, redactor) };
      events.emit({ nodeProgress: { node, ...shown, message: redactor.text(message) } });
    };
    if (!this.#disarm) this.#progressDue();
  }

  /** The executor has answered. Every attempt that reached one has a start in the events, whatever became of it. */
  end(): void {
    this.started(0, '');
    this.#disarm?.();
    this.#progress?.();
    this.close();
  }

  /** The attempt is over, with or without an answer. */
  close(): void {
    this.#disarm?.();
    this.#closed = true;
  }

  #progressDue(): void {
    this.#disarm = undefined;
    if (!this.#progress) return;
    // For a reader that is behind the latest report waits: the next moment may be a better one.
    if (!this.#to.events.isBehind()) this.#progress();
    this.#disarm = this.#to.clock.after(PROGRESS_INTERVAL_MS, () => this.#progressDue());
  }
}

/** A number may be a secret as well; nothing is told then. */
function maskedNumber(value: number, redactor: Redactor): number {
  return redactor.value(value) === value ? value : 0;
}

/**
 * The promise, cut short when the signal aborts: whoever waits for a slow reader must not keep a cancelled task alive.
 * The promise given must not reject.
 */
export function orAborted(promise: Promise<void> | undefined, signal: AbortSignal): Promise<void> | undefined {
  if (!promise || signal.aborted) return undefined;
  return new Promise((resolve) => {
    const finish = () => {
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish);
    void promise.then(finish);
  });
}
