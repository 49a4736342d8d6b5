import type { JsonValue } from '../model.ts';
import type { PlacedEntry } from '../parse/documentSyntax.ts';
import { type BlockLines, insertAfter, removeLines, removeParagraph } from './blockItems.ts';
import type { FileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { insertFlowItem, removeFlowItems } from './flowItems.ts';
import { columnAt, isFirstInLine, lineStart } from './lines.ts';
import { type Container, columnOfEntries, endOfEntry, endWithComments } from './places.ts';
import { entryLines, flowText, keyText } from './valueText.ts';

/** Inserts an entry into a map that has some, after the `index`-th; -1 for first. */
export function insertEntry(
  text: string,
  map: Container,
  index: number,
  key: string,
  value: JsonValue,
  style: FileStyle,
): readonly TextEdit[] {
  if (map.flow) {
    return insertFlowItem(text, map, index, `${keyText(key, style, true)}: ${flowText(value, style)}`, style);
  }
  const column = columnOfEntries(text, map);
  const lines = entryLines(key, value, column, style);
  const before = map.entries[index];
  if (before) return [insertAfter(text, endOfEntry(text, before), lines, style)];
  const first = map.spans[0]?.start ?? map.start;
  return [{ start: first, end: first, text: lines.trimStart() + style.lineEnding + ' '.repeat(column) }];
}

/**
 * Index of the entry after which a key stands in a sensible order: that of `order` among the keys named there, else at
 * the end.
 */
export function indexBefore(map: Container, key: string, order: readonly string[]): number {
  const rank = order.indexOf(key);
  if (rank < 0) return map.entries.length - 1;
  return map.entries.findLastIndex(({ entry }) => order.includes(entry.key) && order.indexOf(entry.key) < rank);
}

/**
 * Removes entries of a map, some of which stay.
 *
 * @param paragraphs whether blank lines between the entries belong to them.
 */
export function removeEntries(
  text: string,
  map: Container,
  indexes: readonly number[],
  paragraphs: boolean,
): readonly TextEdit[] {
  if (map.flow) return removeFlowItems(text, map, indexes);
  if (indexes.length === 1 && !paragraphs) return [removeOne(text, map, indexes[0] ?? 0)];
  return runs(text, map, indexes).map((run) => (paragraphs ? removeParagraph(text, run) : removeLines(text, run)));
}

function removeOne(text: string, map: Container, index: number): TextEdit {
  const placed = map.entries[index];
  const next = map.entries[index + 1];
  if (!placed) return { start: 0, end: 0, text: '' };
  const start = placed.base + placed.entry.start;
  if (next && !isFirstInLine(text, start)) return { start, end: next.base + next.entry.start, text: '' };
  return removeLines(text, linesOf(text, map, index, index));
}

/** Entries that follow each other with nothing but blank lines between them are removed as one. */
function runs(text: string, map: Container, indexes: readonly number[]): readonly BlockLines[] {
  const sorted = indexes.toSorted((left, right) => left - right);
  const result: { from: number; to: number }[] = [];
  for (const index of sorted) {
    const run = result.at(-1);
    if (run && run.to === index - 1 && onlyBlankBetween(text, map, run.to)) run.to = index;
    else result.push({ from: index, to: index });
  }
  return result.map(({ from, to }) => linesOf(text, map, from, to));
}

function onlyBlankBetween(text: string, map: Container, index: number): boolean {
  const next = map.spans[index + 1];
  return next !== undefined && text.slice(endOfLines(text, map, index), next.start).trim() === '';
}

function linesOf(text: string, map: Container, from: number, to: number): BlockLines {
  const first = map.spans[from] ?? map;
  return {
    start: first.start,
    end: endOfLines(text, map, to),
    floor: from > 0 ? endOfLines(text, map, from - 1) : floorOfFirst(text, first.start),
    isFirst: from === 0,
    isLast: to === map.entries.length - 1,
  };
}

/** Blank lines right after the key of a map stay with it. */
function floorOfFirst(text: string, start: number): number {
  return lineStart(text, start);
}

function endOfLines(text: string, map: Container, index: number): number {
  const placed = map.entries[index];
  if (!placed) return map.end;
  return endOfLinesOf(text, placed);
}

/** End of an entry's text with the comments that are indented deeper than its key. */
export function endOfLinesOf(text: string, placed: PlacedEntry): number {
  return endWithComments(text, endOfEntry(text, placed), columnAt(text, placed.base + placed.entry.start));
}
