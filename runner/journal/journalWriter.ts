import { closeSync, openSync, writeSync } from 'node:fs';
import { lengthSize, writeLength } from '../../proto/framing.ts';
import type { ExecutionEvent } from '../../proto/messages.ts';
import type { EventOutlet } from '../engine/eventStream.ts';

/**
 * Writes a run's events to its journal, length-delimited, exactly as they go to readers. Writes are synchronous, one per
 * batch: an event that anybody has seen is in the operating system's hands, so a killed runner loses none of them.
 */
export class JournalWriter implements EventOutlet {
  readonly #failed: (fault: Error) => void;
  #file: number | undefined;
  #batch: Uint8Array[] = [];
  #bytes = 0;

  /**
   * Opens the journal of a new run.
   * @throws when the file system refuses
   */
  constructor(path: string, failed: (fault: Error) => void) {
    this.#file = openSync(path, 'wx');
    this.#failed = failed;
  }

  deliver(_event: ExecutionEvent, payload: Uint8Array): void {
    this.#batch.push(payload);
    this.#bytes += lengthSize(payload.length) + payload.length;
  }

  flush(): void {
    if (this.#bytes === 0) return;
    const joined = new Uint8Array(this.#bytes);
    let at = 0;
    for (const payload of this.#batch) {
      at = writeLength(joined, at, payload.length);
      joined.set(payload, at);
      at += payload.length;
    }
    this.#batch = [];
    this.#bytes = 0;
    this.#write(joined);
  }

  ready(): undefined {
    return undefined;
  }

  /** Closes the file; later events go nowhere. */
  close(): void {
    this.flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(bytes: Uint8Array): void {
    if (this.#file === undefined) return;
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
    } catch (fault) {
      const file = this.#file;
      this.#file = undefined;
      closeSync(file);
      this.#failed(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
}
