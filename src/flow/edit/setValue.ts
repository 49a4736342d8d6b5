import type { FlowDocument } from '../document.ts';
import type { FlowPath, JsonValue } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { TOP_KEYS } from '../parse/buildModel.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { locate, valueOf } from '../parse/locate.ts';
import { NODE_KEYS } from '../parse/readNode.ts';
import { CACHE_KEYS, RETRY_KEYS } from '../parse/readPolicies.ts';
import { fileStyle } from './fileStyle.ts';
import { insertItem, removeItems } from './listEdits.ts';
import { indexBefore, insertEntry, removeEntries } from './mapEdits.ts';
import { type Container, containerAt, locateForEdit } from './places.ts';
import { isRefusal, type Plan, Refusal } from './refusal.ts';
import { entryPlace, itemPlace, replaceValue, type ValuePlace } from './replaceValue.ts';
import { insertSection } from './sectionEdits.ts';

/** Sets the value at a path, or removes what stands there. */
export function planSetValue(document: FlowDocument, path: FlowPath, value: JsonValue | undefined): Plan {
  const [first] = path;
  if (typeof first !== 'string') return new Refusal('A place in a flow starts with a key of the top level.');
  const located = locateForEdit(document, path);
  if (isRefusal(located)) return located;
  if (path.length === 1 && value !== undefined && (sectionOf(document.syntax, first)?.blocks ?? []).length > 0) {
    return new Refusal(`The entries of "${first}" are set one by one.`);
  }
  if (value === undefined) return located ? planRemove(document, path) : [];
  if (located) return planReplace(document, path, value);
  return planCreate(document, path, value);
}

/** Removes what stands at a path, and the maps that this leaves empty; a node stays, however empty. */
export function planRemove(document: FlowDocument, path: FlowPath): Plan {
  const outer = path.slice(0, -1);
  const container = containerAt(document, outer);
  const { text } = document;
  if (!container) return [];
  if (container.kind === 'list') return removeFromList(document, outer, container, Number(path.at(-1)));
  const index = container.entries.findIndex(({ entry }) => entry.key === String(path.at(-1)));
  if (index < 0) return [];
  const shared = locateForEdit(document, path);
  if (isRefusal(shared)) return shared;
  if (container.entries.length > 1) return removeEntries(text, container, [index], outer.length === 0);
  const isNode = outer[0] === 'nodes' && outer.length <= 2;
  if (outer.length === 0 || isNode) return emptied(document, outer, container);
  return planRemove(document, outer);
}

/** Removes the last entry of a map that stays, as an empty value where it must say something. */
function emptied(document: FlowDocument, outer: FlowPath, container: Container): Plan {
  return removeEntries(document.text, container, [0], outer.length <= 1);
}

function removeFromList(document: FlowDocument, path: FlowPath, list: Container, index: number): Plan {
  const located = locate(document.syntax, path);
  const node = located && valueOf(located);
  if (!located || node?.kind !== 'list' || node.items[index] === undefined) return [];
  if (node.items.length === 1) return planReplace(document, path, []);
  return removeItems(document.text, list, node.items, located.placed.base, [index]);
}

function planReplace(document: FlowDocument, path: FlowPath, value: JsonValue): Plan {
  const place = placeAt(document, path);
  return place ? replaceValue(document.text, place, value, fileStyle(document)) : cannotReach(path);
}

/** Where the value at a path stands. */
function placeAt(document: FlowDocument, path: FlowPath): ValuePlace | undefined {
  const outer = path.slice(0, -1);
  const last = path.at(-1);
  const container = containerAt(document, outer);
  if (!container) return undefined;
  if (container.kind === 'map') {
    const index = container.entries.findIndex(({ entry }) => entry.key === String(last));
    return index < 0 ? undefined : entryPlace(document.text, container, index);
  }
  const located = locate(document.syntax, path);
  if (located?.kind !== 'item') return undefined;
  return itemPlace(document.text, container, located.placed.node, located.placed.base, Number(last));
}

function planCreate(document: FlowDocument, path: FlowPath, value: JsonValue): Plan {
  let length = path.length - 1;
  while (length > 0 && !locate(document.syntax, path.slice(0, length))) length -= 1;
  const outer = path.slice(0, length);
  const shared = length > 0 ? locateForEdit(document, outer) : undefined;
  if (isRefusal(shared)) return shared;
  const key = path[length];
  const nested = nest(path.slice(length + 1), value);
  if (key === undefined || nested === undefined) return cannotReach(path);
  if (length === 0) return insertSection(document, String(key), nested);
  const container = containerAt(document, outer);
  if (container && container.spans.length > 0) return insertInto(document, outer, container, key, nested);
  const located = locate(document.syntax, outer);
  const node = located && valueOf(located);
  const isEmpty = container || (node?.kind === 'scalar' && node.value === null);
  if (!isEmpty || (typeof key === 'number' && key !== 0)) return cannotReach(path);
  return planReplace(document, outer, typeof key === 'number' ? [nested] : single(key, nested));
}

function insertInto(
  document: FlowDocument,
  outer: FlowPath,
  container: Container,
  key: string | number,
  value: JsonValue,
): Plan {
  const style = fileStyle(document);
  const { text } = document;
  if (container.kind === 'map') {
    if (typeof key === 'number') return cannotReach([...outer, key]);
    return insertEntry(text, container, indexBefore(container, key, orderAt(outer)), key, value, style);
  }
  const located = locate(document.syntax, outer);
  const node = located && valueOf(located);
  if (!located || node?.kind !== 'list' || key !== node.items.length) return cannotReach([...outer, key]);
  return insertItem(text, container, node.items, located.placed.base, node.items.length - 1, value, style);
}

/** The keys of a map in the order in which they are best written. */
function orderAt(path: FlowPath): readonly string[] {
  if (path.length === 0) return TOP_KEYS;
  if (path[0] === 'nodes' && path.length === 2) return NODE_KEYS;
  if (path.at(-1) === 'retry') return RETRY_KEYS;
  return path.at(-1) === 'cache' ? CACHE_KEYS : [];
}

/** The value within the maps that lead to it; a path through lists cannot be made. */
function nest(path: FlowPath, value: JsonValue): JsonValue | undefined {
  let nested = value;
  for (const key of path.toReversed()) {
    if (typeof key === 'number') {
      if (key !== 0) return undefined;
      nested = [nested];
    } else {
      nested = single(key, nested);
    }
  }
  return nested;
}

function single(key: string, value: JsonValue): Record<string, JsonValue> {
  const object: Record<string, JsonValue> = {};
  setOwn(object, key, value);
  return object;
}

function cannotReach(path: FlowPath): Refusal {
  return new Refusal(`There is no place for "${path.join('.')}" in this file; something else stands in the way.`);
}
