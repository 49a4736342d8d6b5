import { FRAME_LIMIT_BYTES, FramingError, joinChunks } from './framing.ts';

const LINE_FEED = 10;

/** Cuts a stream of bytes into lines, without their line feeds. Empty lines are left out. */
export class LineDecoder {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #buffered = 0;

  constructor(limit = FRAME_LIMIT_BYTES) {
    this.#limit = limit;
  }

  /**
   * Hands over each line that `chunk` completes.
   * @throws {FramingError} when a line is longer than the limit
   */
  pushEach(chunk: Uint8Array, take: (line: Uint8Array) => void): void {
    let at = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, at)) {
      this.#keep(chunk.subarray(at, end));
      at = end + 1;
      this.#hand(take);
    }
    this.#keep(chunk.subarray(at));
  }

  /** Hands over what stands after the last line end. */
  end(take: (line: Uint8Array) => void): void {
    this.#hand(take);
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#chunks.push(piece);
    this.#buffered += piece.length;
    if (this.#buffered > this.#limit) {
      throw new FramingError('oversized', `A line is longer than the limit of ${this.#limit} bytes.`);
    }
  }

  #hand(take: (line: Uint8Array) => void): void {
    const line = joinChunks(this.#chunks, this.#buffered);
    this.#chunks = [];
    this.#buffered = 0;
    if (line.length > 0) take(line);
  }
}
