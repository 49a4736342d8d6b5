import type { JsonValue, PortType } from '../../src/flow/model.ts';
import { itemType } from '../../src/flow/ports.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { CSV_TEXT, JSON_LINES, mediaTypeOfPath } from '../store/mediaTypes.ts';
import { essenceOf, isJsonMedia } from '../store/preview.ts';
import { parseJson, parseJsonLines, readText } from '../values/readContent.ts';
import { recordsOfText } from '../values/table.ts';
import { contentOf } from '../values/valueContent.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import { MOST_ITEMS } from './limits.ts';

const TABLE_MEDIA: ReadonlySet<string> = new Set([essenceOf(CSV_TEXT), essenceOf(mediaTypeOfPath('x.tsv'))]);

/**
 * The items of the list at an in-port of a task: values of several wires as they are, entries of a JSON list, rows of a
 * table, values of JSON lines. Any other value is refused.
 */
export async function readItems(task: Task, port: string): Promise<Checked<readonly RunValue[]>> {
  const items = await itemsOf(task, port);
  if (!items.ok || items.value.length <= MOST_ITEMS) return items;
  const message = `The list on \`${port}\` of \`${task.node}\` has ${items.value.length} items; a node runs for at most ${MOST_ITEMS}. Split the list.`;
  return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message, port);
}

async function itemsOf(task: Task, port: string): Promise<Checked<readonly RunValue[]>> {
  const wired = task.lists.get(port);
  if (wired) return { ok: true, value: wired };
  const value = task.inputs.get(port) ?? { kind: 'inline', value: null, type: 'any' };
  const data = await listOf(value, port, task);
  if (!data.ok) return data;
  const type = typeOfItems(value.type);
  return { ok: true, value: data.value.map((item) => ({ kind: 'inline', value: item, type })) };
}

async function listOf(value: RunValue, port: string, task: Task): Promise<Checked<readonly JsonValue[]>> {
  if (value.kind === 'inline' && typeof value.value !== 'string') return asList(value.value, port, task);
  const content = contentOf(value, task.workingFolder);
  const text = await readText(content, port);
  if (!text.ok) return text;
  const essence = essenceOf(content.mediaType);
  if (value.type === 'table' || TABLE_MEDIA.has(essence)) return recordsOfText(text.value, content.mediaType, port);
  if (essence === JSON_LINES) return parseJsonLines(text.value, port);
  if (isJsonMedia(essence) || text.value.trimStart().startsWith('[')) {
    const parsed = parseJson(text.value, port);
    return parsed.ok ? asList(parsed.value, port, task) : parsed;
  }
  const lines = parseJsonLines(text.value, port);
  return lines.ok ? lines : noList(`the text ${quoted(text.value)}`, port, task);
}

function asList(data: JsonValue, port: string, task: Task): Checked<readonly JsonValue[]> {
  return Array.isArray(data) ? { ok: true, value: data as JsonValue[] } : noList(quoted(data), port, task);
}

function noList(found: string, port: string, task: Task): Checked<never> {
  const message =
    `\`${task.node}\` runs once per item of \`${port}\`, which should be a list but is ${found}. ` +
    'A list is a JSON list, a table, or text with one JSON value a line.';
  return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, message, port);
}

function quoted(data: JsonValue): string {
  const text = JSON.stringify(data);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function typeOfItems(type: PortType): PortType {
  return itemType(type) ?? (type === 'any' ? 'any' : 'json');
}
