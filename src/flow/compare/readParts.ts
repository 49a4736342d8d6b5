import type { FlowDocument } from '../document.ts';
import type { JsonObject, JsonValue } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { type PlacedEntry, sectionOf } from '../parse/documentSyntax.ts';
import { asJson } from '../parse/readContext.ts';
import { resolved, type SyntaxNode } from '../parse/syntaxTree.ts';

/** Everything that a file says of meaning, as plain data: known keys and unknown ones, read or not. */
export interface FlowParts {
  /** By id, in order of the file. What a node holds that is no map stands under the empty key. */
  readonly nodes: ReadonlyMap<string, JsonObject>;
  /** By section, then by name; a section that is one value has it under the empty name. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, JsonValue>>;
  readonly layout: ReadonlyMap<string, JsonValue>;
}

/** Sections whose entries are told apart by name. */
const NAMED_SECTIONS: ReadonlySet<string> = new Set(['inputs', 'env', 'defaults', 'services', 'outputs', 'groups']);

/** Keys of nodes and of the top level below which scalars are texts as written: there `1.10` is not `1.1`. */
const TEXT_KEYS: ReadonlySet<string> = new Set([
  'uses',
  'name',
  'description',
  'in',
  'after',
  'when',
  'each',
  'env',
  'secrets',
  'workdir',
  'outputs',
  'groups',
]);

/** Reads what a file says. Of keys that stand there twice the first counts, as everywhere. */
export function readParts(document: FlowDocument): FlowParts {
  const nodes = new Map<string, JsonObject>();
  for (const placed of entriesOf(document, 'nodes')) nodes.set(placed.entry.key, readNodePart(document, placed));
  const layout = new Map<string, JsonValue>();
  for (const { entry } of entriesOf(document, 'layout')) layout.set(entry.key, asJson(entry.value));
  return { nodes, sections: readSections(document), layout };
}

function readNodePart(document: FlowDocument, { entry, base }: PlacedEntry): JsonObject {
  const target = resolved(entry.value);
  const part: Record<string, JsonValue> = {};
  if (target.kind === 'map') {
    for (const { key, value } of target.entries) {
      if (!Object.hasOwn(part, key)) setOwn(part, key, readValue(document, value, base, TEXT_KEYS.has(key)));
    }
  } else if (target.kind === 'list' || target.value !== null) {
    part[''] = asJson(target);
  }
  return part;
}

function readSections(document: FlowDocument): FlowParts['sections'] {
  const sections = new Map<string, Map<string, JsonValue>>();
  for (const { entry, base } of document.syntax.sections) {
    const { key } = entry;
    if (key === 'nodes' || key === 'layout' || sections.has(key)) continue;
    sections.set(key, readSection(document, key, entry.value, base));
  }
  return sections;
}

function readSection(document: FlowDocument, key: string, node: SyntaxNode, base: number): Map<string, JsonValue> {
  const textual = TEXT_KEYS.has(key);
  const target = resolved(node);
  if (target.kind === 'map' && NAMED_SECTIONS.has(key)) {
    const entries = new Map<string, JsonValue>();
    for (const { entry } of entriesOf(document, key)) {
      entries.set(entry.key, readValue(document, entry.value, base, textual));
    }
    return entries;
  }
  const value = readValue(document, node, base, textual);
  if (key === 'secrets' && value !== null && typeof value !== 'string') {
    const names = Array.isArray(value) ? (value as readonly JsonValue[]) : Object.keys(value);
    return new Map(names.map((name) => [typeof name === 'string' ? name : JSON.stringify(name), null]));
  }
  return new Map(value === null ? [] : [['', value]]);
}

/** The entries of a section that is a map, also behind an alias; the first of each key. */
function entriesOf(document: FlowDocument, key: string): readonly PlacedEntry[] {
  const section = sectionOf(document.syntax, key);
  if (!section) return [];
  const { value } = section.entry;
  const target = resolved(value);
  if (target.kind !== 'map') return [];
  const all = value.kind === 'map' ? section.children : target.entries.map((entry) => ({ entry, base: section.base }));
  const seen = new Set<string>();
  return all.filter(({ entry }) => {
    if (seen.has(entry.key)) return false;
    seen.add(entry.key);
    return true;
  });
}

function readValue(document: FlowDocument, node: SyntaxNode, base: number, textual: boolean): JsonValue {
  if (!textual) return asJson(node);
  const target = resolved(node);
  if (target.kind === 'list') return target.items.map((item) => readValue(document, item, base, true));
  if (target.kind === 'scalar') {
    const { value } = target;
    return value === null || typeof value === 'string'
      ? value
      : document.text.slice(base + target.start, base + target.end);
  }
  const object: Record<string, JsonValue> = {};
  for (const entry of target.entries) {
    if (!Object.hasOwn(object, entry.key)) setOwn(object, entry.key, readValue(document, entry.value, base, true));
  }
  return object;
}
