import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { EventStream } from '../../../runner/engine/eventStream.ts';
import { ProtobufCodec } from '../../../runner/server/codec.ts';
import { FakeClock } from './support/fakeClock.ts';

describe('the stream of events', () => {
  it('numbers them, and gives each batch to the first outlet before the second', async () => {
    const seen: string[] = [];
    const outlet = (name: string) => {
      let gathered = 0;
      return {
        deliver: () => void gathered++,
        flush: () => {
          if (gathered > 0) seen.push(`${name} ${gathered}`);
          gathered = 0;
        },
        ready: () => undefined,
      };
    };
    const stream = new EventStream('run', new FakeClock(), [outlet('journal'), outlet('wire')]);
    for (let count = 0; count < 3; count++) stream.emit({ nodeReady: { node: 'a' } });
    expect(seen).toEqual([]);
    await new Promise(setImmediate);
    expect(seen).toEqual(['journal 3', 'wire 3']);
    stream.emit({ nodeLog: { node: 'a', text: 'x'.repeat(100_000) } });
    expect(seen.slice(2)).toEqual(['journal 1', 'wire 1']);
  });

  it('is ready when all of its outlets are', async () => {
    const slow = Promise.withResolvers<void>();
    let busy: Promise<void> | undefined = slow.promise;
    const outlet = { deliver: () => undefined, flush: () => undefined, ready: () => busy };
    const stream = new EventStream('run', new FakeClock(), [outlet, { ...outlet, ready: () => undefined }]);
    const ready = stream.ready();
    expect(ready).toBeInstanceOf(Promise);
    busy = undefined;
    slow.resolve();
    await ready;
    expect(stream.ready()).toBeUndefined();
  });

  it('wraps an encoded event in its message as the generated code would', () => {
    const { ExecutionEvent: Event, RunnerMessage } = millrace.v1;
    for (const length of [0, 1, 100, 127, 128, 20_000]) {
      const event: ExecutionEvent = { sequence: 5, timeMs: 1.5, runId: 'r', nodeLog: { text: 'é'.repeat(length) } };
      const codec = new ProtobufCodec();
      const frame = codec.eventMessage(event, Event.encode(event).finish());
      expect(Buffer.from(frame).equals(codec.message({ event }))).toBe(true);
      expect(RunnerMessage.decode(RunnerMessage.encode({ event }).finish()).event?.nodeLog?.text?.length).toBe(length);
    }
  });
});
