import { ITEM_LINE_BYTES } from './limits.ts';

const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Gives out a stream of bytes in whole lines, each with a mark before it, so that lines of several streams never mix. */
export class ItemLines {
  readonly #mark: Buffer;
  #held: Buffer = NOTHING;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  /** The lines that are complete now. A line that is too long is broken, between two characters. */
  push(chunk: Uint8Array): Uint8Array {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let bytes = this.#held.length === 0 ? fresh : Buffer.concat([this.#held, fresh]);
    const pieces: Uint8Array[] = [];
    for (;;) {
      const end = bytes.indexOf(LINE_FEED) + 1;
      if (end > 0 && end <= ITEM_LINE_BYTES) {
        pieces.push(this.#mark, bytes.subarray(0, end));
        bytes = bytes.subarray(end);
      } else if (bytes.length > ITEM_LINE_BYTES) {
        const cut = wholeCharacters(bytes, ITEM_LINE_BYTES);
        pieces.push(this.#mark, bytes.subarray(0, cut), Buffer.of(LINE_FEED));
        bytes = bytes.subarray(cut);
      } else break;
    }
    this.#held = Buffer.from(bytes);
    return pieces.length === 0 ? NOTHING : Buffer.concat(pieces);
  }

  /** The line that was not complete, with an end. */
  end(): Uint8Array {
    const rest = this.#held;
    this.#held = NOTHING;
    return rest.length === 0 ? NOTHING : Buffer.concat([this.#mark, rest, Buffer.of(LINE_FEED)]);
  }
}

/** The largest length up to `limit` that does not cut a UTF-8 character; `limit` itself where there is none. */
function wholeCharacters(bytes: Uint8Array, limit: number): number {
  for (let end = limit; end > limit - 4; end--) if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end;
  return limit;
}
