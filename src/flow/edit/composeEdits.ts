import type { TextEdit } from './flowEdit.ts';

/** A stretch of a text made of an earlier one: kept from there, or new. */
type Piece =
  | { readonly keep: true; readonly start: number; readonly end: number }
  | { readonly keep: false; readonly text: string };

/**
 * The edits of a text that do what `first` and then `second` do, where `second` counts in the text after `first`.
 *
 * @param length of the text before `first`.
 */
export function composeEdits(
  length: number,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): readonly TextEdit[] {
  if (first.length === 0) return second;
  if (second.length === 0) return first;
  return toEdits(applyToPieces(toPieces(length, first), second), length);
}

function toPieces(length: number, edits: readonly TextEdit[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  for (const edit of edits) {
    if (edit.start > position) pieces.push({ keep: true, start: position, end: edit.start });
    if (edit.text !== '') pieces.push({ keep: false, text: edit.text });
    position = edit.end;
  }
  if (length > position) pieces.push({ keep: true, start: position, end: length });
  return pieces;
}

function applyToPieces(pieces: readonly Piece[], edits: readonly TextEdit[]): readonly Piece[] {
  const reader = new PieceReader(pieces);
  const result: Piece[] = [];
  for (const edit of edits) {
    result.push(...reader.take(edit.start));
    reader.take(edit.end);
    if (edit.text !== '') result.push({ keep: false, text: edit.text });
  }
  result.push(...reader.take(Number.POSITIVE_INFINITY));
  return result;
}

/** Hands out pieces up to an offset of the text that they make, cutting them where needed. */
class PieceReader {
  readonly #pieces: readonly Piece[];
  #index = 0;
  #within = 0;
  #offset = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  take(until: number): readonly Piece[] {
    const taken: Piece[] = [];
    while (this.#offset < until) {
      const piece = this.#pieces[this.#index];
      if (!piece) break;
      const left = sizeOf(piece) - this.#within;
      const count = Math.min(left, until - this.#offset);
      taken.push(cut(piece, this.#within, this.#within + count));
      this.#offset += count;
      this.#within += count;
      if (count === left) {
        this.#index += 1;
        this.#within = 0;
      }
    }
    return taken;
  }
}

function sizeOf(piece: Piece): number {
  return piece.keep ? piece.end - piece.start : piece.text.length;
}

function cut(piece: Piece, from: number, to: number): Piece {
  if (piece.keep) return { keep: true, start: piece.start + from, end: piece.start + to };
  return { keep: false, text: piece.text.slice(from, to) };
}

function toEdits(pieces: readonly Piece[], length: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let position = 0;
  let text = '';
  const flush = (until: number): void => {
    if (until > position || text !== '') edits.push({ start: position, end: until, text });
    text = '';
  };
  for (const piece of pieces) {
    if (!piece.keep) {
      text += piece.text;
      continue;
    }
    flush(piece.start);
    position = piece.end;
  }
  flush(length);
  return edits;
}

/** The same edits without what they leave as it was, in ascending order. */
export function minimalEdits(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = edits.toSorted((left, right) => left.start - right.start || left.end - right.end);
  return withoutFinalEnding(text, joined(sorted))
    .map((edit) => trimmed(text, edit))
    .filter((edit) => edit.end > edit.start || edit.text !== '');
}

/** Edits that touch become one. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last && last.end >= edit.start) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: last.text + edit.text };
    } else {
      result.push(edit);
    }
  }
  return result;
}

/** What is cut off at the end of a text without a final line ending takes the line ending before it along. */
function withoutFinalEnding(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const last = edits.at(-1);
  if (!last || last.end < text.length || last.text !== '' || text.endsWith('\n')) return edits;
  if (text[last.start - 1] !== '\n') return edits;
  const start = text[last.start - 2] === '\r' ? last.start - 2 : last.start - 1;
  return [...edits.slice(0, -1), { ...last, start }];
}

function trimmed(text: string, edit: TextEdit): TextEdit {
  const before = text.slice(edit.start, edit.end);
  const shorter = Math.min(before.length, edit.text.length);
  let head = 0;
  while (head < shorter && before[head] === edit.text[head]) head += 1;
  while (head > 0 && splitsPair(text, edit.start + head)) head -= 1;
  while (head > 0 && splitsPair(edit.text, head)) head -= 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === edit.text.at(-1 - tail)) tail += 1;
  while (tail > 0 && splitsPair(text, edit.end - tail)) tail -= 1;
  while (tail > 0 && splitsPair(edit.text, edit.text.length - tail)) tail -= 1;
  return { start: edit.start + head, end: edit.end - tail, text: edit.text.slice(head, edit.text.length - tail) };
}

/** Whether an offset is inside of a line ending or of a character of two units: editors know no such place. */
function splitsPair(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return false;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  if (before === 13 && after === 10) return true;
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
