import type { Span } from '../model.ts';
import type { FileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { lineEnd, lineStart, nextLine } from './lines.ts';
import type { Container } from './places.ts';

/** Inserts text as a new entry or item of a container in braces or brackets, after the `index`-th; -1 for first. */
export function insertFlowItem(
  text: string,
  container: Container,
  index: number,
  item: string,
  style: FileStyle,
): readonly TextEdit[] {
  const { spans } = container;
  const first = spans[0];
  if (!first) return [insertIntoEmpty(text, container, item, style)];
  if (index < 0) return [{ start: first.start, end: first.start, text: item + separator(text, container) }];
  const span = spans[index] ?? first;
  const next = spans[index + 1];
  if (next) return [{ start: next.start, end: next.start, text: item + separator(text, container) }];
  return insertLast(text, container, span, item);
}

/** Removes entries or items of a container in braces or brackets, each with one comma. */
export function removeFlowItems(text: string, container: Container, indexes: readonly number[]): readonly TextEdit[] {
  const removed = new Set(indexes);
  const { spans } = container;
  if (removed.size === spans.length) return removeAll(text, container);
  const edits: TextEdit[] = [];
  const lastKept = spans.findLastIndex((_, index) => !removed.has(index));
  spans.forEach((span, index) => {
    if (removed.has(index) && index < lastKept) edits.push(removeUpToNext(text, span, spans[index + 1] ?? span));
  });
  const kept = spans[lastKept];
  const last = spans.at(-1);
  if (kept && last && lastKept < spans.length - 1)
    edits.push(...removeTail(text, kept, last, spans.slice(lastKept + 1)));
  return edits;
}

function insertIntoEmpty(text: string, container: Container, item: string, style: FileStyle): TextEdit {
  const inside = text.slice(container.start + 1, container.end - 1);
  const padding = container.kind === 'map' ? style.bracePadding : '';
  if (inside.trim() === '') {
    return { start: container.start + 1, end: container.end - 1, text: padding + item + padding };
  }
  const indentation = ' '.repeat(container.start - lineStart(text, container.start) + style.step);
  const start = lineStart(text, container.end - 1);
  return { start, end: start, text: indentation + item + style.lineEnding };
}

function insertLast(text: string, container: Container, last: Span, item: string): readonly TextEdit[] {
  const comma = commaAfter(text, last.end, container.end);
  const between = separator(text, container).slice(1);
  const anchor = comma < 0 ? last.end : comma + 1;
  const comment = /^[ \t]+#[^\n]*/.test(text.slice(anchor, container.end)) && between.includes('\n');
  const place = comment ? lineEnd(text, anchor) : anchor;
  if (comma >= 0) return [{ start: place, end: place, text: `${between}${item},` }];
  if (place === anchor) return [{ start: anchor, end: anchor, text: `,${between}${item}` }];
  return [
    { start: anchor, end: anchor, text: ',' },
    { start: place, end: place, text: between + item },
  ];
}

/** The comma and blanks between two items: those between the first two, or before the first when that starts a line. */
function separator(text: string, container: Container): string {
  const [first, second] = container.spans;
  if (!first) return ', ';
  const gap = second ? text.slice(first.end, second.start) : '';
  if (/^,[ \t]*(?:\r?\n[ \t]*)*$/.test(gap) && gap !== ',') return gap;
  const before = text.slice(container.start + 1, first.start);
  if (second && /\n/.test(gap)) return `,${/\r?\n[ \t]*$/.exec(gap)?.[0] ?? ' '}`;
  return !second && /^[ \t]*(?:#[^\n]*)?\r?\n[ \t]*$/.test(before) ? `,${/\r?\n[ \t]*$/.exec(before)?.[0]}` : ', ';
}

/** Offset of the comma after an item, past blanks and comments; -1 when there is none. */
function commaAfter(text: string, end: number, limit: number): number {
  let at = end;
  while (at < limit) {
    const character = text[at];
    if (character === ',') return at;
    if (character === '#') at = nextLine(text, at);
    else if (character !== undefined && /\s/.test(character)) at += 1;
    else return -1;
  }
  return -1;
}

/** Removes an item that another one follows; where they stand on different lines, the other's line stays as it is. */
function removeUpToNext(text: string, span: Span, next: Span): TextEdit {
  const gap = text.slice(span.end, next.start);
  if (!gap.includes('\n')) return { start: span.start, end: next.start, text: '' };
  const line = lineStart(text, span.start);
  if (text.slice(line, span.start).trim() === '') {
    const end = nextLine(text, commaAfter(text, span.end, next.start));
    if (end <= next.start) return { start: line, end, text: '' };
  }
  const before = text.slice(line, span.start);
  const comma = commaAfter(text, span.end, next.start);
  return {
    start: span.start - (before.length - before.trimEnd().length),
    end: Math.max(span.end, comma + 1),
    text: '',
  };
}

/** Removes the last items; a comma after them that the author likes to end with stays after the item before. */
function removeTail(text: string, kept: Span, last: Span, removed: readonly Span[]): readonly TextEdit[] {
  const gaps = text.slice(kept.end, removed[0]?.start ?? kept.end);
  if (!gaps.includes('#')) return [{ start: kept.end, end: last.end, text: '' }];
  const comma = commaAfter(text, kept.end, last.end);
  const edits: TextEdit[] = [{ start: comma, end: comma + 1, text: '' }];
  for (const span of removed) {
    const after = commaAfter(text, span.end, last.end);
    edits.push({ start: span.start, end: after >= 0 && span !== last ? after + 1 : span.end, text: '' });
  }
  return edits;
}

function removeAll(text: string, container: Container): readonly TextEdit[] {
  const inside = text.slice(container.start + 1, container.end - 1);
  if (!inside.includes('#')) return [{ start: container.start + 1, end: container.end - 1, text: '' }];
  return container.spans.map((span) => {
    const comma = commaAfter(text, span.end, container.end);
    return { start: span.start, end: Math.max(span.end, comma + 1), text: '' };
  });
}
