import { FrameDecoder } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';

/**
 * Finds the events in the bytes of a journal, up to the first byte that makes no sense: a runner that was killed leaves a
 * part of an event at the end, a machine that lost its power may leave anything there. Such bytes can look like events, so
 * each one found has to be the next of the same run. Never throws.
 */
export class JournalDecoder {
  readonly #frames = new FrameDecoder();
  #runId: string | undefined;
  #sequence: number;
  #isBroken = false;

  /** `after` is the number of the event before the first byte; 0 at the start of a journal. */
  constructor(after = 0) {
    this.#sequence = after;
  }

  /** True when the bytes so far end within an event, or after something that is none. */
  get torn(): boolean {
    return this.#isBroken || this.#frames.pending;
  }

  /** Something was found that is no event of the run: nothing after it is read. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Bytes so far that belong to an event which is not complete. */
  get pendingBytes(): number {
    return this.#frames.pendingBytes;
  }

  /** The events that `chunk` completes. After bytes that make no sense there are none. */
  push(chunk: Uint8Array): ExecutionEvent[] {
    const found: ExecutionEvent[] = [];
    if (this.#isBroken) return found;
    try {
      this.#frames.pushEach(chunk, (frame) => found.push(this.#next(millrace.v1.ExecutionEvent.decode(frame))));
    } catch {
      this.#isBroken = true;
    }
    return found;
  }

  /** @throws when it is not the event that has to come next */
  #next(event: ExecutionEvent): ExecutionEvent {
    const { runId = '', sequence = 0 } = event;
    this.#runId ??= runId;
    if (runId !== this.#runId || sequence !== this.#sequence + 1) throw new Error('This is no event of the run.');
    this.#sequence = sequence;
    return event;
  }
}
