import {
  clientMessageFromJson,
  eventToJson,
  JsonMappingError,
  requestFromJson,
  runnerMessageToJson,
} from '../../proto/jsonMapping.ts';
import { LineDecoder } from '../../proto/lines.ts';
import type { ClientMessage, ExecutionEvent, ExecutionRequest, RunnerMessage } from '../../proto/messages.ts';
import type { Codec } from './codec.ts';

const utf8 = new TextEncoder();
const utf8Decoder = new TextDecoder();

/** The proto3 JSON mapping, one message per line. A request may also be spread over many lines, up to the end. */
export class JsonCodec implements Codec {
  readonly #lines = new LineDecoder();
  readonly #requestLines: string[] = [];
  #requestRead = false;

  pushMessages(chunk: Uint8Array, take: (message: ClientMessage) => void): void {
    this.#lines.pushEach(chunk, (bytes) => {
      const line = utf8Decoder.decode(bytes).trim();
      if (line !== '') take(clientMessageFromJson(line));
    });
  }

  pushRequest(chunk: Uint8Array, take: (request: ExecutionRequest) => void): void {
    this.#lines.pushEach(chunk, (bytes) => this.#requestLine(bytes, take));
  }

  endRequest(take: (request: ExecutionRequest) => void): void {
    this.#lines.end((bytes) => this.#requestLine(bytes, take));
    if (this.#requestRead) return;
    if (this.#requestLines.length === 0) {
      throw new JsonMappingError('Standard input ended without a request. Send one ExecutionRequest in JSON.');
    }
    take(requestFromJson(this.#requestLines.join('\n')));
  }

  message(message: RunnerMessage): Uint8Array {
    return utf8.encode(`${runnerMessageToJson(message)}\n`);
  }

  eventMessage(event: ExecutionEvent): Uint8Array {
    return this.message({ event });
  }

  event(event: ExecutionEvent): Uint8Array {
    return utf8.encode(`${eventToJson(event)}\n`);
  }

  /** A first line that is a whole JSON value is the request; else the whole input is. */
  #requestLine(bytes: Uint8Array, take: (request: ExecutionRequest) => void): void {
    const line = utf8Decoder.decode(bytes);
    if (this.#requestRead || line.trim() === '') return;
    this.#requestLines.push(line);
    if (this.#requestLines.length > 1 || !isJson(line)) return;
    this.#requestRead = true;
    take(requestFromJson(line));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
