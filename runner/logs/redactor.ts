import type { JsonValue } from '../../proto/value.ts';
import { PatternAutomaton } from './patternAutomaton.ts';
import { type Found, PatternScanner } from './patternScanner.ts';
import { formsOf } from './secretForms.ts';

/** What stands in the place of a secret. */
export const MASK = '***';

const MASK_BYTES = new TextEncoder().encode(MASK);

/** Texts that may be a number's digits. */
const DIGITS = /^[-+.\deE]+$/;

/**
 * Takes secrets out of everything that leaves the runner: their exact values, each line of a value of several lines, and
 * their forms in base64, URLs and JSON. Whatever any of these covers is masked, overlapping ones as one. What a program
 * computes from a secret in other ways is not known here.
 */
export class Redactor {
  readonly #automata: readonly PatternAutomaton[];
  readonly #numeric: boolean;

  constructor(secrets: Iterable<string>) {
    const values = [...new Set(secrets)].filter((secret) => secret !== '');
    const { plain, wrapped } = formsOf(values);
    this.#automata =
      values.length === 0 ? [] : [new PatternAutomaton(plain, false), new PatternAutomaton(wrapped, true)];
    this.#numeric = values.some((value) => DIGITS.test(value));
  }

  /** A text without secrets; the text itself when it has none. */
  text(text: string): string {
    return this.#masked(text, (bytes, found) => {
      for (const automaton of this.#automata) new PatternScanner(automaton).scan(bytes, 0, found);
      return bytes.length;
    });
  }

  /** The beginning of a longer text, without secrets and without an end that may be the beginning of one. */
  beginning(text: string): string {
    return this.#masked(text, (bytes, found) => {
      let decided = bytes.length;
      for (const automaton of this.#automata) {
        const scanner = new PatternScanner(automaton);
        scanner.scan(bytes, 0, found);
        decided = Math.min(decided, scanner.undecided(bytes));
      }
      return decided;
    });
  }

  /** A sentence that may quote something cut short: beginnings of secrets are masked as well. */
  sentence(text: string): string {
    return this.#masked(text, (bytes, found) => {
      for (const automaton of this.#automata) new PatternScanner(automaton).scanBeginnings(bytes, found);
      return bytes.length;
    });
  }

  /** A JSON value without secrets, in keys and in values. The same value when there is nothing to take out. */
  value(value: JsonValue): JsonValue {
    if (this.#automata.length === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number' && this.#numeric) return this.hides(String(value)) ? MASK : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: JsonValue) => this.value(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.value(item)]));
  }

  /** Bytes that one secret takes at most, in any form, line ends in it counted. */
  get reach(): number {
    return Math.max(0, ...this.#automata.map((automaton) => automaton.reach));
  }

  /** Whether a text holds a secret in any of its forms. */
  hides(text: string): boolean {
    return this.text(text) !== text;
  }

  /** A filter for one stream of bytes; secrets may be cut anywhere by its chunks. */
  stream(): RedactingStream {
    return new RedactingStream(this.#automata);
  }

  /** `look` finds what to mask and says how much of the bytes may be told. */
  #masked(text: string, look: (bytes: Uint8Array, found: Found[]) => number): string {
    if (this.#automata.length === 0 || text === '') return text;
    const bytes = Buffer.from(text);
    const found: Found[] = [];
    const end = look(bytes, found);
    if (found.length === 0 && end === bytes.length) return text;
    return Buffer.concat(new Masking().upTo(bytes, end, found)).toString('utf8');
  }
}

/** One stream of bytes on its way out. */
export class RedactingStream {
  readonly #scanners: readonly PatternScanner[];
  readonly #masking = new Masking();
  #found: Found[] = [];
  #held: Buffer = Buffer.alloc(0);

  constructor(automata: readonly PatternAutomaton[]) {
    this.#scanners = automata.map((automaton) => new PatternScanner(automaton));
  }

  /** Whether any secret was found so far, also where it was not masked yet because a longer one may follow. */
  get hasFound(): boolean {
    return this.#masking.hasMasked || this.#found.length > 0;
  }

  /**
   * The bytes that can go on; an end that may be the beginning of a secret is kept until more is known, at most the
   * longest form of one.
   */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#scanners.length === 0) return chunk;
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const known = this.#held.length;
    const bytes = known === 0 ? fresh : Buffer.concat([this.#held, fresh]);
    let decided = bytes.length;
    for (const scanner of this.#scanners) {
      scanner.scan(bytes, known, this.#found);
      decided = Math.min(decided, scanner.undecided(bytes));
    }
    return this.#release(bytes, decided);
  }

  /** What was kept: the stream has ended, so it is no secret. */
  end(): Uint8Array {
    return this.#release(this.#held, this.#held.length);
  }

  #release(bytes: Buffer, end: number): Uint8Array {
    const pieces = this.#masking.upTo(bytes, end, this.#found);
    this.#found = this.#found
      .filter((range) => range.start >= end)
      .map((range) => ({ start: range.start - end, end: range.end - end }));
    this.#held = Buffer.from(bytes.subarray(end));
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }
}

/** Puts masks in the place of ranges. */
class Masking {
  /** Bytes after those let go so far that the last mask stands for. */
  #covered = 0;
  #hasMasked = false;

  /** Whether any range was. */
  get hasMasked(): boolean {
    return this.#hasMasked;
  }

  /** The bytes up to `end` with a mask for every range that begins there; overlapping ranges share one. */
  upTo(bytes: Uint8Array, end: number, found: readonly Found[]): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let at = Math.min(this.#covered, end);
    for (const range of [...found].sort((a, b) => a.start - b.start)) {
      if (range.start >= end) break;
      if (range.start >= this.#covered) pieces.push(bytes.subarray(at, range.start), MASK_BYTES);
      this.#hasMasked = true;
      this.#covered = Math.max(this.#covered, range.end);
      at = Math.min(this.#covered, end);
    }
    pieces.push(bytes.subarray(at, end));
    this.#covered = Math.max(0, this.#covered - end);
    return pieces;
  }
}
