/**
 * Length-delimited framing: each message is preceded by its length as an unsigned base-128 varint, least significant
 * group first.
 */

/** Longest message that either side accepts, in bytes. A longer one ends the talk: it would have to be buffered whole. */
export const FRAME_LIMIT_BYTES = 64 * 1024 * 1024;

/** A varint of the frame limit needs four bytes; a fifth means a length that no frame can have. */
const LONGEST_LENGTH_BYTES = 5;

/** The bytes on the pipe are no frames, or a frame is longer than allowed. Nothing after it can be read. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
  readonly kind: 'oversized' | 'bad-length';

  constructor(kind: 'oversized' | 'bad-length', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Number of bytes that the length `value` takes as a varint. */
export function lengthSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes `value` as a varint at `offset` and returns the offset after it. */
export function writeLength(target: Uint8Array, offset: number, value: number): number {
  let rest = value;
  let at = offset;
  while (rest > 127) {
    target[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  target[at++] = rest;
  return at;
}

/**
 * One message as a frame.
 * @throws {FramingError} when the message is longer than the limit, since the other side would have to refuse it
 */
export function encodeFrame(payload: Uint8Array, limit = FRAME_LIMIT_BYTES): Uint8Array {
  if (payload.length > limit) throw oversized(payload.length, limit);
  const frame = new Uint8Array(lengthSize(payload.length) + payload.length);
  frame.set(payload, writeLength(frame, 0, payload.length));
  return frame;
}

/**
 * Cuts a stream of chunks into frames. Chunks are kept in a list and joined once per frame, so that a large frame that
 * arrives in many pieces costs one copy. A frame inside one chunk is a view of that chunk, without a copy: use it before
 * the chunk's owner reuses its memory, or copy it.
 */
export class FrameDecoder {
  readonly #limit: number;
  readonly #lengthBytes: number[] = [];
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  /** Length of the frame being read, or -1 while its length is being read. */
  #wanted = -1;
  #failure: FramingError | undefined;

  constructor(limit = FRAME_LIMIT_BYTES) {
    this.#limit = limit;
  }

  /** True when the bytes so far end within a frame. */
  get pending(): boolean {
    return this.#wanted >= 0 || this.#lengthBytes.length > 0;
  }

  /** Bytes so far that belong to a frame which is not complete, its length included. */
  get pendingBytes(): number {
    return this.#wanted < 0 ? this.#lengthBytes.length : lengthSize(this.#wanted) + this.#buffered;
  }

  /**
   * The frames that `chunk` completes, in order.
   * @throws {FramingError} when the bytes cannot be frames; every later call throws the same. Frames that stood before
   * the fault in the same chunk come with it, see `pushEach`.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    this.pushEach(chunk, (frame) => frames.push(frame));
    return frames;
  }

  /** Like `push`, but hands over each frame as it is found, also those that stand before a fault. */
  pushEach(chunk: Uint8Array, take: (frame: Uint8Array) => void): void {
    if (this.#failure) throw this.#failure;
    let at = 0;
    while (at < chunk.length || this.#wanted === 0) {
      if (this.#wanted < 0) {
        at = this.#readLength(chunk, at);
        continue;
      }
      const end = Math.min(chunk.length, at + this.#wanted - this.#buffered);
      const piece = chunk.subarray(at, end);
      at = end;
      if (this.#buffered + piece.length === this.#wanted) take(this.#complete(piece));
      else this.#keep(piece);
    }
  }

  #readLength(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      this.#lengthBytes.push(byte & 127);
      if (byte < 128) {
        this.#wanted = this.#takeLength();
        return at + 1;
      }
      if (this.#lengthBytes.length >= LONGEST_LENGTH_BYTES) throw this.#fail(badLength());
    }
    return chunk.length;
  }

  #takeLength(): number {
    let length = 0;
    for (const group of this.#lengthBytes.toReversed()) length = length * 128 + group;
    this.#lengthBytes.length = 0;
    if (length > this.#limit) throw this.#fail(oversized(length, this.#limit));
    return length;
  }

  #keep(piece: Uint8Array): void {
    this.#chunks.push(piece);
    this.#buffered += piece.length;
  }

  #complete(last: Uint8Array): Uint8Array {
    const frame = this.#chunks.length === 0 ? last : joinChunks([...this.#chunks, last], this.#buffered + last.length);
    this.#chunks = [];
    this.#buffered = 0;
    this.#wanted = -1;
    return frame;
  }

  #fail(failure: FramingError): FramingError {
    this.#failure = failure;
    this.#chunks = [];
    return failure;
  }
}

/** One array of all chunks; `length` is the sum of their lengths. */
export function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

function oversized(length: number, limit: number): FramingError {
  return new FramingError(
    'oversized',
    `A message of ${length} bytes is longer than the limit of ${limit} bytes. Send large data as a file and name its path.`,
  );
}

function badLength(): FramingError {
  return new FramingError(
    'bad-length',
    'The bytes on the pipe are not length-delimited messages: a length has too many digits. ' +
      'Send protobuf messages with their length before them, or start the runner with --json.',
  );
}
