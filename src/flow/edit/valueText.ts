import type { JsonObject, JsonValue } from '../model.ts';
import type { FileStyle } from './fileStyle.ts';
import { blockHeader, blockLines, fitsBlock, scalarText } from './scalarText.ts';

/** Longest list of scalars that is written in brackets on one line. */
const BRACKET_CHARACTERS = 80;

/** A key as the file writes it. */
export function keyText(key: string, style: FileStyle, inFlow: boolean): string {
  return scalarText(key, style, inFlow);
}

/** A value in one line, as inside of brackets and braces. */
export function flowText(value: JsonValue, style: FileStyle): string {
  if (typeof value === 'string') return scalarText(value, style, true);
  if (isList(value)) return `[${value.map((item) => flowText(item, style)).join(', ')}]`;
  if (isObject(value)) return braces(entriesText(value, style), style);
  return plainText(value);
}

/** Texts of entries in braces, with the file's own padding. */
export function braces(entries: readonly string[], style: FileStyle): string {
  if (entries.length === 0) return '{}';
  return `{${style.bracePadding}${entries.join(', ')}${style.bracePadding}}`;
}

/**
 * What follows the colon of a key, with the space or line ending before it. `column` is the column of the key; the text
 * has no line ending at its end.
 */
export function afterColon(value: JsonValue, column: number, style: FileStyle): string {
  const inner = column + style.step;
  if (typeof value === 'string') {
    if (!value.includes('\n') || !fitsBlock(value)) return ` ${scalarText(value, style, false)}`;
    const { lineEnding } = style;
    return ` ${blockHeader(value, style.step)}${lineEnding}${blockLines(value, inner, lineEnding)}`;
  }
  if (isList(value)) return listAfterColon(value, inner, style);
  if (!isObject(value) || Object.keys(value).length === 0) return ` ${flowText(value, style)}`;
  return style.lineEnding + mapLines(value, inner, style);
}

/** The entries of a map as lines at a column. */
function mapLines(value: JsonObject, column: number, style: FileStyle): string {
  return Object.entries(value)
    .map(([key, item]) => entryLines(key, item, column, style))
    .join(style.lineEnding);
}

/** One entry of a block map with its indentation, without a line ending at its end. */
export function entryLines(key: string, value: JsonValue, column: number, style: FileStyle): string {
  return `${' '.repeat(column)}${keyText(key, style, false)}:${afterColon(value, column, style)}`;
}

/** One item of a block list from its dash on, without a line ending at its end. `column` is that of the dash. */
export function itemLines(value: JsonValue, column: number, style: FileStyle): string {
  if (isObject(value) && Object.keys(value).length > 0) return `- ${mapLines(value, column + 2, style).trimStart()}`;
  if (isList(value)) return `- ${flowText(value, style)}`;
  // A text of several lines starts after the dash as it does after a colon, two columns further in.
  return `-${afterColon(value, column + 2 - style.step, style)}`;
}

/** Whether a value is a list. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether a value is a map. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesText(value: JsonObject, style: FileStyle): readonly string[] {
  return Object.entries(value).map(([key, item]) => `${keyText(key, style, true)}: ${flowText(item, style)}`);
}

function listAfterColon(items: readonly JsonValue[], column: number, style: FileStyle): string {
  const inBrackets = flowText(items, style);
  const simple = items.every((item) => typeof item !== 'object' || item === null);
  const short = inBrackets.length <= BRACKET_CHARACTERS && !inBrackets.includes('\\n');
  if (items.length === 0 || (simple && short)) return ` ${inBrackets}`;
  const indentation = ' '.repeat(column);
  return items.map((item) => style.lineEnding + indentation + itemLines(item, column, style)).join('');
}

function plainText(value: number | boolean | null): string {
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}
