import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { JsonValue } from '../../src/flow/model.ts';
import type { Checked } from '../engine/failures.ts';
import type { Task } from '../executors/executor.ts';
import { dataSetting, optionalTextSetting, textSetting, wrongSetting } from '../executors/settings.ts';
import { JSON_TEXT, PLAIN_TEXT } from '../store/mediaTypes.ts';
import { textOfJson } from '../values/textForm.ts';
import { contentOf, type ValueContent } from '../values/valueContent.ts';
import { nodeError, textForm } from './node.ts';

/** A request that is ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** Gives the body anew for each sending; absent: no body. */
  readonly body?: () => Promise<string | ReadableStream>;
  /** Statuses that count as success; empty: 200 to 299. */
  readonly expect: readonly number[];
}

/** Header names and values, as HTTP allows them. */
const METHOD = /^[A-Za-z]+$/;

/** The request that a task's settings and inputs describe. */
export async function httpRequestOf(task: Task): Promise<Checked<HttpRequest>> {
  const method = await optionalTextSetting(task, 'method', textForm(task));
  if (!method.ok) return method;
  const name = (method.value ?? 'GET').toUpperCase();
  if (!METHOD.test(name)) return nodeError(`\`${name}\` is no request method.`, 'method');
  const url = await urlOf(task);
  if (!url.ok) return url;
  const headers = await headersOf(task);
  if (!headers.ok) return headers;
  const expect = expectOf(task);
  if (!expect.ok) return expect;
  const content = await bodyOf(task);
  if (!content.ok) return content;
  const request = { method: name, url: url.value, headers: headers.value, expect: expect.value };
  if (!content.value) return { ok: true, value: request };
  if (name === 'GET' || name === 'HEAD') {
    return nodeError(
      `A ${name} request has no body. Set \`method\` to POST, PUT or PATCH, or take the body away.`,
      'method',
    );
  }
  return { ok: true, value: await withBody(request, content.value) };
}

async function urlOf(task: Task): Promise<Checked<string>> {
  const text = await textSetting(task, 'url', textForm(task));
  if (!text.ok) return text;
  const url = URL.parse(text.value.trim());
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return nodeError(
      `\`${text.value}\` is no address of the web. Write one that begins with http:// or https://.`,
      'url',
    );
  }
  const query = await dataSetting(task, 'query', textForm(task));
  if (!query.ok) return query;
  if (query.value !== null && !isObject(query.value)) return wrongSetting(task, 'query', 'a map of names to values');
  for (const [name, value] of Object.entries(query.value ?? {})) {
    const values: readonly JsonValue[] = Array.isArray(value) ? value : [value];
    for (const one of values) url.searchParams.append(name, textOfJson(one));
  }
  return { ok: true, value: url.href };
}

async function headersOf(task: Task): Promise<Checked<Headers>> {
  const data = await dataSetting(task, 'headers', textForm(task));
  if (!data.ok) return data;
  if (data.value !== null && !isObject(data.value)) return wrongSetting(task, 'headers', 'a map of names to values');
  const headers = new Headers();
  for (const [name, value] of Object.entries(data.value ?? {})) {
    try {
      headers.append(name, textOfJson(value));
    } catch {
      const message = `The header ${JSON.stringify(name)} cannot be sent: a name has letters, digits and hyphens, and a value has neither line ends nor letters beyond Latin-1.`;
      return nodeError(message, 'headers');
    }
  }
  return { ok: true, value: headers };
}

function expectOf(task: Task): Checked<readonly number[]> {
  const expect = task.settings['expect'] ?? [];
  const list: readonly JsonValue[] = Array.isArray(expect) ? expect : [expect];
  const statuses = list.filter((status) => typeof status === 'number');
  return statuses.length === list.length
    ? { ok: true, value: statuses }
    : wrongSetting(task, 'expect', 'a list of status codes');
}

/** What is wired to `body`, else the setting; nothing where neither is there. */
async function bodyOf(task: Task): Promise<Checked<ValueContent | undefined>> {
  const wired = task.inputs.get('body');
  if (wired) return { ok: true, value: contentOf(wired, task.workingFolder) };
  const data = await dataSetting(task, 'body', textForm(task));
  if (!data.ok) return data;
  if (data.value === null) return { ok: true, value: undefined };
  const mediaType = typeof data.value === 'object' ? JSON_TEXT : PLAIN_TEXT;
  return { ok: true, value: { form: 'memory', text: textOfJson(data.value), mediaType } };
}

async function withBody(request: Omit<HttpRequest, 'body'>, content: ValueContent): Promise<HttpRequest> {
  if (!request.headers.has('content-type')) request.headers.set('content-type', content.mediaType);
  if (content.form === 'memory') return { ...request, body: async () => content.text };
  const found = await stat(content.path).catch(() => undefined);
  if (found) request.headers.set('content-length', String(found.size));
  return { ...request, body: async () => Readable.toWeb(createReadStream(content.path)) as ReadableStream };
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
