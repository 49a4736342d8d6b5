import type { Span } from '../model.ts';
import type { FileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { blankRunEnd, blankRunStart, isBlankLine, isFirstInLine, lineStart, nextLine } from './lines.ts';
import { isLineStart } from './places.ts';

/** Inserts whole lines after the text that ends at `end`, in front of whatever line ending or lines follow. */
export function insertAfter(text: string, end: number, lines: string, style: FileStyle): TextEdit {
  if (isLineStart(text, end)) return { start: end, end, text: lines + style.lineEnding };
  return { start: end, end, text: style.lineEnding + lines };
}

/** Lines of one entry: from its key or dash to the end of its text. */
export interface BlockLines extends Span {
  /** Where the entry before it ends, or the key of its map; blank lines before that are not touched. */
  readonly floor: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Removes the lines of an entry with their line endings, or its text alone when it shares a line. */
export function removeLines(text: string, lines: Span): TextEdit {
  if (!isFirstInLine(text, lines.start)) return { start: lines.start, end: lines.end, text: '' };
  const start = lineStart(text, lines.start);
  const end = isLineStart(text, lines.end) ? lines.end : nextLine(text, lines.end);
  return { start, end, text: '' };
}

/**
 * Removes the lines of an entry and, where blank lines set the entries apart, those on one of its sides: the ones after
 * it, or before it when it is the last.
 */
export function removeParagraph(text: string, lines: BlockLines): TextEdit {
  const bare = removeLines(text, lines);
  if (!isFirstInLine(text, lines.start)) return bare;
  const start = lineStart(text, lines.start);
  if (lines.isLast) return { ...bare, start: blankRunStart(text, start, lines.floor) };
  const apart = lines.isFirst || isBlankLine(text, lineStart(text, start - 1));
  return apart ? { ...bare, end: blankRunEnd(text, bare.end) } : bare;
}
