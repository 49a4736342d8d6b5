import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import { DURATION_HELP, parseDuration } from '../duration.ts';
import type { FlowPath, JsonValue, Span } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { didYouMean, nearest } from '../suggest.ts';
import { isNull, resolved, type SyntaxEntry, type SyntaxNode } from './syntaxTree.ts';

/** Where a reader of the tree takes its text from and puts what it finds wrong. */
export interface ReadContext {
  /** The text in which the offsets of the tree count. */
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  /** The node being read, when one is. */
  readonly node?: string;
}

/** Notes an error, or a warning when `extra` says so. */
export function report(
  context: ReadContext,
  code: DiagnosticCode,
  message: string,
  span: Span,
  path: FlowPath,
  extra: { severity?: 'warning'; replacement?: string } = {},
): void {
  context.diagnostics.push({
    code,
    severity: extra.severity ?? 'error',
    message,
    span: { start: span.start, end: span.end },
    path,
    ...(context.node === undefined ? {} : { node: context.node }),
    ...(extra.replacement === undefined ? {} : { replacement: extra.replacement }),
  });
}

/** Text of any scalar as it was written, so that `1.10` stays `1.10`; undefined for null. Lists and maps are reported. */
export function asText(context: ReadContext, node: SyntaxNode, path: FlowPath): string | undefined {
  const target = resolved(node);
  if (target.kind !== 'scalar') {
    report(context, 'structure', `${nameOf(path)} must be text, not a ${target.kind}.`, node, path);
    return undefined;
  }
  if (target.value === null) return undefined;
  if (typeof target.value === 'string') return target.value;
  return context.text.slice(target.start, target.end);
}

/** The entries of a map, first of each key; none for null. Anything else is reported. */
export function asEntries(context: ReadContext, node: SyntaxNode, path: FlowPath): readonly SyntaxEntry[] {
  const target = resolved(node);
  if (target.kind === 'map') return firstOfEachKey(context, target.entries, path);
  if (!isNull(node)) {
    report(context, 'structure', `${nameOf(path)} must be a map of names to values.`, node, path);
  }
  return [];
}

/** The texts of a list; a single text counts as a list of one. */
export function asTextList(context: ReadContext, node: SyntaxNode, path: FlowPath): readonly string[] {
  const target = resolved(node);
  if (isNull(node)) return [];
  if (target.kind !== 'list') {
    const text = asText(context, node, path);
    return text === undefined ? [] : [text];
  }
  const texts = target.items.map((item, index) => asText(context, item, [...path, index]));
  return texts.filter((text) => text !== undefined);
}

/** The texts of a map by key. */
export function asTextMap(context: ReadContext, node: SyntaxNode, path: FlowPath): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const entry of asEntries(context, node, path)) {
    setOwn(texts, entry.key, asText(context, entry.value, [...path, entry.key]) ?? '');
  }
  return texts;
}

/** A whole number of at least `minimum`. */
export function asCount(context: ReadContext, node: SyntaxNode, path: FlowPath, minimum: number): number | undefined {
  const value = scalarValue(node);
  if (value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
  report(context, 'structure', `${nameOf(path)} must be a whole number of at least ${minimum}.`, node, path);
  return undefined;
}

/** Milliseconds of a duration. */
export function asDuration(context: ReadContext, node: SyntaxNode, path: FlowPath): number | undefined {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  const milliseconds = typeof value === 'string' ? parseDuration(value) : undefined;
  if (milliseconds !== undefined) return milliseconds;
  const bare = typeof value === 'number';
  const message = `${nameOf(path)} is no duration. ${bare ? `A unit is missing: write ${value}s for seconds.` : DURATION_HELP}`;
  report(context, 'invalid-duration', message, node, path, bare ? { replacement: `${value}s` } : {});
  return undefined;
}

/** One of a few words. */
export function asChoice<Choice extends string>(
  context: ReadContext,
  node: SyntaxNode,
  path: FlowPath,
  choices: readonly Choice[],
): Choice | undefined {
  const text = asText(context, node, path);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  const suggestion = nearest(text, choices);
  const message = `${nameOf(path)} is "${text}", but can only be ${listed(choices)}.${didYouMean(suggestion)}`;
  report(context, 'structure', message, node, path, suggestion === undefined ? {} : { replacement: suggestion });
  return undefined;
}

/** The JSON value of any node. */
export function asJson(node: SyntaxNode): JsonValue {
  const target = resolved(node);
  if (target.kind === 'scalar') return target.value;
  if (target.kind === 'list') return target.items.map(asJson);
  const object: Record<string, JsonValue> = {};
  for (const entry of target.entries)
    if (!Object.hasOwn(object, entry.key)) setOwn(object, entry.key, asJson(entry.value));
  return object;
}

/** Warns of a key that means nothing here. Keys that start with `x-` are the author's own. */
export function reportUnknownKey(
  context: ReadContext,
  entry: SyntaxEntry,
  path: FlowPath,
  known: readonly string[],
  place: string,
): void {
  if (entry.key.startsWith('x-')) return;
  if (entry.key === '<<') {
    const message = 'Merge keys (<<) are no part of YAML 1.2 and merge nothing here; write the keys out.';
    report(context, 'unknown-key', message, entry.keySpan, path);
    return;
  }
  const suggestion = nearest(entry.key, known);
  const message = `"${entry.key}" means nothing ${place} and is passed over.${didYouMean(suggestion)}`;
  report(context, 'unknown-key', message, entry.keySpan, path, {
    severity: 'warning',
    ...(suggestion === undefined ? {} : { replacement: suggestion }),
  });
}

/** How a message calls the place that a path leads to. */
export function nameOf(path: FlowPath): string {
  const last = path.at(-1);
  if (typeof last === 'number') return `Entry ${last + 1} of "${path.at(-2) ?? ''}"`;
  return `"${last ?? 'The file'}"`;
}

/** `a, b or c`. */
export function listed(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

function scalarValue(node: SyntaxNode): string | number | boolean | null | undefined {
  const target = resolved(node);
  return target.kind === 'scalar' ? target.value : undefined;
}

/** Duplicates were reported when the tree was built. */
function firstOfEachKey(context: ReadContext, entries: readonly SyntaxEntry[], path: FlowPath): readonly SyntaxEntry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    if (entry.key === '' && entry.keySpan.start === entry.keySpan.end) {
      report(context, 'structure', `A key is missing in ${nameOf(path)}.`, entry, path);
      return false;
    }
    if (seen.has(entry.key)) return false;
    seen.add(entry.key);
    return true;
  });
}
