import { readFile, stat } from 'node:fs/promises';
import type { JsonValue } from '../../src/flow/model.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { RunValue } from '../executors/executor.ts';
import { IN_MEMORY_BYTES } from '../executors/limits.ts';
import { JSON_LINES } from '../store/mediaTypes.ts';
import { essenceOf, isJsonMedia, isTextMedia } from '../store/preview.ts';
import { whereJsonBreaks } from './jsonPlace.ts';
import { contentOf, type ValueContent } from './valueContent.ts';
import { decode } from './valueKeeper.ts';

/** Characters that a failure quotes. */
const QUOTED_CHARACTERS = 20;

/** The bytes of some content. `name` is the port or setting that a failure is about. */
export async function readBytes(content: ValueContent, name: string): Promise<Checked<Uint8Array>> {
  if (content.form === 'memory') return { ok: true, value: Buffer.from(content.text) };
  try {
    const { size } = await stat(content.path);
    if (size > IN_MEMORY_BYTES) return tooLarge(name, size);
    return { ok: true, value: await readFile(content.path) };
  } catch (error) {
    const message = `The content of \`${name}\` cannot be read: ${(error as Error).message}.`;
    return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, message, name);
  }
}

/** The text of some content. */
export async function readText(content: ValueContent, name: string): Promise<Checked<string>> {
  if (content.form === 'memory') return { ok: true, value: content.text };
  const bytes = await readBytes(content, name);
  return bytes.ok ? { ok: true, value: decode(bytes.value, content.mediaType) } : bytes;
}

/**
 * A value as data for an expression or a template: text as text, data and tables as data, and what is neither (files,
 * images, bytes) as its path.
 */
export function dataForm(
  value: RunValue,
  name: string,
  workingFolder: string,
): Checked<JsonValue> | Promise<Checked<JsonValue>> {
  if (value.kind === 'inline') return { ok: true, value: value.value };
  const { mediaType, path } = value.content;
  const opaque = value.type === 'file' || value.type === 'image' || value.type === 'bytes' || !isTextMedia(mediaType);
  return opaque ? { ok: true, value: path } : readData(value, name, workingFolder);
}

async function readData(value: RunValue, name: string, workingFolder: string): Promise<Checked<JsonValue>> {
  const content = contentOf(value, workingFolder);
  const text = await readText(content, name);
  if (!text.ok || value.type === 'text') return text;
  if (essenceOf(content.mediaType) === JSON_LINES) return parseJsonLines(text.value, name);
  return isJsonMedia(content.mediaType) ? parseJson(text.value, name) : text;
}

/** The data in a JSON text; a failure tells the line and the column. */
export function parseJson(text: string, name: string): Checked<JsonValue> {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, `${capital(name)} is not JSON: ${explain(text)}.`, name);
  }
}

/** The values in a text with one JSON value a line; blank lines are left out. */
export function parseJsonLines(text: string, name: string): Checked<JsonValue[]> {
  const values: JsonValue[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseJson(line, name);
    if (!value.ok) {
      const message = `${capital(name)} is not one JSON value a line: line ${index + 1} is ${JSON.stringify(line.slice(0, 60))}.`;
      return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, message, name);
    }
    values.push(value.value);
  }
  return { ok: true, value: values };
}

/** Where a text stops being JSON, in words. */
function explain(text: string): string {
  if (text.trim() === '') return 'it is empty';
  const found = whereJsonBreaks(text);
  if (!found) return 'it is nested too deeply';
  const before = text.slice(0, found.position);
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const rest = text.slice(found.position, found.position + QUOTED_CHARACTERS);
  const there = rest === '' ? 'the text ends' : `there is ${JSON.stringify(rest)}`;
  return `line ${line}, column ${column} should have ${found.expected}, but ${there}`;
}

function capital(name: string): string {
  return `The value of \`${name}\``;
}

function tooLarge(name: string, size: number): Checked<never> {
  const message = `The value of \`${name}\` has ${size} bytes; a node in the runner loads at most ${IN_MEMORY_BYTES}. Use a command, which reads it as a file.`;
  return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message, name);
}
