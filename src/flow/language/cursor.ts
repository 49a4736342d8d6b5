import { lineEnd, lineStart } from '../edit/lines.ts';
import type { FlowPath, Span } from '../model.ts';
import { type FlowPlace, scanFlow } from './flowScan.ts';
import { commentStart, isBlockHeader, type LineParts, lineParts, pastBlanks } from './lineParts.ts';

/**
 * What an author is writing at an offset, found by indentation, so that it holds in half-written text too.
 *
 * - `key`: a key, or the first letters of anything, below the entry that `path` leads to.
 * - `value`: the value of the entry or item that `path` leads to.
 * - `block`: a line of the block text that `path` leads to.
 */
export interface CursorPlace {
  readonly role: 'key' | 'value' | 'block';
  readonly path: FlowPath;
  /** What is being written, from its start to its end; behind the quote of quoted text. */
  readonly span: Span;
  /** The part of it before the offset. */
  readonly typed: string;
  /** Within braces or brackets. */
  readonly inFlow: boolean;
  readonly quote?: '"' | "'";
  /** A dash stands before it. */
  readonly isItem: boolean;
  /** It begins right behind a colon or dash, without the blank that belongs there. */
  readonly touches: boolean;
  /** Column of the key or item. */
  readonly column: number;
  /** Blanks at the start of its line: what an editor puts before further lines. */
  readonly indentation: number;
  /** A colon already stands behind the key. */
  readonly hasColon: boolean;
  /** Other keys beside the one that is written, with the plain values on their lines. */
  readonly siblings: ReadonlyMap<string, string>;
  /** The same of the entries around it, by the length of their path: those beside the step at that length less one. */
  beside(depth: number): ReadonlyMap<string, string>;
}

/** An entry or item that others are indented below. */
interface Ancestor {
  readonly step: string | number;
  /** Column that whatever belongs to it is deeper than. */
  readonly column: number;
  readonly line: LineParts;
  /** Where its value begins: behind its colon or dash. */
  readonly valueStart: number;
}

/** What is written at an offset; undefined within a comment. */
export function cursorAt(text: string, offset: number): CursorPlace | undefined {
  const line = lineParts(text, lineStart(text, offset));
  const own = ownAncestors(line, offset);
  const column = startColumn(line, own, offset, text);
  const outer = ancestorsOf(text, line, column);
  const chain = [...numbered(text, outer, own, line)];
  const opener = chain.findIndex(({ line: at, valueStart }) => isBlockHeader(text.slice(valueStart, at.end)));
  if (opener >= 0 && opener < outer.length) return blockPlace(text, chain.slice(0, opener + 1), line, offset);
  const brace = chain.findIndex((ancestor) => opensBrace(text, ancestor));
  const scanned = brace < 0 ? undefined : scanFlow(text, braceStart(text, chain[brace]), offset);
  if (scanned) return flowPlace(text, chain.slice(0, brace + 1), scanned, line, offset);
  return isInComment(text, line, offset) ? undefined : blockStylePlace(text, chain, own, line, offset);
}

/** Entries and items of the cursor's own line that stand before it. */
function ownAncestors(line: LineParts, offset: number): readonly Ancestor[] {
  const items = line.dashes
    .filter((dash) => line.start + dash < offset)
    .map((dash): Ancestor => ({ step: 0, column: dash, line, valueStart: line.start + dash + 1 }));
  if (line.key === undefined || line.afterColon === undefined || offset < line.afterColon) return items;
  return [...items, { step: line.key, column: line.column, line, valueStart: line.afterColon }];
}

/** Column that decides what the line belongs to: of its first mark or letter, else of the cursor. */
function startColumn(line: LineParts, own: readonly Ancestor[], offset: number, text: string): number {
  const first = own[0]?.column;
  if (first !== undefined) return first;
  const isBlank = text.slice(line.start, line.end).trim() === '';
  const mark = isBlank ? offset - line.start : Math.min(line.dashes[0] ?? line.column, offset - line.start);
  return mark;
}

