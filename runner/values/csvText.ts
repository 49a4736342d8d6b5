import type { JsonObject, JsonValue } from '../../src/flow/model.ts';
import { textOfJson } from './textForm.ts';

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** Records as CSV with a header line: every column that any record has, in the order in which they first appear. */
export function csvText(rows: readonly JsonObject[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((line) => `${line.map((field) => fieldText(field, columns.length)).join(',')}\n`).join('');
}

/** A lone empty field is quoted, or its line would be an empty one. */
function fieldText(value: JsonValue, columns: number): string {
  const text = textOfJson(value);
  if (text === '') return columns === 1 ? '""' : '';
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
