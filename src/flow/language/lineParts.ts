import { lineEnd } from '../edit/lines.ts';

/** One line of a text in block style, taken apart without knowing what stands around it. */
export interface LineParts {
  readonly start: number;
  /** End of the visible line, before its line ending. */
  readonly end: number;
  /** Columns of the dashes of list items that begin on this line, from the left. */
  readonly dashes: readonly number[];
  /** Column of what follows blanks and dashes. */
  readonly column: number;
  /** The entry whose key stands there. */
  readonly key?: string;
  /** Offset behind the colon of that key. */
  readonly afterColon?: number;
  /** Nothing but blanks or a comment. */
  readonly isEmpty: boolean;
}

const KEY =
  /(?:"([^"\\\r\n]*)"|'([^'\r\n]*)'|([^\s"'#{}[\],&*!|>%@`-][^:\r\n]*?|-[^\s:][^:\r\n]*?))[ \t]*:(?=[ \t\r\n]|$)/y;

const BLOCK_HEADER = /^[ \t]*(?:[&!]\S+[ \t]+)*[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/** The parts of the line that starts here. */
export function lineParts(text: string, start: number): LineParts {
  const end = lineEnd(text, start);
  const dashes: number[] = [];
  let at = pastBlanks(text, start, end);
  while (text[at] === '-' && (at + 1 >= end || isBlank(text[at + 1]))) {
    dashes.push(at - start);
    at = pastBlanks(text, at + 1, end);
  }
  const common = { start, end, dashes, column: at - start };
  KEY.lastIndex = at;
  const match = at < end ? KEY.exec(text) : null;
  if (!match || match.index + match[0].length > end) {
    return { ...common, isEmpty: dashes.length === 0 && (at >= end || text[at] === '#') };
  }
  const key = match[1] ?? match[2] ?? match[3] ?? '';
  return { ...common, key, afterColon: at + match[0].length, isEmpty: false };
}

/** Whether what stands behind a colon begins block text, such as `|` or `>-`. */
export function isBlockHeader(value: string): boolean {
  return BLOCK_HEADER.test(value);
}

/** The first offset from `start` on that is no blank; `end` when there is none. */
export function pastBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text[at])) at += 1;
  return at;
}

/** Offset of the comment that begins between two offsets of one line, outside of quotes; -1 without one. */
export function commentStart(text: string, start: number, end: number): number {
  let quote = '';
  for (let at = start; at < end; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === '\\' && quote === '"') at += 1;
      else if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && opensQuote(text, start, at)) {
      quote = character;
    } else if (character === '#' && (at === start || isBlank(text[at - 1]))) {
      return at;
    }
  }
  return -1;
}

/** A quote opens text only where a value begins; elsewhere it is a letter, as in `it's`. */
function opensQuote(text: string, start: number, at: number): boolean {
  return at === start || /[\s,[{:]/.test(text[at - 1] ?? ' ');
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
