import type { Redactor } from '../logs/redactor.ts';
import { StreamTail } from './commandOutput.ts';

/**
 * The last bytes of a stream, without secrets. What may be the second half of a secret that began before is left out,
 * since nobody could tell.
 */
export class MaskedTail {
  readonly #limit: number;
  readonly #redactor: Redactor;
  #tail: StreamTail | undefined;

  constructor(limit: number, redactor: Redactor) {
    this.#limit = limit;
    this.#redactor = redactor;
  }

  /** Takes the next bytes. */
  append(bytes: Uint8Array): void {
    this.#tail ??= new StreamTail(this.#limit + this.#redactor.reach);
    this.#tail.append(bytes);
  }

  /** The last bytes without secrets. */
  shown(): StreamTail {
    if (!this.#tail) return new StreamTail(this.#limit);
    const { bytes, isCut } = this.#tail;
    const stream = this.#redactor.stream();
    const unknown = isCut ? this.#redactor.reach : 0;
    stream.push(bytes.subarray(0, unknown));
    const shown = new StreamTail(this.#limit);
    shown.append(stream.push(bytes.subarray(unknown)));
    shown.append(stream.end());
    return shown;
  }
}
