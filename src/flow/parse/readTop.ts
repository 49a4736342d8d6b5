import type {
  FlowDefaults,
  FlowGroup,
  FlowInput,
  FlowPath,
  JsonValue,
  PortType,
  Position,
  WireSource,
} from '../model.ts';
import { FORMAT_VERSION } from '../model.ts';
import { isNodeId } from '../nodeId.ts';
import { didYouMean, nearest } from '../suggest.ts';
import {
  asChoice,
  asCount,
  asDuration,
  asEntries,
  asJson,
  asText,
  asTextList,
  type ReadContext,
  report,
  reportUnknownKey,
} from './readContext.ts';
import { readWire } from './readNode.ts';
import { ERROR_POLICIES, readCache, readResources, readRetry, readSandbox } from './readPolicies.ts';
import { isNull, resolved, type SyntaxEntry, type SyntaxNode } from './syntaxTree.ts';

const SCALAR_TYPES = ['text', 'number', 'boolean', 'json', 'table', 'file', 'image', 'bytes', 'any'] as const;

/** Every type that a port or input may have. */
export const PORT_TYPES: readonly PortType[] = [
  ...SCALAR_TYPES,
  ...SCALAR_TYPES.map((type) => `list of ${type}` as const),
];

const INPUT_KEYS = ['type', 'default', 'description', 'options'] as const;
const DEFAULTS_KEYS = ['timeout', 'retry', 'onError', 'concurrency', 'cache', 'sandbox', 'resources'] as const;
const GROUP_KEYS = ['title', 'nodes', 'color'] as const;

/** Reads `flow`. */
export function readFormatVersion(context: ReadContext, node: SyntaxNode, path: FlowPath): number | undefined {
  const value = asJson(node);
  if (value === FORMAT_VERSION) return value;
  const message =
    typeof value === 'number' && value > FORMAT_VERSION
      ? `This file has format version ${value}, but this build of Millrace reads version ${FORMAT_VERSION}; update Millrace.`
      : `"flow" must be ${FORMAT_VERSION}, the version of the format that this build of Millrace reads.`;
  report(context, 'format-version', message, node, path);
  return typeof value === 'number' ? value : undefined;
}

/** Reads one entry of `inputs`: a map, or just a type. */
export function readInput(context: ReadContext, entry: SyntaxEntry): FlowInput {
  const path: FlowPath = ['inputs', entry.key];
  const name = entry.key;
  if (!isNodeId(name)) {
    const message = `"${name}" cannot be the name of an input. Names start with a letter or _, then letters, digits, _ and - follow.`;
    report(context, 'invalid-id', message, entry.keySpan, path);
  }
  if (resolved(entry.value).kind === 'scalar') {
    return { name, type: readType(context, entry.value, path) ?? 'any' };
  }
  const input: { -readonly [Key in keyof FlowInput]: FlowInput[Key] } = { name, type: 'any' };
  for (const property of asEntries(context, entry.value, path)) {
    const place = [...path, property.key];
    if (property.key === 'type') input.type = readType(context, property.value, place) ?? 'any';
    else if (property.key === 'default') input.default = asJson(property.value);
    else if (property.key === 'description') input.description = asText(context, property.value, place) ?? '';
    else if (property.key === 'options') input.options = readOptions(context, property.value, place);
    else reportUnknownKey(context, property, place, INPUT_KEYS, 'in an input');
  }
  return input;
}

/** Reads `defaults`. */
export function readDefaults(context: ReadContext, node: SyntaxNode, path: FlowPath): FlowDefaults {
  const defaults: { -readonly [Key in keyof FlowDefaults]?: FlowDefaults[Key] | undefined } = {};
  for (const entry of asEntries(context, node, path)) {
    const place = [...path, entry.key];
    if (entry.key === 'timeout') defaults.timeoutMs = asDuration(context, entry.value, place);
    else if (entry.key === 'retry') defaults.retry = readRetry(context, entry.value, place);
    else if (entry.key === 'onError') defaults.onError = asChoice(context, entry.value, place, ERROR_POLICIES);
    else if (entry.key === 'concurrency') defaults.concurrency = asCount(context, entry.value, place, 1);
    else if (entry.key === 'cache') defaults.cache = readCache(context, entry.value, place);
    else if (entry.key === 'sandbox') defaults.sandbox = readSandbox(context, entry.value, place);
    else if (entry.key === 'resources') defaults.resources = readResources(context, entry.value, place);
    else reportUnknownKey(context, entry, place, DEFAULTS_KEYS, 'in "defaults"');
  }
  return Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
}

/** Reads one entry of `outputs`. */
export function readOutput(
  context: ReadContext,
  entry: SyntaxEntry,
): { readonly name: string; readonly source: WireSource } | undefined {
  const source = readWire(context, entry.value, ['outputs', entry.key]);
  return source && { name: entry.key, source };
}

/** Reads one entry of `groups`. */
export function readGroup(context: ReadContext, entry: SyntaxEntry): FlowGroup {
  const path: FlowPath = ['groups', entry.key];
  const group: { -readonly [Key in keyof FlowGroup]: FlowGroup[Key] } = { id: entry.key, nodes: [] };
  for (const property of asEntries(context, entry.value, path)) {
    const place = [...path, property.key];
    if (property.key === 'nodes') group.nodes = asTextList(context, property.value, place);
    else if (property.key === 'title') group.title = asText(context, property.value, place) ?? '';
    else if (property.key === 'color') group.color = asText(context, property.value, place) ?? '';
    else reportUnknownKey(context, property, place, GROUP_KEYS, 'in a group');
  }
  return group;
}

/** Reads one entry of `layout`: `[x, y]`, rounded to whole units. */
export function readPosition(context: ReadContext, entry: SyntaxEntry): Position | undefined {
  const value = asJson(entry.value);
  const [x, y, ...rest] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  if (typeof x === 'number' && typeof y === 'number' && rest.length === 0)
    return [Math.round(x) || 0, Math.round(y) || 0];
  const message = `The position of "${entry.key}" must be [x, y] with two numbers.`;
  report(context, 'structure', message, entry.value, ['layout', entry.key], { severity: 'warning' });
  return undefined;
}

function readType(context: ReadContext, node: SyntaxNode, path: FlowPath): PortType | undefined {
  if (isNull(node)) return undefined;
  const text = asText(context, node, path);
  if (text === undefined) return undefined;
  const type = PORT_TYPES.find((candidate) => candidate === text);
  if (type) return type;
  const suggestion = nearest(text, PORT_TYPES);
  const message = `"${text}" is no type. Types are ${SCALAR_TYPES.join(', ')} and "list of" each.${didYouMean(suggestion)}`;
  report(context, 'structure', message, node, path, suggestion === undefined ? {} : { replacement: suggestion });
  return undefined;
}

function readOptions(context: ReadContext, node: SyntaxNode, path: FlowPath): readonly JsonValue[] {
  const target = resolved(node);
  if (target.kind === 'list') return target.items.map(asJson);
  if (!isNull(node)) report(context, 'structure', '"options" must be a list of values.', node, path);
  return [];
}
