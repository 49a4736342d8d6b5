import type { JsonObject, JsonValue } from '../model.ts';
import { asJson } from '../parse/readContext.ts';
import type { SyntaxNode, SyntaxScalar } from '../parse/syntaxTree.ts';
import { sameJson } from '../sameJson.ts';
import type { FileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { columnAt, lineEnd, lineStart, nextLine } from './lines.ts';
import { insertItem, removeItems } from './listEdits.ts';
import { insertEntry, removeEntries } from './mapEdits.ts';
import { type Container, containerOf, endOfText, isLineStart } from './places.ts';
import { isRefusal, type Plan, Refusal, together } from './refusal.ts';
import { blockLines, fitsBlock, quoted, scalarText } from './scalarText.ts';
import { afterColon, flowText, isList, isObject, itemLines } from './valueText.ts';

/** Where a value stands: behind the colon of a key or the dash of an item. */
export interface ValuePlace {
  readonly node: SyntaxNode;
  readonly base: number;
  /** Offset behind the colon or dash; undefined for an item in brackets. */
  readonly lead?: number;
  /** Inside braces or brackets. */
  readonly inFlow: boolean;
  /** Column from which nested lines are indented: that of the key or dash. */
  readonly column: number;
  readonly isItem: boolean;
}

/** Writes another value in the place of one, changing as little of its text as possible. */
export function replaceValue(text: string, place: ValuePlace, value: JsonValue, style: FileStyle): Plan {
  const { node, base } = place;
  if (node.kind === 'alias')
    return new Refusal('This value comes from an anchor that other places share; change it in the text.');
  if (sameJson(asJson(node), value)) return [];
  const container = containerOf(node, base);
  if (container && node.kind === 'map' && isObject(value)) {
    return updateMap(text, container, value, style) ?? rewrite(text, place, value, style);
  }
  if (container && node.kind === 'list' && isList(value)) {
    return updateList(text, node.items, container, base, value, style) ?? rewrite(text, place, value, style);
  }
  if (node.kind === 'scalar' && typeof value === 'string') return replaceText(text, place, node, value, style);
  return rewrite(text, place, value, style);
}

function replaceText(text: string, place: ValuePlace, node: SyntaxScalar, value: string, style: FileStyle): Plan {
  const isBlock = node.style === 'literal' || node.style === 'folded';
  if (isBlock && fitsBlock(value)) return [replaceBlock(text, place, node, value, style)];
  if (isBlock || node.style === 'absent') return rewrite(text, place, value, style);
  if (value.includes('\n') && !place.inFlow && fitsBlock(value)) return rewrite(text, place, value, style);
  const start = node.start + place.base;
  const inQuotes = node.style === 'double' || node.style === 'single';
  const written = inQuotes
    ? quoted(value, node.style === 'single' ? "'" : '"')
    : scalarText(value, style, place.inFlow);
  return [{ start, end: node.end + place.base, text: written }];
}

/** Block text keeps its indicator and indentation as far as the new text allows. */
function replaceBlock(text: string, place: ValuePlace, node: SyntaxScalar, value: string, style: FileStyle): TextEdit {
  const start = node.start + place.base;
  const end = node.end + place.base;
  const headerEnd = lineEnd(text, start);
  const header = text.slice(start, headerEnd);
  const explicit = /^[|>][-+]?([1-9])/.exec(header)?.[1];
  const bodyColumn =
    explicit === undefined
      ? bodyColumnOf(text, nextLine(text, start), end, place.column + style.step)
      : place.column + Number(explicit);
  const chomping = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const keepsPlus = header.startsWith('|+') && value.endsWith('\n');
  const hidden = /^\n* /.test(value);
  const indicator = `|${hidden || explicit !== undefined ? bodyColumn - place.column : ''}${keepsPlus ? '+' : chomping}`;
  const comment = /\s+#.*$/.exec(header)?.[0] ?? '';
  const body = blockLines(value, bodyColumn, style.lineEnding);
  const closing = isLineStart(text, end) && end > headerEnd ? style.lineEnding : '';
  return { start, end, text: `${indicator}${comment}${style.lineEnding}${body}${closing}` };
}

function bodyColumnOf(text: string, from: number, end: number, otherwise: number): number {
  for (let line = from; line < end; line = nextLine(text, line)) {
    const content = text.slice(line, lineEnd(text, line));
    if (content.trim() !== '') return content.length - content.trimStart().length;
  }
  return otherwise;
}

/** Replaces everything behind the colon or dash. */
function rewrite(text: string, place: ValuePlace, value: JsonValue, style: FileStyle): Plan {
  const { node, base, lead } = place;
  const start = node.start + base;
  const shared = node.propertiesStart !== undefined;
  if (shared) return new Refusal('This value carries an anchor or a tag; change it in the text.');
  const absent = node.kind === 'scalar' && node.style === 'absent';
  if (place.inFlow || lead === undefined) {
    const written = flowText(value, style);
    return [
      {
        start: absent && lead !== undefined ? lead : start,
        end: node.end + base,
        text: absent ? ` ${written}` : written,
      },
    ];
  }
  const written = place.isItem
    ? itemLines(value, place.column, style).slice(1)
    : afterColon(value, place.column, style);
  return aroundComment(text, lead, absent ? lead : Math.max(lead, textEnd(text, node, base)), written);
}

/** Puts text of several lines around a comment at the end of its first line, so that it stays a comment. */
function aroundComment(text: string, start: number, end: number, written: string): readonly TextEdit[] {
  const newline = /\r?\n/.exec(written)?.index ?? -1;
  const restOfLine = text.slice(end, lineEnd(text, end));
  if (newline < 0 || !/^[ \t]+#/.test(restOfLine)) return [{ start, end, text: written }];
  const below = end + restOfLine.length;
  return [
    { start, end, text: written.slice(0, newline) },
    { start: below, end: below, text: written.slice(newline) },
  ];
}

/** End of a value without the comment behind it. */
function textEnd(text: string, node: SyntaxNode, base: number): number {
  const end = node.end + base;
  const isBlock = node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
  const nested = (node.kind === 'map' || node.kind === 'list') && !node.flow;
  if (!isBlock && !nested) return end;
  const last = endOfText(text, node, base, node.start + base);
  if (!isLineStart(text, last)) return last;
  const newline = last - 1;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Changes a map entry by entry; undefined when it is simpler to write it anew. */
function updateMap(text: string, map: Container, value: JsonObject, style: FileStyle): Plan | undefined {
  const keys = Object.keys(value);
  const known = new Map(map.entries.map(({ entry }, index) => [entry.key, index]));
  const removed = [...known].filter(([key]) => !Object.hasOwn(value, key)).map(([, index]) => index);
  const added = keys.filter((key) => !known.has(key));
  const rewriting = removed.length === known.size || known.size !== map.entries.length;
  if (rewriting || (removed.length > 0 && added.length > 0) || added.length > 1) return undefined;
  const plans: Plan[] = [];
  for (const [key, index] of known) {
    const placed = map.entries[index];
    if (!placed || !Object.hasOwn(value, key)) continue;
    plans.push(replaceValue(text, entryPlace(text, map, index), value[key] ?? null, style));
  }
  const [newKey] = added;
  if (newKey !== undefined) {
    if (plans.some((plan) => isRefusal(plan) || plan.length > 0)) return undefined;
    plans.push(insertEntry(text, map, map.entries.length - 1, newKey, value[newKey] ?? null, style));
  }
  if (removed.length > 0) plans.push(removeEntries(text, map, removed, false));
  return together(plans);
}

/** Changes a list from the first item that differs to the last; undefined when it is simpler to write it anew. */
function updateList(
  text: string,
  items: readonly SyntaxNode[],
  list: Container,
  base: number,
  value: readonly JsonValue[],
  style: FileStyle,
): Plan | undefined {
  if (items.length === 0 || value.length === 0) return undefined;
  const before = items.map(asJson);
  const shorter = Math.min(before.length, value.length);
  let head = 0;
  while (head < shorter && sameJson(before[head], value[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameJson(before.at(-1 - tail), value.at(-1 - tail))) tail += 1;
  const oldCount = before.length - head - tail;
  const newCount = value.length - head - tail;
  if (oldCount === newCount) {
    return together(
      value.slice(head, head + newCount).map((item, index) => {
        return replaceValue(text, itemPlace(text, list, items[head + index], base, head + index), item, style);
      }),
    );
  }
  if (newCount === 0) {
    return removeItems(
      text,
      list,
      items,
      base,
      Array.from({ length: oldCount }, (_, index) => head + index),
    );
  }
  if (oldCount === 0 && newCount === 1)
    return insertItem(text, list, items, base, head - 1, value[head] ?? null, style);
  return undefined;
}

/** Place of the value of a map's entry. */
export function entryPlace(text: string, map: Container, index: number): ValuePlace {
  const placed = map.entries[index];
  const span = map.spans[index] ?? map;
  const keyEnd = placed ? placed.base + placed.entry.keySpan.end : span.start;
  return {
    node: placed?.entry.value ?? { kind: 'scalar', value: null, style: 'absent', start: 0, end: 0, size: 1 },
    base: placed?.base ?? 0,
    lead: text.indexOf(':', keyEnd) + 1,
    inFlow: map.flow,
    column: map.flow ? 0 : columnAt(text, span.start),
    isItem: false,
  };
}

/** Place of an item of a list. */
export function itemPlace(
  text: string,
  list: Container,
  node: SyntaxNode | undefined,
  base: number,
  index: number,
): ValuePlace {
  const span = list.spans[index] ?? list;
  const item: SyntaxNode = node ?? { kind: 'scalar', value: null, style: 'absent', start: 0, end: 0, size: 1 };
  if (list.flow) return { node: item, base, inFlow: true, column: 0, isItem: true };
  const dash = text.lastIndexOf('-', span.start - 1);
  return { node: item, base, lead: dash + 1, inFlow: false, column: dash - lineStart(text, dash), isItem: true };
}
