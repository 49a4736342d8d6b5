import type { Diagnostic } from '../../src/flow/diagnostic.ts';
import type { Style } from './style.ts';
import { fitWidth, plainLine, textWidth } from './textWidth.ts';

/** Columns of a source line that are shown. */
const SOURCE_COLUMNS = 120;

/** A place in a text as people count it: from 1, columns in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The text of the whole line. */
  readonly source: string;
  /** Offset of the line's beginning. */
  readonly start: number;
}

/** Where an offset stands. */
export function placeOf(text: string, offset: number): Place {
  const at = Math.min(offset, text.length);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < start; next = text.indexOf('\n', next + 1)) line++;
  const source = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  return { line, column: [...text.slice(start, at)].length + 1, source, start };
}

/** A diagnostic as lines: `file:line:column: severity: message`, the source line, and a caret under the place. */
export function diagnosticLines(file: string, text: string, diagnostic: Diagnostic, style: Style): string[] {
  const place = placeOf(text, diagnostic.span.start);
  const paint = diagnostic.severity === 'error' ? style.red : style.yellow;
  const head = `${style.bold(`${file}:${place.line}:${place.column}:`)} ${paint(`${diagnostic.severity}:`)} ${diagnostic.message}`;
  const number = String(place.line);
  const from = diagnostic.span.start - place.start;
  const before = plainLine(place.source.slice(0, from));
  const marked = plainLine(place.source.slice(from, diagnostic.span.end - place.start));
  const indent = textWidth(before);
  if (indent >= SOURCE_COLUMNS) return [head];
  const carets = Math.max(1, Math.min(textWidth(marked.trimEnd()), SOURCE_COLUMNS - indent));
  return [
    head,
    style.dim(`  ${number} | `) + fitWidth(plainLine(place.source), SOURCE_COLUMNS),
    style.dim(`  ${' '.repeat(number.length)} | `) + ' '.repeat(indent) + paint('^'.repeat(carets)),
  ];
}
