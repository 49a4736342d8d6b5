import type { Writable } from 'node:stream';
import { deferred } from '../../proto/deferred.ts';
import type { ByteWriter } from '../../proto/transport.ts';

/** Writes to a stream; says false when the stream wants to be left alone until it drains. */
export type StreamWrite = (bytes: Uint8Array, written: () => void) => boolean;

/**
 * The one writer of a pipe. It heeds what `write` answers, so that whoever asks `ready` never fills the memory for a
 * reader that is slow or asleep, and it survives a reader that goes away.
 */
export class PipeWriter implements ByteWriter {
  readonly #stream: Writable;
  readonly #write: StreamWrite;
  readonly #lost = deferred<Error>();
  #closed = false;
  #unwritten = 0;
  #unwrittenBytes = 0;
  #draining: Promise<void> | undefined;
  #flushed: (() => void)[] = [];

  /** `write` is the stream's own writing function, where somebody may have put another in its place. */
  constructor(stream: Writable, write: StreamWrite = (bytes, written) => stream.write(bytes, written)) {
    this.#stream = stream;
    this.#write = write;
    stream.on('error', (fault) => this.#close(fault));
    stream.on('close', () => this.#close(new Error('The pipe was closed.')));
  }

  /** Resolves to the cause when the reader has gone. */
  get lost(): Promise<Error> {
    return this.#lost.promise;
  }

  /** Bytes that are in memory because the reader has not taken what came before them. */
  get backlog(): number {
    return this.#closed ? 0 : this.#unwrittenBytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#unwritten++;
    this.#unwrittenBytes += bytes.length;
    const more = this.#write(bytes, () => {
      this.#unwritten--;
      this.#unwrittenBytes -= bytes.length;
      if (this.#unwritten === 0) this.#tellFlushed();
    });
    if (more || this.#draining) return;
    this.#draining = new Promise((resolve) => {
      const go = () => {
        this.#draining = undefined;
        resolve();
      };
      this.#stream.once('drain', go);
      void this.#lost.promise.then(go);
    });
  }

  ready(): Promise<void> | undefined {
    return this.#draining;
  }

  /** Resolves when everything written is in the hands of the system, or the reader has gone. */
  flushed(): Promise<void> {
    if (this.#closed || this.#unwritten === 0) return Promise.resolve();
    return new Promise((resolve) => this.#flushed.push(resolve));
  }

  #tellFlushed(): void {
    const waiting = this.#flushed;
    this.#flushed = [];
    for (const resolve of waiting) resolve();
  }

  #close(cause: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#lost.resolve(cause);
    this.#tellFlushed();
  }
}
