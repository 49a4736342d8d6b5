import type { CachePolicy, FlowPath, JsonValue, RetryPolicy } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
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
import { isNull, resolved, type SyntaxEntry, type SyntaxNode } from './syntaxTree.ts';

/** What a node may say under `onError`. */
export const ERROR_POLICIES = ['stop', 'continue', 'ignore'] as const;

const RETRY_CAUSES = ['failed', 'timed-out', 'crashed'] as const;

/** The keys of `retry`. */
export const RETRY_KEYS = ['attempts', 'delay', 'backoff', 'maxDelay', 'on'] as const;

/** The keys of `cache`. */
export const CACHE_KEYS = ['files', 'outputs', 'env', 'key'] as const;

/** Reads `retry`: a number of attempts, or a map. */
export function readRetry(context: ReadContext, node: SyntaxNode, path: FlowPath): RetryPolicy | undefined {
  if (isNull(node)) return undefined;
  if (resolved(node).kind === 'scalar') {
    const attempts = asCount(context, node, path, 0);
    return attempts === undefined ? undefined : { attempts, delayMs: 0, backoff: 1, on: RETRY_CAUSES };
  }
  const entries = new Map(asEntries(context, node, path).map((entry) => [entry.key, entry]));
  reportOthers(context, entries, path, RETRY_KEYS, 'in "retry"');
  const at = <Value>(
    key: string,
    read: (value: SyntaxNode, path: FlowPath) => Value | undefined,
  ): Value | undefined => {
    const entry = entries.get(key);
    return entry && read(entry.value, [...path, key]);
  };
  const maxDelayMs = at('maxDelay', (value, place) => asDuration(context, value, place));
  return {
    attempts: at('attempts', (value, place) => asCount(context, value, place, 0)) ?? 1,
    delayMs: at('delay', (value, place) => asDuration(context, value, place)) ?? 0,
    backoff: at('backoff', (value, place) => readBackoff(context, value, place)) ?? 1,
    ...(maxDelayMs === undefined ? {} : { maxDelayMs }),
    on: at('on', (value, place) => readCauses(context, value, place)) ?? RETRY_CAUSES,
  };
}

/** Reads `cache`: `auto`, `off`, or what the result depends on. */
export function readCache(context: ReadContext, node: SyntaxNode, path: FlowPath): CachePolicy | undefined {
  if (isNull(node)) return undefined;
  if (resolved(node).kind === 'scalar') {
    const mode = asChoice(context, node, path, ['auto', 'off']);
    return mode && { mode };
  }
  const entries = new Map(asEntries(context, node, path).map((entry) => [entry.key, entry]));
  reportOthers(context, entries, path, CACHE_KEYS, 'in "cache"');
  const texts = (key: string): readonly string[] => {
    const entry = entries.get(key);
    return entry ? asTextList(context, entry.value, [...path, key]) : [];
  };
  const keyEntry = entries.get('key');
  const key = keyEntry && asText(context, keyEntry.value, [...path, 'key']);
  return {
    mode: 'declared',
    files: texts('files'),
    outputs: texts('outputs'),
    env: texts('env'),
    ...(key === undefined ? {} : { key }),
  };
}

/** Reads amounts by name: what a node needs of each resource, or how much there is of it. */
export function readResources(
  context: ReadContext,
  node: SyntaxNode,
  path: FlowPath,
): Readonly<Record<string, number>> {
  const amounts: Record<string, number> = {};
  for (const entry of asEntries(context, node, path)) {
    const amount = asCount(context, entry.value, [...path, entry.key], 1);
    if (amount !== undefined) setOwn(amounts, entry.key, amount);
  }
  return amounts;
}

/** Reads `sandbox`: `off` or a map. */
export function readSandbox(context: ReadContext, node: SyntaxNode, path: FlowPath): JsonValue | undefined {
  if (isNull(node)) return undefined;
  if (resolved(node).kind === 'scalar') return asChoice(context, node, path, ['off']);
  asEntries(context, node, path);
  return asJson(node);
}

function readBackoff(context: ReadContext, node: SyntaxNode, path: FlowPath): number | undefined {
  const value = asJson(node);
  if (typeof value === 'number' && value >= 1) return value;
  if (value !== null) report(context, 'structure', '"backoff" must be a number of at least 1.', node, path);
  return undefined;
}

function readCauses(context: ReadContext, node: SyntaxNode, path: FlowPath): RetryPolicy['on'] | undefined {
  if (isNull(node)) return undefined;
  const target = resolved(node);
  const items = target.kind === 'list' ? target.items : [node];
  const causes = items.map((item, index) => {
    return asChoice(context, item, target.kind === 'list' ? [...path, index] : path, RETRY_CAUSES);
  });
  return causes.filter((cause) => cause !== undefined);
}

function reportOthers(
  context: ReadContext,
  entries: ReadonlyMap<string, SyntaxEntry>,
  path: FlowPath,
  known: readonly string[],
  place: string,
): void {
  for (const entry of entries.values()) {
    if (!known.includes(entry.key)) reportUnknownKey(context, entry, [...path, entry.key], known, place);
  }
}
