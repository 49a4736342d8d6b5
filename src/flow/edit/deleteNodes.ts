import type { FlowDocument } from '../document.ts';
import type { FlowPath } from '../model.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { childIndex, locate, valueOf } from '../parse/locate.ts';
import { removeItems } from './listEdits.ts';
import { removeEntries } from './mapEdits.ts';
import { containerAt, sharedRefusal } from './places.ts';
import { type Reference, referencesTo } from './references.ts';
import { type Plan, Refusal, together } from './refusal.ts';

/**
 * What is left of the places that name deleted nodes: paths of entries that go, and indexes of items that go from lists
 * that stay.
 */
interface Removals {
  readonly entries: Map<string, FlowPath>;
  readonly items: Map<string, { readonly path: FlowPath; readonly indexes: number[] }>;
}

/** Deletes nodes with everything that names them. */
export function planDeleteNodes(document: FlowDocument, ids: readonly string[]): Plan {
  const wanted = new Set(ids);
  const section = sectionOf(document.syntax, 'nodes');
  const nodes = containerAt(document, ['nodes']);
  for (const id of wanted) {
    if (!section || !nodes || childIndex(section, id) < 0) return new Refusal(`There is no node "${id}" to delete.`);
  }
  if (!section || !nodes) return [];
  const references = referencesTo(document, wanted).filter(({ path }) => !isWithinDeleted(path, wanted));
  const shared = references.find((reference) => reference.shared);
  if (shared) return sharedRefusal(String(shared.path.at(-1)));
  const removals = collect(document, references);
  for (const id of wanted) if (document.model.layout.has(id)) markEntry(removals, ['layout', id]);
  const indexes = section.children.flatMap(({ entry }, index) => (wanted.has(entry.key) ? [index] : []));
  return together([removeEntries(document.text, nodes, indexes, true), ...removalPlans(document, removals)]);
}

function isWithinDeleted(path: FlowPath, ids: ReadonlySet<string>): boolean {
  return path[0] === 'nodes' && ids.has(String(path[1]));
}

function collect(document: FlowDocument, references: readonly Reference[]): Removals {
  const removals: Removals = { entries: new Map(), items: new Map() };
  for (const { path } of references) {
    const last = path.at(-1);
    if (typeof last !== 'number') {
      markEntry(removals, path);
      continue;
    }
    const list = path.slice(0, -1);
    const key = JSON.stringify(list);
    const known = removals.items.get(key);
    if (known) known.indexes.push(last);
    else removals.items.set(key, { path: list, indexes: [last] });
  }
  for (const [key, { path, indexes }] of removals.items) {
    if (indexes.length < listLength(document, path) || path[0] === 'groups') continue;
    removals.items.delete(key);
    markEntry(removals, path);
  }
  return removals;
}

function markEntry(removals: Removals, path: FlowPath): void {
  removals.entries.set(JSON.stringify(path), path);
}

function listLength(document: FlowDocument, path: FlowPath): number {
  const located = locate(document.syntax, path);
  const node = located && valueOf(located);
  return node?.kind === 'list' ? node.items.length : 0;
}

function removalPlans(document: FlowDocument, removals: Removals): readonly Plan[] {
  const plans: Plan[] = [];
  for (const { path, keys } of entriesByMap(document, [...removals.entries.values()])) {
    const map = containerAt(document, path);
    if (!map) continue;
    const indexes = map.entries.flatMap(({ entry }, index) => (keys.has(entry.key) ? [index] : []));
    plans.push(removeEntries(document.text, map, indexes, path.length === 0));
  }
  for (const { path, indexes } of removals.items.values()) plans.push(removeFromList(document, path, indexes));
  return plans;
}

function removeFromList(document: FlowDocument, path: FlowPath, indexes: readonly number[]): Plan {
  const located = locate(document.syntax, path);
  const node = located && valueOf(located);
  const list = containerAt(document, path);
  if (!located || node?.kind !== 'list' || !list) return [];
  if (indexes.length < node.items.length) {
    return removeItems(document.text, list, node.items, located.placed.base, indexes);
  }
  return [{ start: list.start, end: list.end, text: '[]' }];
}

interface MapRemovals {
  readonly path: FlowPath;
  readonly keys: ReadonlySet<string>;
}

/** Entries to remove by the map that they are in. A map that would be left empty goes itself, with its own entry. */
function entriesByMap(document: FlowDocument, paths: readonly FlowPath[]): readonly MapRemovals[] {
  let pending = paths;
  for (;;) {
    const byMap = group(pending);
    const emptied = byMap.filter(
      ({ path, keys }) => path.length > 0 && !staysEmpty(path) && fills(document, path, keys),
    );
    if (emptied.length === 0) return byMap;
    const gone = new Set(emptied.map(({ path }) => JSON.stringify(path)));
    pending = [
      ...pending.filter((path) => !gone.has(JSON.stringify(path.slice(0, -1)))),
      ...emptied.map(({ path }) => path),
    ];
  }
}

function group(paths: readonly FlowPath[]): readonly MapRemovals[] {
  const groups = new Map<string, { path: FlowPath; keys: Set<string> }>();
  for (const path of paths) {
    const map = path.slice(0, -1);
    const key = JSON.stringify(map);
    const known = groups.get(key) ?? { path: map, keys: new Set<string>() };
    known.keys.add(String(path.at(-1)));
    groups.set(key, known);
  }
  return [...groups.values()];
}

/** A node stays, however empty. */
function staysEmpty(path: FlowPath): boolean {
  return path[0] === 'nodes' && path.length <= 2;
}

function fills(document: FlowDocument, path: FlowPath, keys: ReadonlySet<string>): boolean {
  return containerAt(document, path)?.entries.every(({ entry }) => keys.has(entry.key)) ?? false;
}
