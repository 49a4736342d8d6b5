/** Room for states at first. */
const FIRST_STATES = 256;

/** Two bytes as an index. */
const BYTE_PAIRS = 65_536;

/** The most that a byte of the jump table holds. */
const LONGEST_JUMP = 255;

/** Line ends in a row that wrapped patterns may have between two of their bytes: `\r\n`. */
export const LINE_ENDS_IN_PATTERN = 2;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Whether a byte is one that `wrapped` patterns pass over. */
export function isLineEnd(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/**
 * Aho and Corasick's automaton over bytes: finds all of many patterns in one pass, in time linear in the input however the
 * patterns overlap. From its start state it looks ahead by the length of the shortest pattern and jumps where no pattern
 * can begin (Wu and Manber's idea), so that text without matches costs a fraction of a step per byte.
 */
export class PatternAutomaton {
  /** `next[state * width + classOf[byte]]` is the state after a byte. State 0 is the start. */
  readonly next: Int32Array;
  /** Bytes that occur in no pattern share one class. */
  readonly classOf: Uint8Array;
  readonly width: number;
  /** Length of the longest pattern that ends in a state; 0: none. */
  readonly longest: Int32Array;
  /** Length of the longest end of the input that begins a pattern. */
  readonly depth: Int32Array;
  /** Length of the shortest pattern. */
  readonly shortest: number;
  /** Bytes that one match takes at most. */
  readonly reach: number;
  /** How far to jump from the start state when these two bytes stand at the end of the next `shortest` bytes. */
  readonly jump: Uint8Array;
  /** Line ends inside of patterns are passed over. */
  readonly wrapped: boolean;

  /** Patterns have at least two bytes; there is at least one. Patterns of a wrapped automaton have no line ends. */
  constructor(patterns: readonly Uint8Array[], wrapped: boolean) {
    this.wrapped = wrapped;
    this.shortest = patterns.reduce((least, pattern) => Math.min(least, pattern.length), LONGEST_JUMP + 1);
    const most = patterns.reduce((longest, pattern) => Math.max(longest, pattern.length), 0);
    this.reach = wrapped ? most * (1 + LINE_ENDS_IN_PATTERN) : most;
    this.classOf = byteClasses(patterns);
    this.width = Math.max(...this.classOf) + 1;
    const trie = buildTrie(patterns, this.classOf, this.width);
    this.next = trie.next;
    this.longest = trie.longest;
    this.depth = trie.depth;
    completeTrie(trie, this.width);
    this.jump = jumps(patterns, this.shortest, wrapped);
  }
}

interface Trie {
  next: Int32Array;
  longest: Int32Array;
  depth: Int32Array;
  states: number;
}

/** Class 0 is for the bytes that no pattern has. */
function byteClasses(patterns: readonly Uint8Array[]): Uint8Array {
  const present = new Set<number>();
  for (const pattern of patterns) for (const byte of pattern) present.add(byte);
  const classes = new Uint8Array(256);
  // With all 256 values in use the first shares class 0 with nothing, which is as good as a class of its own.
  let last = present.size === 256 ? -1 : 0;
  for (const byte of [...present].sort((a, b) => a - b)) classes[byte] = ++last;
  return classes;
}

function buildTrie(patterns: readonly Uint8Array[], classOf: Uint8Array, width: number): Trie {
  let next = new Int32Array(FIRST_STATES * width);
  const longest: number[] = [0];
  const depth: number[] = [0];
  for (const pattern of patterns) {
    let state = 0;
    for (const byte of pattern) {
      const edge = state * width + (classOf[byte] ?? 0);
      if (next[edge] === 0) {
        next[edge] = depth.length;
        depth.push((depth[state] ?? 0) + 1);
        longest.push(0);
        if (depth.length * width > next.length) next = doubled(next);
      }
      state = next[edge] ?? 0;
    }
    longest[state] = pattern.length;
  }
  const states = depth.length;
  return {
    next: next.slice(0, states * width),
    longest: Int32Array.from(longest),
    depth: Int32Array.from(depth),
    states,
  };
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Gives every state an edge for every class: where the trie has none, that of the longest end which it knows. */
function completeTrie({ next, longest, states }: Trie, width: number): void {
  const fallback = new Int32Array(states);
  const queue = new Int32Array(states);
  let known = 0;
  for (let edge = 0; edge < width; edge += 1) {
    const child = next[edge] ?? 0;
    if (child !== 0) queue[known++] = child;
  }
  for (let at = 0; at < known; at += 1) {
    const state = queue[at] ?? 0;
    const fall = fallback[state] ?? 0;
    longest[state] = Math.max(longest[state] ?? 0, longest[fall] ?? 0);
    for (let edge = 0; edge < width; edge += 1) {
      const child = next[state * width + edge] ?? 0;
      const fallen = next[fall * width + edge] ?? 0;
      if (child === 0) next[state * width + edge] = fallen;
      else {
        fallback[child] = fallen;
        queue[known++] = child;
      }
    }
  }
}

/**
 * A pattern that begins within the next bytes has the pair at their end among its first `shortest` bytes. With line ends in
 * between nobody knows how far from its beginning, so that only a pair of no pattern allows a jump.
 */
function jumps(patterns: readonly Uint8Array[], shortest: number, wrapped: boolean): Uint8Array {
  const jump = new Uint8Array(BYTE_PAIRS).fill(shortest - 1);
  for (const pattern of patterns) {
    for (let at = 0; at + 2 <= shortest; at += 1) {
      const pair = ((pattern[at] ?? 0) << 8) | (pattern[at + 1] ?? 0);
      jump[pair] = wrapped ? 0 : Math.min(jump[pair] ?? 0, shortest - 2 - at);
    }
  }
  if (wrapped) forbidLineEnds(jump);
  return jump;
}

function forbidLineEnds(jump: Uint8Array): void {
  for (const lineEnd of [LINE_FEED, CARRIAGE_RETURN]) {
    for (let other = 0; other < 256; other += 1) {
      jump[(lineEnd << 8) | other] = 0;
      jump[(other << 8) | lineEnd] = 0;
    }
  }
}