/** Entries and items above that a line at a column belongs to, from the outermost. */
function ancestorsOf(text: string, below: LineParts, column: number): readonly Ancestor[] {
  const found: Ancestor[] = [];
  let limit = column;
  let listColumn = below.dashes.length > 0 ? column : -1;
  for (let start = below.start; start > 0 && (limit > 0 || listColumn >= 0); ) {
    start = lineStart(text, start - 1);
    if (!mayHold(text, start, limit, listColumn)) continue;
    const line = lineParts(text, start);
    if (line.isEmpty) continue;
    const dash = line.dashes.at(-1);
    const isKey = line.key !== undefined && (line.column < limit || (line.column === listColumn && dash === undefined));
    if (isKey && line.afterColon !== undefined) {
      found.unshift({ step: line.key ?? '', column: line.column, line, valueStart: line.afterColon });
      limit = line.column;
      listColumn = -1;
    }
    for (const at of line.dashes.toReversed()) {
      if (at >= limit) continue;
      found.unshift({ step: 0, column: at, line, valueStart: line.start + at + 1 });
      limit = at;
      listColumn = at;
    }
  }
  return found;
}

/** A quick look at whether a line is indented little enough; most lines of a long file are not. */
function mayHold(text: string, start: number, limit: number, listColumn: number): boolean {
  const deepest = Math.max(limit, listColumn + 1);
  for (let at = start; at < start + deepest; at += 1) if (text.charCodeAt(at) !== 32) return true;
  return false;
}

/** Items get the number that they have in their lists. */
function* numbered(
  text: string,
  outer: readonly Ancestor[],
  own: readonly Ancestor[],
  line: LineParts,
): Generator<Ancestor> {
  for (const ancestor of outer) yield typeof ancestor.step === 'number' ? withNumber(text, ancestor) : ancestor;
  for (const ancestor of own) {
    yield typeof ancestor.step === 'number' && ancestor.column === line.dashes[0]
      ? withNumber(text, ancestor)
      : ancestor;
  }
}

function withNumber(text: string, item: Ancestor): Ancestor {
  let number = 0;
  for (let start = item.line.start; start > 0; ) {
    start = lineStart(text, start - 1);
    const line = lineParts(text, start);
    if (line.isEmpty) continue;
    if (line.dashes[0] === item.column) number += 1;
    else if ((line.dashes[0] ?? line.column) <= item.column) break;
  }
  return { ...item, step: number };
}

