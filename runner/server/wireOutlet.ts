import { joinChunks } from '../../proto/framing.ts';
import type { ExecutionEvent } from '../../proto/messages.ts';
import type { EventOutlet } from '../engine/eventStream.ts';
import { WIRE_BACKLOG_BYTES, WIRE_LOG_BACKLOG_BYTES } from '../engine/limits.ts';
import type { PipeWriter } from './pipeWriter.ts';

/**
 * While events come all the time they are sent at this distance: each write wakes the reader, which on a machine that is
 * busy with commands takes time from them. A screen shows no more pictures in that time than one.
 */
const GATHER_MS = 16;

/** Gathered events that are sent at once all the same. */
const GATHERED_BYTES = 64 * 1024;

/**
 * Sends a run's events down a pipe, a batch per write. A reader that is slow, or that stopped reading, costs little memory
 * and holds up nothing at first: log text and progress are left out for it. All other events wait for it in memory; when
 * they are many as well, nodes are not started until it has caught up.
 */
export class WireOutlet implements EventOutlet {
  readonly #writer: PipeWriter;
  readonly #encode: (event: ExecutionEvent, payload: Uint8Array) => Uint8Array;
  #batch: Uint8Array[] = [];
  #bytes = 0;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: PipeWriter, encode: (event: ExecutionEvent, payload: Uint8Array) => Uint8Array) {
    this.#writer = writer;
    this.#encode = encode;
  }

  deliver(event: ExecutionEvent, payload: Uint8Array): void {
    const frame = this.#encode(event, payload);
    this.#batch.push(frame);
    this.#bytes += frame.length;
  }

  flush(atOnce = true): void {
    if (this.#bytes === 0) return;
    const now = performance.now();
    if (!atOnce && this.#bytes < GATHERED_BYTES && now - this.#writtenMs < GATHER_MS) {
      this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writtenMs = now;
    const batch = this.#batch;
    const bytes = this.#bytes;
    this.#batch = [];
    this.#bytes = 0;
    this.#writer.write(joinChunks(batch, bytes));
  }

  ready(): Promise<void> | undefined {
    return this.#backlog > WIRE_BACKLOG_BYTES ? this.#writer.ready() : undefined;
  }

  isBehind(): boolean {
    return this.#backlog > WIRE_LOG_BACKLOG_BYTES;
  }

  get #backlog(): number {
    return this.#bytes + this.#writer.backlog;
  }
}
