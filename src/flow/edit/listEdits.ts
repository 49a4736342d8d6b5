import type { JsonValue, Span } from '../model.ts';
import type { SyntaxNode } from '../parse/syntaxTree.ts';
import { insertAfter, removeLines } from './blockItems.ts';
import type { FileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { insertFlowItem, removeFlowItems } from './flowItems.ts';
import { columnAt, isFirstInLine } from './lines.ts';
import { type Container, endOfText, endWithComments } from './places.ts';
import { flowText, itemLines } from './valueText.ts';

/** Inserts an item into a list that has some, after the `index`-th; -1 for first. */
export function insertItem(
  text: string,
  list: Container,
  items: readonly SyntaxNode[],
  base: number,
  index: number,
  value: JsonValue,
  style: FileStyle,
): readonly TextEdit[] {
  if (list.flow) return insertFlowItem(text, list, index, flowText(value, style), style);
  const dash = dashOf(text, list, Math.max(0, index));
  const column = columnAt(text, dash);
  const lines = itemLines(value, column, style);
  const before = items[index];
  if (!before) return [{ start: dash, end: dash, text: lines + style.lineEnding + ' '.repeat(column) }];
  return [insertAfter(text, endOfText(text, before, base, dash + 1), ' '.repeat(column) + lines, style)];
}

/** Removes items of a list, some of which stay. */
export function removeItems(
  text: string,
  list: Container,
  items: readonly SyntaxNode[],
  base: number,
  indexes: readonly number[],
): readonly TextEdit[] {
  if (list.flow) return removeFlowItems(text, list, indexes);
  const extents = items.map((item, index) => extentOf(text, list, item, base, index));
  const [first] = indexes;
  if (indexes.length === 1 && first !== undefined) return [removeOne(text, extents, first)];
  return runsOf(text, extents, indexes).map((run) => removeLines(text, run));
}

function removeOne(text: string, extents: readonly Span[], index: number): TextEdit {
  const extent = extents[index] ?? { start: 0, end: 0 };
  const next = extents[index + 1];
  if (next && !isFirstInLine(text, extent.start)) return { start: extent.start, end: next.start, text: '' };
  return removeLines(text, extent);
}

/** An item from its dash to the end of its text, with the comments that are indented deeper. */
function extentOf(text: string, list: Container, item: SyntaxNode, base: number, index: number): Span {
  const start = dashOf(text, list, index);
  const end = endOfText(text, item, base, start + 1);
  return { start, end: endWithComments(text, end, columnAt(text, start)) };
}

/** Items that follow each other with nothing but blanks between them are removed as one. */
function runsOf(text: string, extents: readonly Span[], indexes: readonly number[]): readonly Span[] {
  const runs: { start: number; end: number; last: number }[] = [];
  for (const index of indexes.toSorted((left, right) => left - right)) {
    const extent = extents[index] ?? { start: 0, end: 0 };
    const run = runs.at(-1);
    if (run && run.last === index - 1 && text.slice(run.end, extent.start).trim() === '') {
      run.end = extent.end;
      run.last = index;
    } else {
      runs.push({ ...extent, last: index });
    }
  }
  return runs;
}

function dashOf(text: string, list: Container, index: number): number {
  const span = list.spans[index] ?? list;
  return text[span.start] === '-' && list.spans[index] === undefined
    ? span.start
    : text.lastIndexOf('-', span.start - 1);
}
