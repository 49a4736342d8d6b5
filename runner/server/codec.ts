import { encodeFrame, FrameDecoder, lengthSize, writeLength } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ClientMessage, ExecutionEvent, ExecutionRequest, RunnerMessage } from '../../proto/messages.ts';

/** How messages look on the pipe. A codec reads one stream, so each pipe gets its own. */
export interface Codec {
  /** Hands over each message that the bytes complete. @throws when they are no messages */
  pushMessages(chunk: Uint8Array, take: (message: ClientMessage) => void): void;
  /** Hands over the request as soon as it is complete. @throws when the bytes are none */
  pushRequest(chunk: Uint8Array, take: (request: ExecutionRequest) => void): void;
  /** The stream has ended: hands over a request that only its end completes. @throws when the bytes are none */
  endRequest(take: (request: ExecutionRequest) => void): void;
  message(message: RunnerMessage): Uint8Array;
  /** An event as a `RunnerMessage`; `payload` is its encoding. */
  eventMessage(event: ExecutionEvent, payload: Uint8Array): Uint8Array;
  /** An event by itself. */
  event(event: ExecutionEvent, payload: Uint8Array): Uint8Array;
}

/** Key of the field `event` of `RunnerMessage` on the wire: number 4, length-delimited. */
const EVENT_FIELD_KEY = (4 << 3) | 2;

/** Length-delimited protobuf. */
export class ProtobufCodec implements Codec {
  readonly #decoder = new FrameDecoder();

  pushMessages(chunk: Uint8Array, take: (message: ClientMessage) => void): void {
    this.#decoder.pushEach(chunk, (frame) => take(millrace.v1.ClientMessage.decode(frame)));
  }

  pushRequest(chunk: Uint8Array, take: (request: ExecutionRequest) => void): void {
    this.#decoder.pushEach(chunk, (frame) => take(millrace.v1.ExecutionRequest.decode(frame)));
  }

  endRequest(): void {
    throw new Error(
      'Standard input ended before a whole request had come. Send one length-delimited ExecutionRequest, or start with --json.',
    );
  }

  message(message: RunnerMessage): Uint8Array {
    return encodeFrame(millrace.v1.RunnerMessage.encode(message).finish());
  }

  /** Puts the finished encoding into its message by hand: encoding every event twice would be the costliest step. */
  eventMessage(_event: ExecutionEvent, payload: Uint8Array): Uint8Array {
    const inner = 1 + lengthSize(payload.length) + payload.length;
    const frame = new Uint8Array(lengthSize(inner) + inner);
    let at = writeLength(frame, 0, inner);
    frame[at++] = EVENT_FIELD_KEY;
    at = writeLength(frame, at, payload.length);
    frame.set(payload, at);
    return frame;
  }

  event(_event: ExecutionEvent, payload: Uint8Array): Uint8Array {
    return encodeFrame(payload);
  }
}
