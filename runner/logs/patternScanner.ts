import { isLineEnd, LINE_ENDS_IN_PATTERN, type PatternAutomaton } from './patternAutomaton.ts';

/** A range of bytes to mask. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Shortest beginning of a pattern that is masked where texts may have been cut short. */
const SHORTEST_BEGINNING = 4;

/** One pass of an automaton over a stream of bytes. */
export class PatternScanner {
  readonly #automaton: PatternAutomaton;
  #state = 0;
  #lineEnds = 0;

  constructor(automaton: PatternAutomaton) {
    this.#automaton = automaton;
  }

  /** Adds what ends in `bytes` from `from` on. What came before `from` has been scanned and may hold beginnings. */
  scan(bytes: Uint8Array, from: number, found: Found[]): void {
    if (this.#automaton.wrapped) this.#scanWrapped(bytes, from, found);
    else this.#scanPlain(bytes, from, found);
  }

  /** Like `scan`, and adds every beginning of a pattern that is long enough to tell something, too. */
  scanBeginnings(bytes: Uint8Array, found: Found[]): void {
    const { next, classOf, width, depth, wrapped } = this.#automaton;
    for (let at = 0; at < bytes.length; at += 1) {
      if (wrapped && isLineEnd(bytes[at])) continue;
      this.#state = next[this.#state * width + (classOf[bytes[at] ?? 0] ?? 0)] ?? 0;
      const length = depth[this.#state] ?? 0;
      if (length >= SHORTEST_BEGINNING) found.push({ start: this.#startOf(bytes, at + 1, length), end: at + 1 });
    }
  }

  /** Where the longest end of `bytes` begins that may still become a match; its length when there is none. */
  undecided(bytes: Uint8Array): number {
    return this.#startOf(bytes, bytes.length, this.#automaton.depth[this.#state] ?? 0);
  }

  #scanPlain(bytes: Uint8Array, from: number, found: Found[]): void {
    const { next, classOf, width, longest } = this.#automaton;
    let state = this.#state;
    let at = from;
    while (at < bytes.length) {
      if (state === 0) at = this.#jump(bytes, at);
      if (at >= bytes.length) break;
      state = next[state * width + (classOf[bytes[at] ?? 0] ?? 0)] ?? 0;
      at += 1;
      const length = longest[state] ?? 0;
      if (length > 0) found.push({ start: at - length, end: at });
    }
    this.#state = state;
  }

  #scanWrapped(bytes: Uint8Array, from: number, found: Found[]): void {
    const { next, classOf, width, longest } = this.#automaton;
    let at = from;
    while (at < bytes.length) {
      if (this.#state === 0) at = this.#jump(bytes, at);
      if (at >= bytes.length) break;
      const byte = bytes[at] ?? 0;
      at += 1;
      if (isLineEnd(byte)) {
        this.#lineEnds += 1;
        // Else a stream of empty lines would be held back for ever.
        if (this.#lineEnds > LINE_ENDS_IN_PATTERN) this.#state = 0;
        continue;
      }
      this.#lineEnds = 0;
      this.#state = next[this.#state * width + (classOf[byte] ?? 0)] ?? 0;
      const length = longest[this.#state] ?? 0;
      if (length > 0) found.push({ start: this.#startOf(bytes, at, length), end: at });
    }
  }

  /** The first place at or after `at` where a pattern may begin. Only in the start state. */
  #jump(bytes: Uint8Array, at: number): number {
    const { jump, shortest } = this.#automaton;
    const last = bytes.length - shortest;
    let place = at;
    while (place <= last) {
      const pair = ((bytes[place + shortest - 2] ?? 0) << 8) | (bytes[place + shortest - 1] ?? 0);
      const step = jump[pair] ?? 0;
      if (step === 0) break;
      place += step;
    }
    return place;
  }

  /** Where `length` bytes begin that end before `end`, line ends not counted in a wrapped automaton. */
  #startOf(bytes: Uint8Array, end: number, length: number): number {
    if (!this.#automaton.wrapped) return end - length;
    let start = end;
    for (let left = length; left > 0 && start > 0; start -= 1) if (!isLineEnd(bytes[start - 1])) left -= 1;
    return start;
  }
}
