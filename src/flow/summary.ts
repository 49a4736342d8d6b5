import type { KindDefinition } from './catalog/kind.ts';
import type { FlowNode, JsonObject, JsonValue } from './model.ts';

/** Longest summary in characters; longer ones end in an ellipsis. */
const SUMMARY_CHARACTERS = 120;

/** One line that says what a node does: its command, URL, path or value. Empty when nothing is set. */
export function summarise(node: FlowNode, kind: KindDefinition | undefined): string {
  const own = kind ? SUMMARIES.get(kind.id)?.(node.with) : undefined;
  const setting = kind?.summarySetting === undefined ? undefined : node.with[kind.summarySetting];
  return shorten(own ?? asLine(setting));
}

const SUMMARIES: ReadonlyMap<string, (settings: JsonObject) => string | undefined> = new Map([
  ['exec', (settings) => words([settings.program, ...listOf(settings.args)])],
  ['script', (settings) => words([settings.path, ...listOf(settings.args)])],
  ['http', (settings) => words([settings.method ?? 'GET', settings.url])],
  ['file.glob', (settings) => words(listOf(settings.patterns))],
  ['delay', (settings) => (settings.for === undefined ? '' : `for ${asLine(settings.for)}`)],
]);

function words(values: readonly (JsonValue | undefined)[]): string {
  return values.map(asLine).join(' ').trim();
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

function asLine(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  const lines = value.split('\n').map((line) => line.trim());
  const said = lines.find((line) => line !== '' && !isPreamble(line)) ?? lines.find((line) => line !== '') ?? '';
  return said;
}

/** Lines at the head of a script that say nothing of what it does. */
function isPreamble(line: string): boolean {
  return line.startsWith('#') || /^set\s+[-+]/.test(line) || line.startsWith('//');
}

function shorten(text: string): string {
  if (text.length <= SUMMARY_CHARACTERS) return text;
  return `${[...text.slice(0, SUMMARY_CHARACTERS)].slice(0, -1).join('')}…`;
}
