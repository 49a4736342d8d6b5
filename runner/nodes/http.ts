import type { JsonValue } from '../../src/flow/model.ts';
import type { Checked } from '../engine/failures.ts';
import type { RunValue } from '../executors/executor.ts';
import { HTTP_ERROR_CHARACTERS } from '../executors/limits.ts';
import { essenceOf, isJsonMedia, isTextMedia } from '../store/preview.ts';
import { parseJson } from '../values/readContent.ts';
import { decode, decoderFor } from '../values/valueKeeper.ts';
import { explainFetchError, fetchFollowing } from './httpFetch.ts';
import { type HttpRequest, httpRequestOf } from './httpRequest.ts';
import { type NodeContext, type NodeFunction, type NodeOutputs, nodeError } from './node.ts';

/** Media type where an answer names none. */
const UNNAMED = 'application/octet-stream';

/** `http`: sends one request; an answer whose status is not expected is a failure that quotes its beginning. */
export const runHttp: NodeFunction = async (context) => {
  const request = await httpRequestOf(context.task);
  if (!request.ok) return request;
  try {
    const response = await fetchFollowing(request.value, context.signal);
    if (!response.ok) return response;
    return await answerOf(response.value, request.value, context);
  } catch (error) {
    if (context.signal.aborted) throw error;
    return nodeError(context.task.redactor.sentence(explainFetchError(error, request.value)), 'url');
  }
};

async function answerOf(response: Response, request: HttpRequest, context: NodeContext): Promise<NodeOutputs> {
  const expected = request.expect.length > 0 ? request.expect.includes(response.status) : response.ok;
  const mediaType = response.headers.get('content-type') ?? UNNAMED;
  if (!expected) {
    const message = await unexpected(response, request, mediaType);
    return nodeError(context.task.redactor.sentence(message), 'expect');
  }
  const body = await bodyValue(response, mediaType, context);
  if (!body.ok) return body;
  const headers: JsonValue = Object.fromEntries(response.headers);
  return {
    ok: true,
    value: new Map<string, RunValue>([
      ['body', body.value],
      ['status', { kind: 'inline', value: response.status, type: 'number' }],
      ['headers', await context.values.json(headers, 'json')],
    ]),
  };
}

/** JSON as data, text as text, anything else as stored bytes; streamed, so that memory stays bounded. */
async function bodyValue(
  response: Response,
  mediaType: string,
  { values, task }: NodeContext,
): Promise<Checked<RunValue>> {
  const isText = isTextMedia(mediaType);
  const spool = isText ? values.spool() : values.store.spool(0);
  try {
    const decoder = decoderFor(mediaType);
    for await (const chunk of bodyOf(response)) {
      await spool.append(isText ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk);
    }
    if (isText) await spool.append(Buffer.from(decoder.decode()));
  } catch (error) {
    await spool.discard();
    throw error;
  }
  // From here on the text is UTF-8, whatever it was on the way.
  const kept = isText ? `${essenceOf(mediaType)}; charset=utf-8` : mediaType;
  if (!isText) {
    const type = essenceOf(mediaType).startsWith('image/') ? 'image' : 'bytes';
    return { ok: true, value: { kind: 'stored', content: await spool.store(kept), type } };
  }
  const isJson = isJsonMedia(mediaType);
  const spooled = await spool.finish(kept);
  if ('content' in spooled) {
    return { ok: true, value: { kind: 'stored', content: spooled.content, type: isJson ? 'json' : 'text' } };
  }
  const text = decode(spooled.bytes, kept);
  if (!isJson || text === '') return { ok: true, value: await values.text(text) };
  const data = parseJson(text, `${task.node}.body`);
  return data.ok ? { ok: true, value: await values.json(data.value, 'json') } : data;
}

async function unexpected(response: Response, request: HttpRequest, mediaType: string): Promise<string> {
  const wanted = request.expect.length > 0 ? request.expect.join(', ') : '200 to 299';
  const status = `${response.status}${response.statusText ? ` ${response.statusText}` : ''}`;
  const start = `${request.method} ${request.url} was answered with ${status}; expected ${wanted}`;
  const quote = isTextMedia(mediaType) ? (await beginningOf(response, mediaType)).trim() : '';
  if (!isTextMedia(mediaType)) await response.body?.cancel();
  return quote === '' ? `${start}.` : `${start}. The answer begins: ${quote}`;
}

async function beginningOf(response: Response, mediaType: string): Promise<string> {
  const decoder = decoderFor(mediaType);
  let text = '';
  for await (const chunk of bodyOf(response)) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > HTTP_ERROR_CHARACTERS) return `${text.slice(0, HTTP_ERROR_CHARACTERS)}…`;
  }
  return text;
}

function bodyOf(response: Response): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  return response.body ?? [];
}
