import type { JsonObject, JsonValue, Position } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { NODE_KEYS } from '../parse/readNode.ts';
import { sameJson } from '../sameJson.ts';
import type { NodeChange, PositionChange, ValueChange } from './flowComparison.ts';
import type { FlowParts } from './readParts.ts';
import { NO_RENAMES, type Renames, renamed, roleInNode } from './renames.ts';
import { mapChanges, NOTHING, type Side, valueChanges } from './valueChanges.ts';

/** One of the two files. */
export interface NodeSide {
  readonly parts: FlowParts;
  readonly layout: ReadonlyMap<string, Position>;
}

/** Keys of a node whose entries are compared one by one, also where the other side has none. */
const CONTAINERS: ReadonlySet<string> = new Set(['in', 'with', 'env', 'resources']);

const WIRE_KEYS: ReadonlySet<string> = new Set(['in', 'after', 'when']);

/** What became of the nodes. */
export function compareNodes(from: NodeSide, to: NodeSide, renames: Renames): readonly NodeChange[] {
  const earlierIds = new Map([...renames.nodes].map(([earlier, id]) => [id, earlier]));
  const removed = removedAfter(from, to, renames);
  const changes: NodeChange[] = [...(removed.get(undefined) ?? [])];
  for (const id of to.parts.nodes.keys()) {
    const change = changeOf(from, to, earlierIds.get(id) ?? id, id, renames);
    if (change) changes.push(change);
    changes.push(...(removed.get(id) ?? []));
  }
  return changes;
}

/** Removed nodes by the node, after the change, that they stood behind. */
function removedAfter(from: NodeSide, to: NodeSide, renames: Renames): ReadonlyMap<string | undefined, NodeChange[]> {
  const removed = new Map<string | undefined, NodeChange[]>();
  let previous: string | undefined;
  for (const [id, part] of from.parts.nodes) {
    const later = renames.nodes.get(id) ?? id;
    if (to.parts.nodes.has(later)) {
      previous = later;
      continue;
    }
    const content = { ...contentChanges(part, undefined, renames), ...positionChange(from.layout.get(id), undefined) };
    const change: NodeChange = { type: 'removed', id, uses: kindOf(part), ...content };
    const known = removed.get(previous);
    if (known) known.push(change);
    else removed.set(previous, [change]);
  }
  return removed;
}

function changeOf(
  from: NodeSide,
  to: NodeSide,
  earlierId: string,
  id: string,
  renames: Renames,
): NodeChange | undefined {
  const before = from.parts.nodes.get(earlierId);
  const after = to.parts.nodes.get(id);
  const content = contentChanges(before, after, renames);
  const position = positionChange(before && from.layout.get(earlierId), to.layout.get(id));
  const uses = kindOf(after);
  if (!before) return { type: 'added', id, uses, ...content, ...position };
  const isSame = id === earlierId && content.values.length === 0 && content.wires.length === 0 && !position.position;
  return isSame ? undefined : { type: 'kept', id, earlierId, uses, ...content, ...position };
}

function contentChanges(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  renames: Renames,
): { readonly values: readonly ValueChange[]; readonly wires: readonly ValueChange[] } {
  const values: ValueChange[] = [];
  const wires: ValueChange[] = [];
  for (const key of keysInOrder(before, after)) {
    const from = side(before, key, renames);
    const to = side(after, key, NO_RENAMES);
    const compare = CONTAINERS.has(key) ? containerChanges : valueChanges;
    (WIRE_KEYS.has(key) ? wires : values).push(...compare(from, to, [key]));
  }
  return { values, wires };
}

/** Entry by entry, unless one of the sides holds something that is no map. */
function containerChanges(before: Side, after: Side, path: readonly string[]): readonly ValueChange[] {
  return isContainer(before) && isContainer(after)
    ? mapChanges(before, after, path)
    : valueChanges(before, after, path);
}

function isContainer({ compared }: Side): boolean {
  return compared === undefined || compared === null || (typeof compared === 'object' && !Array.isArray(compared));
}

function side(part: JsonObject | undefined, key: string, renames: Renames): Side {
  const shown = part && ownValue(part, key);
  return shown === undefined ? NOTHING : { shown, compared: renamed(shown, roleInNode(key), renames) };
}

function keysInOrder(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const known = NODE_KEYS.filter((key) => keys.has(key));
  const others = [...keys].filter((key) => !(NODE_KEYS as readonly string[]).includes(key));
  return [...known, ...others.toSorted()];
}

function positionChange(
  before: Position | undefined,
  after: Position | undefined,
): { readonly position?: PositionChange } {
  if (sameJson(before, after)) return {};
  return { position: { ...(before ? { before } : {}), ...(after ? { after } : {}) } };
}

function kindOf(part: JsonObject | undefined): string {
  const uses: JsonValue | undefined = part && ownValue(part, 'uses');
  return typeof uses === 'string' ? uses : '';
}
