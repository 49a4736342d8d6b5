import type { JsonValue } from '../model.ts';
import { parseWire } from '../parse/wireText.ts';
import type { FlowParts } from './readParts.ts';
import { NO_RENAMES, type Renames, renamed, roleInNode } from './renames.ts';
import type { Features } from './similarity.ts';
import { isMap } from './valueChanges.ts';

/** Weight of a line of content that is the same as a whole, besides one for each of its first characters. */
const LINE_WEIGHT = 4;
const MOST_FOR_A_LINE = 24;
/** Many nodes are of the same kind, so that it says little. */
const KIND_WEIGHT = 2;
const POSITION_WEIGHT = 4;
const CONSUMER_WEIGHT = 12;

const WORD = /[\p{L}\p{N}_]+/gu;

/** Stands for a node's own id, so that a node which names itself is like itself under another name. */
const ITSELF = '\u0000';

/** Who takes what from a node or an input, by its wire's name: `download` or `inputs.day`. */
export type Consumers = ReadonlyMap<string, readonly string[]>;

/** Everything that a file wires to, by where the wire comes from. Nodes that take something have their later names. */
export function consumersOf(parts: FlowParts, renames: Renames = NO_RENAMES): Consumers {
  const consumers = new Map<string, string[]>();
  const note = (wire: string, place: string): void => {
    const source = parseWire(wire.replace(/^\s*not\s+/, ''));
    if (!source) return;
    const name = source.from === 'node' ? source.node : `inputs.${source.input}`;
    const text = source.from === 'node' ? `${place} ${source.port ?? ''}` : place;
    const known = consumers.get(name);
    if (known) known.push(text);
    else consumers.set(name, [text]);
  };
  for (const [earlierId, part] of parts.nodes) {
    const id = renames.nodes.get(earlierId) ?? earlierId;
    for (const [key, value] of Object.entries(part)) {
      if (roleInNode(key) === 'wire' || roleInNode(key) === 'nodes') forEachText(value, `${id}.${key}`, note);
    }
  }
  for (const [name, value] of parts.sections.get('outputs') ?? []) forEachText(value, `outputs.${name}`, note);
  return consumers;
}

/** What a node consists of: its content, its place, and who takes what from it. Wires have their later names. */
export function nodeFeatures(
  parts: FlowParts,
  id: string,
  consumers: Consumers,
  renames: Renames = NO_RENAMES,
): Features {
  const features = new Map<string, number>();
  const itself = { ...renames, nodes: new Map([...renames.nodes, [id, ITSELF]]) };
  for (const [key, value] of Object.entries(parts.nodes.get(id) ?? {})) {
    if (key === 'uses') add(features, `uses ${JSON.stringify(value)}`, KIND_WEIGHT);
    else addLines(features, key, renamed(value, roleInNode(key), itself));
  }
  const position = parts.layout.get(id);
  if (position !== undefined) add(features, `at ${JSON.stringify(position)}`, POSITION_WEIGHT);
  for (const place of consumers.get(id) ?? []) {
    const foreign = place.startsWith(`${id}.`) ? ITSELF + place.slice(id.length) : place;
    add(features, `to ${foreign}`, CONSUMER_WEIGHT);
  }
  return features;
}

/** What an input, an output or a group consists of. */
export function entryFeatures(value: JsonValue, places: readonly string[]): Features {
  const features = new Map<string, number>();
  addLines(features, '', value);
  for (const place of places) add(features, `to ${place}`, CONSUMER_WEIGHT);
  return features;
}

function addLines(features: Map<string, number>, path: string, value: JsonValue): void {
  if (isMap(value)) {
    for (const [key, item] of Object.entries(value)) addLines(features, `${path}.${key}`, item);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) addLines(features, path, item);
  } else {
    const lines = typeof value === 'string' ? value.split('\n') : [JSON.stringify(value)];
    for (const line of lines) {
      const content = line.trim();
      if (content !== '' || lines.length === 1) addLine(features, path, content);
    }
  }
}

/** A line counts once as a whole and once by its words, so that a long one with a small change is mostly the same. */
function addLine(features: Map<string, number>, path: string, line: string): void {
  add(features, `${path} ${line}`, LINE_WEIGHT + Math.min(line.length, MOST_FOR_A_LINE));
  for (const [word] of line.matchAll(WORD)) add(features, `${path} word ${word}`, word.length);
}

function add(features: Map<string, number>, feature: string, weight: number): void {
  features.set(feature, (features.get(feature) ?? 0) + weight);
}

function forEachText(value: JsonValue, place: string, visit: (text: string, place: string) => void): void {
  if (typeof value === 'string') visit(value, place);
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) forEachText(item, `${place}.${key}`, visit);
  else if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) forEachText(item, place, visit);
}
