import { formatBytes } from '../byteSize.ts';
import { formatDuration } from '../duration.ts';
import type { JsonValue } from '../model.ts';
import type { NodeSnapshot, OutputSnapshot } from '../run/snapshot.ts';
import { isNodeOver } from '../run/status.ts';

/** Characters that a value in one line keeps. */
const LINE_CHARACTERS = 80;
/** Lines and characters of a value that a hover shows. */
const PREVIEW_LINES = 12;
const PREVIEW_CHARACTERS = 1_200;

/** State of a node in a run and how long it took: `succeeded in 1.2 s`. */
export function stateWords(node: NodeSnapshot): string {
  const word = node.state === 'cached' ? 'taken from the cache' : node.state.replace('-', ' ');
  return isNodeOver(node.state) && node.attempt > 0 && node.durationMs !== undefined
    ? `${word} in ${formatDuration(node.durationMs)}`
    : word;
}

/** A value in a few words: `1,204 rows`, `3.2 MB text/csv`, `"hello"`. */
export function valueWords(output: OutputSnapshot): string {
  const { reference, value } = output;
  if (reference) return `${formatBytes(reference.size)} ${reference.mediaType.split(';', 1)[0] ?? ''}`.trim();
  if (value === undefined) return output.type;
  if (Array.isArray(value)) return countWords(value as readonly JsonValue[]);
  return inOneLine(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The beginning of a value as text, for a block of code. */
export function valuePreview(output: OutputSnapshot): string {
  const text = output.reference?.preview ?? plainText(output.value);
  const lines = text.slice(0, PREVIEW_CHARACTERS).split(/\r?\n/).slice(0, PREVIEW_LINES);
  const shown = lines.join('\n');
  return shown.length < text.trimEnd().length ? `${shown}\n…` : shown;
}

function plainText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function countWords(items: readonly JsonValue[]): string {
  const isTable =
    items.length > 0 && items.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
  const what = isTable ? 'row' : 'item';
  return `${withCommas(items.length)} ${what}${items.length === 1 ? '' : 's'}`;
}

function withCommas(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function inOneLine(text: string): string {
  const [line = '', ...more] = text.trim().split(/\r?\n/);
  if (line.length > LINE_CHARACTERS) return `${line.slice(0, LINE_CHARACTERS - 1)}…`;
  return more.length > 0 ? `${line} …` : line;
}
