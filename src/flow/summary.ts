import type { KindDefinition } from './catalog/kind.ts';
import type { FlowNode, JsonObject, JsonValue } from './model.ts';

/** Longest summary in characters; longer ones end in an ellipsis. */
const SUMMARY_CHARACTERS = 120;

/** One line that says what a node does: its command, URL, path or value. Empty when nothing is set. */
export function summarise(node: FlowNode, kind: KindDefinition | undefined): string {
  if (kind?.runtime === 'flow') return node.uses;
  const own = kind ? SUMMARIES.get(kind.id)?.(node.with) : undefined;
  const setting = kind?.summarySetting === undefined ? undefined : node.with[kind.summarySetting];
  // A heading of a template looks like a comment of a script, and is the best of it.
  const isTemplate = kind?.settings[kind.summarySetting ?? '']?.language === 'liquid';
  return shorten(own ?? asLine(setting, isTemplate ? () => false : isPreamble));
}

const SUMMARIES: ReadonlyMap<string, (settings: JsonObject) => string | undefined> = new Map([
  ['exec', (settings) => words([settings.program, ...listOf(settings.args)])],
  ['script', (settings) => words([settings.path, ...listOf(settings.args)])],
  ['aws', (settings) => words(['aws', settings.service, settings.operation, ...optionsOf(settings.args)])],
  ['http', (settings) => words([settings.method ?? 'GET', settings.url])],
  ['file.glob', (settings) => words(listOf(settings.patterns))],
  ['delay', (settings) => (settings.for === undefined ? '' : `for ${asLine(settings.for)}`)],
]);

function words(values: readonly (JsonValue | undefined)[]): string {
  return values
    .map((value) => asLine(value))
    .join(' ')
    .trim();
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

/** Options as a list of words, also where they are a map of names to values. */
function optionsOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return listOf(value);
  return Object.entries(value as JsonObject).flatMap(([name, option]) => [`--${name}`, option]);
}

function asLine(value: JsonValue | undefined, skips: (line: string) => boolean = isPreamble): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? firstTellingLine(value, skips) : JSON.stringify(value);
}

/** The first line that says something; a line of brackets alone is read together with what follows it. */
function firstTellingLine(text: string, skips: (line: string) => boolean): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const first = Math.max(
    0,
    lines.findIndex((line) => !skips(line)),
  );
  const line = lines[first] ?? '';
  return /[\p{L}\p{N}]/u.test(line) ? line : lines.slice(first).join(' ');
}

/** Lines at the head of a script that say little of what it does: comments, options, and what it says itself. */
function isPreamble(line: string): boolean {
  return line.startsWith('#') || line.startsWith('//') || /^(set\s+[-+]|(echo|printf)\s)/.test(line);
}

function shorten(text: string): string {
  if (text.length <= SUMMARY_CHARACTERS) return text;
  return `${[...text.slice(0, SUMMARY_CHARACTERS)].slice(0, -1).join('')}…`;
}
