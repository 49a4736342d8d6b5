import type { EntryPart } from '../document.ts';
import type { FlowPath, Span } from '../model.ts';
import type { DocumentSyntax, PlacedEntry, PlacedNode, Section } from './documentSyntax.ts';
import { sectionOf } from './documentSyntax.ts';
import { entryOf, resolved, type SyntaxMap, type SyntaxNode } from './syntaxTree.ts';

/** What a path leads to: an entry of a map, or an item of a list. */
export type Located =
  | { readonly kind: 'entry'; readonly placed: PlacedEntry; readonly behindAlias: boolean }
  | { readonly kind: 'item'; readonly placed: PlacedNode; readonly behindAlias: boolean };

/** Follows a path through the tree; aliases are followed to where their anchors stand. */
export function locate(syntax: DocumentSyntax, path: FlowPath): Located | undefined {
  const [first, second] = path;
  if (typeof first !== 'string') return undefined;
  const section = sectionOf(syntax, first);
  if (!section) return undefined;
  const top: Located = { kind: 'entry', placed: section, behindAlias: false };
  if (second === undefined) return top;
  if (section.entry.value.kind !== 'map') return descend(top, path.slice(1));
  const child = section.children[childIndex(section, second)];
  return child && descend({ kind: 'entry', placed: child, behindAlias: false }, path.slice(2));
}

/** Position of a key among the children of a section; -1 when it has none. */
export function childIndex(section: Section, key: string | number): number {
  return childIndexes(section).get(String(key)) ?? -1;
}

const INDEXES = new WeakMap<Section, ReadonlyMap<string, number>>();

function childIndexes(section: Section): ReadonlyMap<string, number> {
  const known = INDEXES.get(section);
  if (known) return known;
  const indexes = new Map<string, number>();
  section.children.forEach(({ entry }, index) => {
    if (!indexes.has(entry.key)) indexes.set(entry.key, index);
  });
  INDEXES.set(section, indexes);
  return indexes;
}

function descend(from: Located, path: FlowPath): Located | undefined {
  let current: Located | undefined = from;
  for (const step of path) current = current && stepInto(current, step);
  return current;
}

function stepInto(from: Located, step: string | number): Located | undefined {
  const node = valueOf(from);
  const target = resolved(node);
  const { base } = from.placed;
  const behindAlias = from.behindAlias || node.kind === 'alias';
  if (target.kind === 'map') {
    const entry = entryOf(target, String(step));
    return entry && { kind: 'entry', placed: { entry, base }, behindAlias };
  }
  const item = target.kind === 'list' ? target.items[Number(step)] : undefined;
  return item && { kind: 'item', placed: { node: item, base }, behindAlias };
}

/** The value of what was located. */
export function valueOf(located: Located): SyntaxNode {
  return located.kind === 'entry' ? located.placed.entry.value : located.placed.node;
}

/** Span in the file of what a path leads to. */
export function spanOf(syntax: DocumentSyntax, path: FlowPath, part: EntryPart): Span | undefined {
  const located = locate(syntax, path);
  if (!located) return undefined;
  if (located.kind === 'item') return part === 'key' ? undefined : absolute(located.placed.node, located.placed.base);
  const { entry, base } = located.placed;
  return absolute(part === 'key' ? entry.keySpan : part === 'value' ? entry.value : entry, base);
}

/** Path of the innermost entry at an offset. */
export function pathAt(syntax: DocumentSyntax, offset: number): FlowPath {
  const section = placedAt(syntax.sections, offset);
  if (!section) return [];
  const key = section.entry.key;
  if (section.entry.value.kind !== 'map') return pathWithin(section.entry.value, offset - section.base, [key]);
  const child = placedAt(section.children, offset);
  return child ? pathWithin(child.entry.value, offset - child.base, [key, child.entry.key]) : [key];
}

function placedAt<Placed extends PlacedEntry>(entries: readonly Placed[], offset: number): Placed | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const placed = entries[middle];
    if (placed && placed.base + placed.entry.end < offset) low = middle + 1;
    else high = middle;
  }
  const found = entries[low];
  return found && found.base + found.entry.start <= offset ? found : undefined;
}

function pathWithin(node: SyntaxNode, offset: number, path: FlowPath): FlowPath {
  if (node.kind === 'map') return pathWithinMap(node, offset, path);
  if (node.kind !== 'list') return path;
  const index = node.items.findIndex((item) => item.start <= offset && offset <= item.end);
  const item = node.items[index];
  return item ? pathWithin(item, offset, [...path, index]) : path;
}

function pathWithinMap(map: SyntaxMap, offset: number, path: FlowPath): FlowPath {
  const entry = map.entries.find((candidate) => candidate.start <= offset && offset <= candidate.end);
  return entry ? pathWithin(entry.value, offset, [...path, entry.key]) : path;
}

function absolute(span: Span, base: number): Span {
  return { start: span.start + base, end: span.end + base };
}
