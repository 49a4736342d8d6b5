import type { JsonObject, JsonValue } from '../../src/flow/model.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { RunValue } from '../executors/executor.ts';
import { CSV_TEXT, JSON_LINES } from '../store/mediaTypes.ts';
import { essenceOf, isJsonMedia } from '../store/preview.ts';
import { parseCsv } from './csvRecords.ts';
import { parseJson, parseJsonLines, readText } from './readContent.ts';
import { contentOf } from './valueContent.ts';

const TAB_SEPARATED = 'text/tab-separated-values';

/** The records of a value: a list of objects, or text or a file in one of the forms of a table. */
export async function readTable(
  value: RunValue,
  name: string,
  workingFolder: string,
): Promise<Checked<readonly JsonObject[]>> {
  const isText = value.kind === 'stored' || typeof value.value === 'string';
  if (!isText) return asRecords(value.value, name);
  const content = contentOf(value, workingFolder);
  const text = await readText(content, name);
  return text.ok ? recordsOfText(text.value, content.mediaType, name) : text;
}

/** The records in a text. Its media type tells the form; plain text is looked at: `[` JSON, `{` NDJSON, else CSV. */
export function recordsOfText(text: string, mediaType: string, name: string): Checked<readonly JsonObject[]> {
  const data = dataOfText(text, essenceOf(mediaType), name);
  return data.ok ? asRecords(data.value, name) : data;
}

function dataOfText(text: string, essence: string, name: string): Checked<JsonValue> {
  if (essence === essenceOf(CSV_TEXT)) return parseCsv(text, { delimiter: ',', header: true }, name);
  if (essence === TAB_SEPARATED) return parseCsv(text, { delimiter: '\t', header: true }, name);
  if (essence === JSON_LINES) return parseJsonLines(text, name);
  if (isJsonMedia(essence)) return parseJson(text, name);
  const first = text.trimStart()[0];
  if (first === '[') return parseJson(text, name);
  if (first === '{') return parseJsonLines(text, name);
  return parseCsv(text, { delimiter: ',', header: true }, name);
}

function asRecords(data: JsonValue, name: string): Checked<readonly JsonObject[]> {
  if (!Array.isArray(data)) return noTable(name, 'it is not a list');
  const items = data as readonly JsonValue[];
  const odd = items.findIndex((item) => typeof item !== 'object' || item === null || Array.isArray(item));
  if (odd >= 0) return noTable(name, `item ${odd + 1} is not an object but ${JSON.stringify(items[odd]).slice(0, 60)}`);
  return { ok: true, value: items as readonly JsonObject[] };
}

function noTable(name: string, why: string): Checked<never> {
  const message = `The value of \`${name}\` is not a table: ${why}. A table is a list of objects, one for each row.`;
  return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, message, name);
}