function opensBrace(text: string, ancestor: Ancestor): boolean {
  return /[{[]/.test(text[braceStart(text, ancestor)] ?? '');
}

function braceStart(text: string, ancestor: Ancestor | undefined): number {
  return ancestor === undefined ? 0 : pastBlanks(text, ancestor.valueStart, ancestor.line.end);
}

function isInComment(text: string, line: LineParts, offset: number): boolean {
  const comment = commentStart(text, line.start, line.end);
  return comment >= 0 && comment < offset;
}

function blockPlace(text: string, chain: readonly Ancestor[], line: LineParts, offset: number): CursorPlace {
  const span = { start: Math.min(pastBlanks(text, line.start, line.end), offset), end: line.end };
  return placeOf(text, chain, line, {
    role: 'block',
    path: pathOf(chain),
    span,
    typed: text.slice(span.start, offset),
    inFlow: false,
    isItem: false,
    column: line.column,
    hasColon: false,
  });
}

function flowPlace(
  text: string,
  chain: readonly Ancestor[],
  place: FlowPlace,
  line: LineParts,
  offset: number,
): CursorPlace {
  const end = endInFlow(text, offset, place.quote);
  const own: OwnPlace = {
    role: place.role,
    path: [...pathOf(chain), ...place.path],
    span: { start: place.start, end },
    typed: text.slice(place.start, offset),
    inFlow: true,
    isItem: false,
    column: chain.at(-1)?.column ?? 0,
    hasColon: place.role === 'key' && /^["']?\s*:/.test(text.slice(end, end + 3)),
    ...(place.quote === undefined ? {} : { quote: place.quote }),
  };
  return placeOf(text, chain, line, own, place.before);
}

function endInFlow(text: string, offset: number, quote: string | undefined): number {
  const rest = text.slice(offset, lineEnd(text, offset));
  if (quote !== undefined) {
    const closing = rest.indexOf(quote);
    return offset + (closing < 0 ? rest.trimEnd().length : closing);
  }
  const stop = rest.search(/(?<!\$)\{|[,\]}[]|:(?=\s|$)|\s#/);
  return offset + (stop < 0 ? rest : rest.slice(0, stop)).trimEnd().length;
}

function blockStylePlace(
  text: string,
  chain: readonly Ancestor[],
  own: readonly Ancestor[],
  line: LineParts,
  offset: number,
): CursorPlace {
  const last = own.at(-1);
  const isValue = last !== undefined;
  const from = last ? last.valueStart : line.start;
  const first = Math.min(pastBlanks(text, from, line.end), offset);
  const mark = text[first];
  const quote = (mark === '"' || mark === "'") && first < offset ? mark : undefined;
  const start = quote === undefined ? first : first + 1;
  const end = isValue ? endOfValue(text, offset, line.end, quote) : endOfKey(line, offset, text);
  const isKeyOfItem = isValue && typeof last.step === 'number' && line.key !== undefined;
  return placeOf(text, chain, line, {
    role: isValue && !isKeyOfItem ? 'value' : 'key',
    path: pathOf(chain),
    span: { start, end },
    typed: text.slice(start, offset),
    inFlow: false,
    isItem: line.dashes.length > 0,
    column: isValue ? last.column : Math.min(line.column, offset - line.start),
    hasColon: (!isValue || isKeyOfItem) && line.afterColon !== undefined && offset < line.afterColon,
    ...(quote === undefined ? {} : { quote }),
  });
}

function endOfValue(text: string, offset: number, lineStop: number, quote: string | undefined): number {
  if (quote !== undefined) {
    const closing = text.slice(offset, lineStop).indexOf(quote);
    if (closing >= 0) return offset + closing;
  }
  const comment = text.slice(offset, lineStop).search(/(?:^|\s)#/);
  const stop = comment < 0 ? lineStop : offset + comment;
  return offset + text.slice(offset, stop).trimEnd().length;
}

function endOfKey(line: LineParts, offset: number, text: string): number {
  if (line.afterColon !== undefined && offset < line.afterColon) {
    return Math.max(
      offset,
      line.start + line.column + text.slice(line.start + line.column, line.afterColon - 1).trimEnd().length,
    );
  }
  return offset + text.slice(offset, line.end).trimEnd().length;
}

type OwnPlace = Omit<CursorPlace, 'indentation' | 'siblings' | 'beside' | 'touches'>;

function placeOf(
  text: string,
  chain: readonly Ancestor[],
  line: LineParts,
  place: OwnPlace,
  inBraces?: ReadonlyMap<string, string>,
): CursorPlace {
  const beside = (depth: number): ReadonlyMap<string, string> => {
    const ancestor = chain[depth];
    return ancestor ? entriesBeside(text, ancestor.line.start, ancestor.column) : new Map();
  };
  return {
    ...place,
    touches: place.role === 'value' && /[:-]/.test(text[place.span.start - 1] ?? ' '),
    indentation: Math.max(0, Math.min(pastBlanks(text, line.start, line.end), place.span.start) - line.start),
    get siblings() {
      if (inBraces) return inBraces;
      return place.role === 'key'
        ? entriesBeside(text, line.start, place.column, line.start)
        : beside(chain.length - 1);
    },
    beside,
  };
}

/** Keys at a column around a line with what stands on their lines, up to where something less indented stands. */
function entriesBeside(text: string, around: number, column: number, without = -1): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const take = (start: number): boolean => {
    const line = lineParts(text, start);
    if (line.isEmpty) return true;
    if ((line.dashes[0] ?? line.column) < column) {
      if (line.column === column && line.key !== undefined) note(line);
      return false;
    }
    if (line.column === column && line.key !== undefined && start !== without) note(line);
    return true;
  };
  const note = (line: LineParts): void => {
    const value = text.slice(line.afterColon ?? line.end, line.end).trim();
    entries.set(line.key ?? '', value.replace(/\s+#.*$/, '').replace(/^(["'])(.*)\1$/, '$2'));
  };
  let start = around;
  while (take(start) && start > 0) start = lineStart(text, start - 1);
  start = lineEnd(text, around);
  for (start = text.indexOf('\n', start) + 1; start > 0 && start < text.length; start = text.indexOf('\n', start) + 1) {
    if (!take(start)) break;
  }
  return entries;
}

function pathOf(chain: readonly Ancestor[]): FlowPath {
  return chain.map(({ step }) => step);
}
