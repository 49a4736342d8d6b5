/** What a program says about how far it has come. */
export interface Progress {
  readonly current: number;
  /** 0: unknown. */
  readonly total: number;
  readonly message: string;
}

const MARK = Buffer.from('::progress ');
/** A longer line is no progress line but data that happens to begin like one. */
const LONGEST_LINE_BYTES = 4 * 1024;
const LINE_FEED = 0x0a;
const EMPTY = Buffer.alloc(0);

/**
 * Takes progress lines out of a stream of bytes: `::progress 40 of 100 message`, `::progress 40% message` and
 * `::progress 40 message`, each alone on its line. Everything else passes unchanged; lines that only look like progress
 * do too.
 */
export class ProgressFilter {
  readonly #report: (progress: Progress) => void;
  #held: Buffer = EMPTY;
  #atLineStart = true;

  constructor(report: (progress: Progress) => void) {
    this.#report = report;
  }

  /** The bytes that are no progress. An end that may be part of a progress line is held until its line is complete. */
  push(chunk: Uint8Array): Uint8Array {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, fresh]) : fresh;
    this.#held = EMPTY;
    return this.#filter(bytes);
  }

  /** Whether there is an end that may be part of a progress line. */
  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /** What was held, now that no more will come. */
  end(): Uint8Array {
    const rest = this.#held;
    if (rest.length === 0) return EMPTY;
    this.#held = EMPTY;
    const progress = parseProgress(rest);
    if (!progress) return rest;
    this.#report(progress);
    return EMPTY;
  }

  #filter(bytes: Buffer): Uint8Array {
    const pieces: Buffer[] = [];
    let passed = 0;
    let line = this.#atLineStart ? 0 : nextLine(bytes, 0);
    while (line >= 0 && line < bytes.length) {
      const start = this.#candidate(bytes, line);
      if (start < 0) break;
      const end = nextLine(bytes, start);
      if (end < 0) {
        if (bytes.length - start > LONGEST_LINE_BYTES) break;
        this.#held = Buffer.from(bytes.subarray(start));
        this.#atLineStart = true;
        return join(pieces, bytes.subarray(passed, start));
      }
      const progress = parseProgress(bytes.subarray(start, end));
      if (progress) {
        this.#report(progress);
        pieces.push(bytes.subarray(passed, start));
        passed = end;
      }
      line = end;
    }
    this.#atLineStart = bytes.length === 0 ? this.#atLineStart : bytes[bytes.length - 1] === LINE_FEED;
    return join(pieces, bytes.subarray(passed));
  }

  /** Where the first line at or after `from`, a line start, begins that is or may become a progress line; -1: nowhere. */
  #candidate(bytes: Buffer, from: number): number {
    let at = bytes.indexOf(MARK, from);
    while (at >= 0 && at !== from && bytes[at - 1] !== LINE_FEED) at = bytes.indexOf(MARK, at + 1);
    if (at >= 0) return at;
    const last = bytes.lastIndexOf(LINE_FEED) + 1;
    const tail = Math.max(last, from);
    const mayBecome = tail < bytes.length && MARK.subarray(0, bytes.length - tail).equals(bytes.subarray(tail));
    return mayBecome ? tail : -1;
  }
}

/** Where the line after the one at `from` begins; -1 when its end is not there. */
function nextLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? -1 : at + 1;
}

function join(pieces: readonly Buffer[], last: Buffer): Buffer {
  return pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
}

/** The progress in a line; undefined for any other line. */
export function parseProgress(line: Uint8Array): Progress | undefined {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8').trimEnd();
  const match = /^::progress (\d+(?:\.\d+)?)(?: of (\d+(?:\.\d+)?)|(%))?(?: (.*))?$/.exec(text);
  if (!match) return undefined;
  const total = match[3] ? 100 : Number(match[2] ?? 0);
  return { current: Number(match[1]), total, message: (match[4] ?? '').trim() };
}
