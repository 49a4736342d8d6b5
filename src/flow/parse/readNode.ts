import type { FlowNode, FlowPath, InPort, JsonObject, JsonValue, WireSource } from '../model.ts';
import { isNodeId } from '../nodeId.ts';
import { setOwn } from '../ownKeys.ts';
import {
  asChoice,
  asCount,
  asDuration,
  asEntries,
  asJson,
  asText,
  asTextList,
  asTextMap,
  nameOf,
  type ReadContext,
  report,
  reportUnknownKey,
} from './readContext.ts';
import { ERROR_POLICIES, readCache, readResources, readRetry, readSandbox } from './readPolicies.ts';
import { entryOf, isNull, resolved, type SyntaxEntry, type SyntaxNode } from './syntaxTree.ts';
import { INPUTS_WORD, parseWire } from './wireText.ts';

/** The keys of a node in the order in which they are best written. */
export const NODE_KEYS = [
  'uses',
  'name',
  'description',
  'in',
  'after',
  'when',
  'each',
  'concurrency',
  'with',
  'env',
  'secrets',
  'workdir',
  'resources',
  'timeout',
  'retry',
  'onError',
  'cache',
  'sandbox',
] as const;

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Draft = Writable<FlowNode>;
type KeyReader = (draft: Draft, context: ReadContext, value: SyntaxNode, path: FlowPath) => void;

/** Reads one entry of `nodes`. Whatever cannot be read is reported and left out. */
export function readNode(outer: ReadContext, entry: SyntaxEntry): FlowNode {
  const context = { ...outer, node: entry.key };
  const path: FlowPath = ['nodes', entry.key];
  checkId(context, entry, path);
  const draft: Draft = {
    id: entry.key,
    uses: '',
    in: [],
    after: [],
    with: {},
    env: {},
    secrets: [],
    resources: {},
  };
  for (const property of asEntries(context, entry.value, path)) {
    const read = READERS.get(property.key);
    const propertyPath = [...path, property.key];
    if (read) read(draft, context, property.value, propertyPath);
    else reportUnknownKey(context, property, propertyPath, NODE_KEYS, 'in a node');
  }
  const { value } = entry;
  const target = resolved(value);
  const uses = target.kind === 'map' ? entryOf(target, 'uses')?.value : undefined;
  if ((target.kind === 'map' || isNull(value)) && (!uses || isNull(uses))) {
    const message = `Node "${entry.key}" does not say what it does; add "uses: shell" or another kind.`;
    report(context, 'structure', message, entry.keySpan, path);
  }
  return draft;
}

/** Reports an id that a wire could not name. */
function checkId(context: ReadContext, entry: SyntaxEntry, path: FlowPath): void {
  if (!isNodeId(entry.key)) {
    const message = `"${entry.key}" cannot be the id of a node. Ids start with a letter or _, then letters, digits, _ and - follow.`;
    report(context, 'invalid-id', message, entry.keySpan, path);
  } else if (entry.key === INPUTS_WORD) {
    const message = `"${INPUTS_WORD}" cannot be the id of a node, because wires from the flow's inputs start with it.`;
    report(context, 'invalid-id', message, entry.keySpan, path);
  }
}

const READERS: ReadonlyMap<string, KeyReader> = new Map<string, KeyReader>([
  ['uses', (draft, ...from) => assign(draft, 'uses', asText(...from))],
  ['name', (draft, ...from) => assign(draft, 'name', asText(...from))],
  ['description', (draft, ...from) => assign(draft, 'description', asText(...from))],
  ['in', (draft, ...from) => assign(draft, 'in', readInPorts(...from))],
  ['after', (draft, ...from) => assign(draft, 'after', asTextList(...from))],
  ['with', (draft, ...from) => assign(draft, 'with', readSettings(...from))],
  ['when', (draft, ...from) => assign(draft, 'when', readCondition(...from))],
  ['each', (draft, ...from) => assign(draft, 'each', asText(...from))],
  ['concurrency', (draft, ...from) => assign(draft, 'concurrency', asCount(...from, 1))],
  ['timeout', (draft, ...from) => assign(draft, 'timeoutMs', asDuration(...from))],
  ['retry', (draft, ...from) => assign(draft, 'retry', readRetry(...from))],
  ['onError', (draft, ...from) => assign(draft, 'onError', asChoice(...from, ERROR_POLICIES))],
  ['env', (draft, ...from) => assign(draft, 'env', asTextMap(...from))],
  ['secrets', (draft, ...from) => assign(draft, 'secrets', asTextList(...from))],
  ['workdir', (draft, ...from) => assign(draft, 'workdir', asText(...from))],
  ['resources', (draft, ...from) => assign(draft, 'resources', readResources(...from))],
  ['cache', (draft, ...from) => assign(draft, 'cache', readCache(...from))],
  ['sandbox', (draft, ...from) => assign(draft, 'sandbox', readSandbox(...from))],
]);

function assign<Key extends keyof Draft>(draft: Draft, key: Key, value: Draft[Key] | undefined): void {
  if (value !== undefined) draft[key] = value;
}

function readSettings(context: ReadContext, node: SyntaxNode, path: FlowPath): JsonObject {
  const settings: Record<string, JsonValue> = {};
  for (const entry of asEntries(context, node, path)) setOwn(settings, entry.key, asJson(entry.value));
  return settings;
}

function readInPorts(context: ReadContext, node: SyntaxNode, path: FlowPath): readonly InPort[] {
  return asEntries(context, node, path).map((entry) => {
    const portPath = [...path, entry.key];
    const target = resolved(entry.value);
    if (target.kind !== 'list') {
      const source = readWire(context, entry.value, portPath);
      return { port: entry.key, sources: source ? [source] : [], isList: false };
    }
    const sources = target.items.map((item, index) => readWire(context, item, [...portPath, index]));
    return { port: entry.key, sources: sources.filter((source) => source !== undefined), isList: true };
  });
}

/** Reads `node.port`, `node` or `inputs.name`. */
export function readWire(context: ReadContext, node: SyntaxNode, path: FlowPath): WireSource | undefined {
  if (isNull(node)) {
    report(context, 'structure', `${nameOf(path)} has no wire; write node.port, node or inputs.name.`, node, path);
    return undefined;
  }
  const text = asText(context, node, path);
  if (text === undefined) return undefined;
  const source = parseWire(text);
  if (source) return source;
  report(context, 'structure', `"${text}" is no wire; write node.port, node or inputs.name.`, node, path);
  return undefined;
}

function readCondition(context: ReadContext, node: SyntaxNode, path: FlowPath): FlowNode['when'] {
  const text = asText(context, node, path);
  if (text === undefined) return undefined;
  const [, not, wire = ''] = /^\s*(not\s+)?(\S+)\s*$/.exec(text) ?? [];
  const source = parseWire(wire);
  if (source) return { source, negated: not !== undefined };
  report(
    context,
    'structure',
    `"${text}" is no condition; write a wire such as check.ok, or "not check.ok".`,
    node,
    path,
  );
  return undefined;
}
