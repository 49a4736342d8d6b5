/** Start of the line that an offset is in. */
export function lineStart(text: string, offset: number): number {
  // Before the first character there is none; a search from -1 would look at it all the same.
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** End of the line that an offset is in, before its line ending. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Start of the line after the one that an offset is in; the end of the text on its last line. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Characters between the start of its line and an offset. */
export function columnAt(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether nothing but blanks stands before an offset in its line. */
export function isFirstInLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** Whether the line that starts here has no visible text. At the end of the text there is no line. */
export function isBlankLine(text: string, start: number): boolean {
  return start < text.length && text.slice(start, lineEnd(text, start)).trim() === '';
}

/** Column of the comment that is all there is in a line; -1 for other lines. */
export function commentColumn(text: string, start: number): number {
  const line = text.slice(start, lineEnd(text, start));
  const content = line.trimStart();
  return content.startsWith('#') ? line.length - content.length : -1;
}

/** Start of the run of blank lines that ends at the start of a line; not before `limit`. */
export function blankRunStart(text: string, start: number, limit: number): number {
  let run = start;
  while (run > limit) {
    const before = lineStart(text, run - 1);
    if (before < limit || !isBlankLine(text, before)) break;
    run = before;
  }
  return run;
}

/** End of the run of blank lines that starts at the start of a line. */
export function blankRunEnd(text: string, start: number): number {
  let run = start;
  while (isBlankLine(text, run)) run = nextLine(text, run);
  return run;
}

/** Lines moved to another column, as far as they have room to the left; blank ones stay as they are. */
export function shiftLines(lines: string, by: number): string {
  if (by === 0) return lines;
  return lines
    .split('\n')
    .map((line) => {
      if (line.trim() === '') return line;
      const indentation = line.length - line.trimStart().length;
      return by > 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, indentation));
    })
    .join('\n');
}
