import type { FileStyle } from './fileStyle.ts';

/** Texts that YAML's core schema reads as something else than text, and dates, which other readers take for times. */
const READ_OTHERWISE =
  /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|\d{4}-\d{1,2}-\d{1,2}.*|<<|=)$/;

/** Characters that YAML lets stand in any text without an escape: no controls, no lone halves of a pair. */
const PRINTABLE = /^[\t\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Whether a text can stand without quotes. */
export function isPlainSafe(text: string, inFlow: boolean): boolean {
  if (READ_OTHERWISE.test(text) || text.trim() !== text || !PRINTABLE.test(text) || text.includes('\t')) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  if (/^[-?:](?:$|[\s,[\]{}])/.test(text)) return false;
  if (/:(?:\s|$)/.test(text) || /\s#/.test(text)) return false;
  return !inFlow || !(/[,[\]{}]/.test(text) || /^[?:]/.test(text));
}

/** A text on one line: without quotes where possible, else in the file's quotes. */
export function scalarText(text: string, style: Pick<FileStyle, 'quote'>, inFlow: boolean): string {
  return isPlainSafe(text, inFlow) ? text : quoted(text, style.quote);
}

/** A text in quotes. Single ones cannot say everything, then they are double ones. */
export function quoted(text: string, quote: '"' | "'"): string {
  if (quote === "'" && PRINTABLE.test(text) && !text.includes('\t')) return `'${text.replaceAll("'", "''")}'`;
  // JSON's escapes are YAML's too; what YAML does not print is escaped besides.
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Whether a text can be written as a literal block. */
export function fitsBlock(text: string): boolean {
  return /[^\n]/.test(text) && /\S/.test(text) && text.split('\n').every((line) => PRINTABLE.test(line));
}

/** The indicator of a literal block for a text: `|`, `|-` or `|+`, with the indentation where it cannot be seen. */
export function blockHeader(text: string, indentation: number): string {
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const hidden = /^\n*[ ]/.test(text);
  return `|${hidden ? indentation : ''}${chomping}`;
}

/** The lines of a literal block, each with its line ending except the last. Blank lines are not indented. */
export function blockLines(text: string, column: number, lineEnding: string): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const indentation = ' '.repeat(column);
  return body
    .split('\n')
    .map((line) => (line === '' ? '' : indentation + line))
    .join(lineEnding);
}
