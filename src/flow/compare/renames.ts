import type { JsonValue } from '../model.ts';
import { formatWire, parseWire } from '../parse/wireText.ts';

/** Which names of a file are called differently in the file that it is compared with. */
export interface Renames {
  readonly nodes: ReadonlyMap<string, string>;
  readonly inputs: ReadonlyMap<string, string>;
}

/** Nothing is called differently. */
export const NO_RENAMES: Renames = { nodes: new Map(), inputs: new Map() };

/** What kind of names a value holds. */
export type NameRole = 'wire' | 'nodes' | 'names' | 'none';

/** What stands at a key of a node. */
export function roleInNode(key: string): NameRole {
  if (key === 'in' || key === 'when') return 'wire';
  if (key === 'after') return 'nodes';
  return key === 'secrets' ? 'names' : 'none';
}

/** What stands at a key of an entry of a section of the top level; the empty key for the entry itself. */
export function roleInSection(section: string, key: string): NameRole {
  if (section === 'outputs') return 'wire';
  return section === 'groups' && key === 'nodes' ? 'nodes' : 'none';
}

/** A value with its names as the other file has them. Lists of names lose their order, which means nothing. */
export function renamed(value: JsonValue, role: NameRole, renames: Renames): JsonValue {
  if (role === 'none') return value;
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => renamed(item, role, renames));
    return role === 'wire' ? items : items.toSorted(byText);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, role, renames)]));
  }
  if (typeof value !== 'string' || role === 'names') return value;
  return role === 'nodes' ? (renames.nodes.get(value) ?? value) : renamedWire(value, renames);
}

function renamedWire(text: string, renames: Renames): string {
  const [, not = '', wire = ''] = /^\s*(not\s+)?(\S+)\s*$/.exec(text) ?? [];
  const source = parseWire(wire);
  if (!source) return text;
  const prefix = not === '' ? '' : 'not ';
  if (source.from === 'input') {
    return prefix + formatWire({ ...source, input: renames.inputs.get(source.input) ?? source.input });
  }
  return prefix + formatWire({ ...source, node: renames.nodes.get(source.node) ?? source.node });
}

function byText(left: JsonValue, right: JsonValue): number {
  const [first, second] = [JSON.stringify(left), JSON.stringify(right)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
