import type { JsonValue } from '../model.ts';
import { consumersOf, entryFeatures, nodeFeatures } from './features.ts';
import type { FlowParts } from './readParts.ts';
import { NO_RENAMES, type Renames, renamed, roleInSection } from './renames.ts';
import { matchByContent, type Unmatched } from './similarity.ts';
import { isMap } from './valueChanges.ts';

/** Names of entries before, by section and name after. */
export type EarlierNames = ReadonlyMap<string, string>;

/**
 * Finds nodes and inputs that only changed their name: what is gone and what is new, matched by what they consist of.
 * What a match tells about wires may make further nodes alike, so that a whole chain of renamed nodes is found.
 */
export function findRenames(from: FlowParts, to: FlowParts): Renames {
  let renames: Renames = { ...NO_RENAMES, inputs: findInputs(from, to) };
  for (;;) {
    const more = findNodes(from, to, renames);
    if (more.size === 0) return renames;
    renames = { ...renames, nodes: new Map([...renames.nodes, ...more]) };
  }
}

function findNodes(from: FlowParts, to: FlowParts, renames: Renames): ReadonlyMap<string, string> {
  const found = new Set(renames.nodes.values());
  const gone = missing(from.nodes, to.nodes).filter((name) => !renames.nodes.has(name));
  const fresh = missing(to.nodes, from.nodes).filter((name) => !found.has(name));
  if (gone.length === 0 || fresh.length === 0) return new Map();
  const earlier = consumersOf(from, renames);
  const later = consumersOf(to);
  return matchByContent(
    gone.map((name) => ({ name, features: nodeFeatures(from, name, earlier, renames) })),
    fresh.map((name) => ({ name, features: nodeFeatures(to, name, later) })),
  );
}

function findInputs(from: FlowParts, to: FlowParts): ReadonlyMap<string, string> {
  const gone = missing(sectionOf(from, 'inputs'), sectionOf(to, 'inputs'));
  const fresh = missing(sectionOf(to, 'inputs'), sectionOf(from, 'inputs'));
  if (gone.length === 0 || fresh.length === 0) return new Map();
  const earlier = consumersOf(from);
  const later = consumersOf(to);
  return matchByContent(
    gone.map((name) => inputOf(from, name, earlier.get(`inputs.${name}`))),
    fresh.map((name) => inputOf(to, name, later.get(`inputs.${name}`))),
  );
}

/** Entries of a section before by their names after, where those are not the same. */
export function renamedEntries(section: string, from: FlowParts, to: FlowParts, renames: Renames): EarlierNames {
  if (section === 'inputs') return new Map([...renames.inputs].map(([earlier, name]) => [name, earlier]));
  if (section !== 'outputs' && section !== 'groups') return new Map();
  const before = sectionOf(from, section);
  const after = sectionOf(to, section);
  const matches = matchByContent(
    missing(before, after).map((name) => entryOf(name, comparedEntry(section, before.get(name) ?? null, renames))),
    missing(after, before).map((name) => entryOf(name, comparedEntry(section, after.get(name) ?? null, NO_RENAMES))),
  );
  return new Map([...matches].map(([earlier, name]) => [name, earlier]));
}

/** An entry of a section as it is compared. */
export function comparedEntry(section: string, value: JsonValue, renames: Renames): JsonValue {
  if (section !== 'groups' || !isMap(value)) return renamed(value, roleInSection(section, ''), renames);
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, renamed(item, roleInSection(section, key), renames)]));
}

/** The entries of a section; none where there is no such section. */
export function sectionOf(parts: FlowParts, section: string): ReadonlyMap<string, JsonValue> {
  return parts.sections.get(section) ?? new Map();
}

function inputOf(parts: FlowParts, name: string, places: readonly string[] = []): Unmatched {
  return { name, features: entryFeatures(sectionOf(parts, 'inputs').get(name) ?? null, places) };
}

function entryOf(name: string, value: JsonValue): Unmatched {
  return { name, features: entryFeatures(value, []) };
}

function missing(names: ReadonlyMap<string, unknown>, others: ReadonlyMap<string, unknown>): readonly string[] {
  return [...names.keys()].filter((name) => name !== '' && !others.has(name));
}
