import type { CommandStream } from '../processes/spawner.ts';
import { PLAIN_TEXT } from '../store/mediaTypes.ts';
import type { Spool, Spooled } from '../store/spool.ts';
import type { Soon } from '../values/soon.ts';
import { LATE_OUTPUT_MS } from './limits.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** More line ends than this at the end of a value are not worth holding back. */
const LINE_ENDS_HELD_BYTES = 64 * 1024;
/** No system buffers more than this in a pipe; what comes after it was written after the command ended. */
const PIPE_BYTES = 1024 * 1024;

const NO_BYTES = Buffer.alloc(0);

/** Hands on the chunks of a stream one at a time; the stream waits while one is being dealt with. */
export class StreamPump {
  readonly #stream: CommandStream;
  readonly #take: (chunk: Uint8Array) => void | Promise<void>;
  /** Told when the stream closes, where somebody waits for that. */
  #whenClosed: (() => void) | undefined;
  #handled: Promise<void> | undefined;
  #queued = 0;
  #bytes = 0;
  #paused = false;
  #hasClosed = false;
  #isOver = false;
  #error: Error | undefined;

  /** `failed` is called once when `take` throws or rejects; the rest of the stream is then read and lost. */
  constructor(stream: CommandStream, take: (chunk: Uint8Array) => void | Promise<void>, failed: () => void) {
    this.#stream = stream;
    this.#take = take;
    stream.listen({
      chunk: (bytes) => this.#next(bytes, failed),
      closed: () => {
        this.#hasClosed = true;
        this.#whenClosed?.();
      },
    });
  }

  /** Whether everything has come and was handed on. */
  get isDrained(): boolean {
    return this.#hasClosed && this.#queued === 0 && this.#error === undefined;
  }

  /**
   * Waits, once the command has ended, until everything that it wrote itself has been handed on. Usually that is when
   * the stream closes; where a background process keeps it open, when nothing is left in it.
   */
  async drained(): Promise<void> {
    const before = this.#bytes;
    while (!this.#hasClosed) {
      this.#paused = false;
      await this.#closes(LATE_OUTPUT_MS);
      const waiting = this.#paused || this.#stream.isPaused;
      if (!waiting || this.#bytes - before > PIPE_BYTES) break;
    }
    this.#isOver = true;
    await this.#handled;
    if (this.#error) throw this.#error;
  }

  /** Resolves when the stream closes, or after so many milliseconds. */
  #closes(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#whenClosed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #next(chunk: Uint8Array, failed: () => void): void {
    if (this.#error || this.#isOver) return;
    this.#bytes += chunk.length;
    // A stream that is paused may still have something under way: the chunk has to queue.
    if (this.#queued > 0) return this.#enqueue(() => (this.#error ? undefined : this.#take(chunk)), failed);
    try {
      const busy = this.#take(chunk);
      if (busy) this.#enqueue(() => busy, failed);
    } catch (error) {
      this.#fail(error, failed);
    }
  }

  #enqueue(step: () => void | Promise<void>, failed: () => void): void {
    this.#queued += 1;
    this.#paused = true;
    this.#stream.pause();
    this.#handled = (this.#handled ?? Promise.resolve())
      .then(step)
      .catch((error: unknown) => this.#fail(error, failed))
      .then(() => {
        this.#queued -= 1;
        if (this.#queued === 0) this.#stream.resume();
      });
  }

  #fail(error: unknown, failed: () => void): void {
    this.#error ??= error instanceof Error ? error : new Error(String(error));
    failed();
  }
}

/** Collects the output of a command as a value: without the line ends at its end, as `$(…)` does. */
export class OutputValue {
  readonly #makeSpool: () => Spool;
  readonly #limit: number;
  /** Made when the first byte comes: most commands print nothing to one of their streams. */
  #spool: Spool | undefined;
  #lineEnds: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(makeSpool: () => Spool, limit: number) {
    this.#makeSpool = makeSpool;
    this.#limit = limit;
  }

  /** Whether the command wrote more than a value may hold; the rest was not kept. */
  get isTooLarge(): boolean {
    return this.#spool !== undefined && this.#spool.size > this.#limit;
  }

  /** Takes the next bytes. */
  append(bytes: Uint8Array): void | Promise<void> {
    if (this.isTooLarge || bytes.length === 0) return;
    const end = lastContent(bytes);
    const held = this.#lineEnds;
    if (end === 0 && this.#heldBytes < LINE_ENDS_HELD_BYTES) return this.#hold(bytes);
    this.#lineEnds = [];
    this.#heldBytes = 0;
    const content = end === 0 ? bytes : bytes.subarray(0, end);
    this.#spool ??= this.#makeSpool();
    const appended = this.#spool.append(held.length === 0 ? content : Buffer.concat([...held, content]));
    if (end > 0 && end < bytes.length) this.#hold(bytes.subarray(end));
    return appended;
  }

  /** What was collected, without the line ends at its end. */
  finish(): Soon<Spooled> {
    return this.#spool?.finish(PLAIN_TEXT) ?? { bytes: NO_BYTES };
  }

  /** Forgets what was collected. */
  async discard(): Promise<void> {
    await this.#spool?.discard();
  }

  #hold(bytes: Uint8Array): void {
    this.#lineEnds.push(bytes);
    this.#heldBytes += bytes.length;
  }
}

/** Length of `bytes` without the line ends at their end. */
function lastContent(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === CARRIAGE_RETURN)) end -= 1;
  return end;
}

/** The last bytes of a stream. */
export class StreamTail {
  readonly #limit: number;
  #bytes: Buffer = NO_BYTES;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What was kept. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Whether something may have come before what was kept. */
  get isCut(): boolean {
    return this.#bytes.length >= this.#limit;
  }

  /** Takes the next bytes. */
  append(bytes: Uint8Array): void {
    const joined = Buffer.concat([this.#bytes, bytes.subarray(Math.max(0, bytes.length - this.#limit))]);
    this.#bytes = joined.subarray(Math.max(0, joined.length - this.#limit));
  }

  /** What was kept, as it is. */
  text(): string {
    return this.#bytes.toString('utf8');
  }

  /** The last lines, at most `count`; a line whose beginning was not kept is left out unless it is the only one. */
  lines(count: number): string {
    const text = this.#bytes.toString('utf8').trimEnd();
    const lines = text.split('\n');
    if (this.isCut && lines.length > 1) lines.shift();
    return lines.slice(-count).join('\n');
  }
}
