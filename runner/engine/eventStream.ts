import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';
import type { Clock } from './clock.ts';

/** What happened, without when and in which run. */
export type EventBody = Omit<ExecutionEvent, 'sequence' | 'timeMs' | 'runId'>;

/** Takes a run's events away. `payload` is the event's encoding, made once for all. */
export interface EventOutlet {
  deliver(event: ExecutionEvent, payload: Uint8Array): void;
  /** Sends what `deliver` has gathered; unless it is to be `atOnce`, it may wait some milliseconds for more. */
  flush(atOnce: boolean): void;
  /** Undefined when more may be delivered, else a promise for that moment; it never rejects. */
  ready(): Promise<void> | undefined;
  /** Whether its reader is so far behind that log text and progress are left out for it. Absent: never. */
  isBehind?(): boolean;
}

/** Encoded events that wait for the end of the turn at most, in bytes; from there on they are sent at once. */
const BATCH_BYTES = 64 * 1024;

/** Events that wait to be encoded at most. */
const WAITING_EVENTS = 64;

/**
 * Numbers, dates and encodes the events of one run, and sends them in batches: one per turn of the event loop, since a
 * write per event costs more than the event itself. They are encoded at the end of the turn as well: the next command is
 * started before the end of the last one is put into bytes. Outlets get each batch in the order in which they were given,
 * so that the journal, which comes first, always knows at least what everybody else knows.
 */
export class EventStream {
  readonly #runId: string;
  readonly #clock: Clock;
  readonly #outlets: readonly EventOutlet[];
  #sequence = 0;
  #waiting: ExecutionEvent[] = [];
  #gathered = 0;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(runId: string, clock: Clock, outlets: readonly EventOutlet[]) {
    this.#runId = runId;
    this.#clock = clock;
    this.#outlets = outlets;
  }

  /** Sends an event at the end of this turn, or as soon after it as outlets see fit. */
  emit(body: EventBody): void {
    const event: ExecutionEvent = {
      sequence: ++this.#sequence,
      timeMs: this.#clock.now(),
      runId: this.#runId,
      ...body,
    };
    this.#waiting.push(event);
    // Log text is large, and whoever sends it asks right afterwards whether readers have had enough.
    if (event.nodeLog || this.#waiting.length >= WAITING_EVENTS) this.#deliver();
    if (this.#gathered >= BATCH_BYTES) this.#flush(false);
    else this.#scheduled ??= setImmediate(() => this.#flush(false));
  }

  /** Sends everything now. */
  flush(): void {
    this.#flush(true);
  }

  /**
   * Whether some reader is so far behind that what it can do without should not be emitted. All readers get the same
   * events: what is left out for one is left out for all, and is in the logs on disk.
   */
  isBehind(): boolean {
    return this.#outlets.some((outlet) => outlet.isBehind?.() ?? false);
  }

  /** Undefined when more may be emitted, else a promise for the moment when every reader has caught up. */
  ready(): Promise<void> | undefined {
    let all: Promise<void> | undefined;
    for (const outlet of this.#outlets) {
      const wait = outlet.ready();
      if (wait) all = all ? all.then(() => wait) : wait;
    }
    return all;
  }

  #deliver(): void {
    const events = this.#waiting;
    this.#waiting = [];
    for (const event of events) {
      const payload = millrace.v1.ExecutionEvent.encode(event).finish();
      for (const outlet of this.#outlets) outlet.deliver(event, payload);
      this.#gathered += payload.length;
    }
  }

  #flush(atOnce: boolean): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    this.#deliver();
    this.#gathered = 0;
    for (const outlet of this.#outlets) outlet.flush(atOnce);
  }
}
