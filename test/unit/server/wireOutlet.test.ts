import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WIRE_BACKLOG_BYTES, WIRE_LOG_BACKLOG_BYTES } from '../../../runner/engine/limits.ts';
import { PipeWriter } from '../../../runner/server/pipeWriter.ts';
import { WireOutlet } from '../../../runner/server/wireOutlet.ts';

const BLOCK = 64 * 1024;

/** An outlet whose reader takes a block when the test says so. */
function rig() {
  const taken: (() => void)[] = [];
  const pipe = new Writable({ write: (_bytes, _encoding, done) => void taken.push(done) });
  const writer = new PipeWriter(pipe);
  const outlet = new WireOutlet(writer, (_event, payload) => payload);
  const send = (bytes: number) => {
    for (let sent = 0; sent < bytes; sent += BLOCK) {
      outlet.deliver({}, new Uint8Array(BLOCK));
      outlet.flush();
    }
  };
  const takeAll = async () => {
    for (let take = taken.shift(); take; take = taken.shift()) {
      take();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { pipe, writer, outlet, send, takeAll };
}

describe('the events on a pipe', () => {
  it('are behind when more wait than log text is worth, what is gathered included', async () => {
    const { outlet, send, takeAll } = rig();
    send(WIRE_LOG_BACKLOG_BYTES);
    expect(outlet.isBehind()).toBe(false);
    outlet.deliver({}, new Uint8Array(1));
    expect(outlet.isBehind()).toBe(true);
    outlet.flush();
    expect(outlet.isBehind()).toBe(true);
    expect(outlet.ready()).toBeUndefined();
    await takeAll();
    expect(outlet.isBehind()).toBe(false);
  });

  it('make everything wait when far more wait, until the reader has caught up', async () => {
    const { outlet, send, takeAll } = rig();
    send(WIRE_BACKLOG_BYTES + BLOCK);
    const ready = outlet.ready();
    expect(ready).toBeInstanceOf(Promise);
    await takeAll();
    await ready;
    expect(outlet.ready()).toBeUndefined();
  });

  it('wait for nobody when the reader has gone', () => {
    const { pipe, writer, outlet, send } = rig();
    send(2 * WIRE_BACKLOG_BYTES);
    pipe.emit('error', new Error('gone'));
    expect(writer.backlog).toBe(0);
    expect(outlet.isBehind()).toBe(false);
    expect(outlet.ready()).toBeUndefined();
  });
});
