/**
 * The proto3 JSON mapping of the messages, one message per line. It works by reflection on the descriptor, which costs
 * time to load: import this module only where JSON is asked for.
 */

import protojson from 'protobufjs/ext/protojson.js';
import protobuf from 'protobufjs/light.js';
import descriptor from './generated/execution.json' with { type: 'json' };
import type { ClientMessage, ExecutionEvent, ExecutionRequest, RunnerMessage } from './messages.ts';

/** A text that is no JSON, or JSON that is no such message. */
export class JsonMappingError extends Error {
  override readonly name = 'JsonMappingError';
}

const root = protobuf.Root.fromJSON(descriptor);

/** Reads an `ExecutionRequest`. @throws {JsonMappingError} */
export function requestFromJson(text: string): ExecutionRequest {
  return read('ExecutionRequest', text);
}

/** Reads a `ClientMessage`. @throws {JsonMappingError} */
export function clientMessageFromJson(text: string): ClientMessage {
  return read('ClientMessage', text);
}

/** A `RunnerMessage` as one line, without its end. */
export function runnerMessageToJson(message: RunnerMessage): string {
  return write('RunnerMessage', message);
}

/** An `ExecutionEvent` as one line, without its end. */
export function eventToJson(message: ExecutionEvent): string {
  return write('ExecutionEvent', message);
}

function read(type: string, text: string): object {
  try {
    return protojson.fromJsonString(root.lookupType(`millrace.v1.${type}`), text);
  } catch (fault) {
    throw new JsonMappingError(`This is no ${type} in JSON: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

function write(type: string, message: object): string {
  return protojson.toJsonString(root.lookupType(`millrace.v1.${type}`), message);
}
