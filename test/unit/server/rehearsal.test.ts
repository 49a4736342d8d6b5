import { expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { ProtobufCodec } from '../../../runner/server/codec.ts';
import { rehearse } from '../../../runner/server/rehearsal.ts';

/** Notes the events that it is given. */
class NotingCodec extends ProtobufCodec {
  readonly events: ExecutionEvent[] = [];

  override eventMessage(event: ExecutionEvent, payload: Uint8Array): Uint8Array {
    this.events.push(millrace.v1.ExecutionEvent.decode(payload));
    return super.eventMessage(event, payload);
  }
}

it('gets as far as the first event', () => {
  const codec = new NotingCodec();
  rehearse(codec, new Set(['constant']));
  expect(codec.events.map((event) => event.runStarted?.nodeIds)).toEqual([['one', 'two']]);
});
