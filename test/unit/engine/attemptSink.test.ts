import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { AttemptSink, orAborted, PROGRESS_INTERVAL_MS } from '../../../runner/engine/attemptSink.ts';
import { EventStream } from '../../../runner/engine/eventStream.ts';
import { Redactor } from '../../../runner/logs/redactor.ts';
import { FakeClock } from './support/fakeClock.ts';

function rig() {
  const clock = new FakeClock();
  const reader = { isBehind: false };
  const events: ExecutionEvent[] = [];
  const outlet = {
    deliver: (event: ExecutionEvent) => void events.push(event),
    flush: () => undefined,
    ready: () => undefined,
    isBehind: () => reader.isBehind,
  };
  const stream = new EventStream('run', clock, [outlet]);
  const sink = new AttemptSink({
    node: 'a',
    attempt: 1,
    signal: new AbortController().signal,
    events: stream,
    redactor: new Redactor(['hunter22']),
    clock,
    log: () => {
      throw new Error('nothing is logged here');
    },
  });
  const emitted = () => {
    stream.flush();
    return events;
  };
  const told = () => emitted().flatMap(({ nodeProgress }) => nodeProgress?.current ?? []);
  return { sink, clock, reader, emitted, told };
}

describe('what an executor says', () => {
  it('is told of progress first, last, and now and then', () => {
    const { sink, clock, told } = rig();
    for (let count = 1; count <= 50; count++) sink.progress(count, 100, '');
    expect(told()).toEqual([1]);
    clock.advance(PROGRESS_INTERVAL_MS);
    expect(told()).toEqual([1, 50]);
    clock.advance(10 * PROGRESS_INTERVAL_MS);
    expect(clock.pending).toBe(0);
    sink.progress(60, 100, '');
    sink.progress(61, 100, '');
    sink.end();
    expect(told()).toEqual([1, 50, 60, 61]);
    expect(clock.pending).toBe(0);
  });

  it('is told of progress only now and then to a reader that is behind: the latest, once it has caught up, and the last', () => {
    const { sink, clock, reader, told } = rig();
    reader.isBehind = true;
    for (let count = 1; count <= 50; count++) {
      sink.progress(count, 100, '');
      clock.advance(PROGRESS_INTERVAL_MS);
    }
    expect(told()).toEqual([]);
    reader.isBehind = false;
    clock.advance(PROGRESS_INTERVAL_MS);
    expect(told()).toEqual([50]);
    reader.isBehind = true;
    sink.progress(51, 100, '');
    sink.end();
    expect(told()).toEqual([50, 51]);
    expect(clock.pending).toBe(0);
  });

  it('is told without secrets, and its start once', () => {
    const { sink, emitted } = rig();
    sink.started(7, 'login hunter22');
    sink.started(8, 'again');
    sink.progress(1, 2, 'as hunter22');
    sink.end();
    expect(emitted().map(({ nodeStarted, nodeProgress }) => nodeStarted ?? nodeProgress)).toMatchObject([
      { processId: 7, command: 'login ***' },
      { message: 'as ***' },
    ]);
  });
});

describe('waiting', () => {
  it('ends with the abort of the signal and leaves no listener behind', async () => {
    const abort = new AbortController();
    const never = orAborted(new Promise(() => undefined), abort.signal);
    const soon = orAborted(Promise.resolve(), abort.signal);
    await soon;
    abort.abort();
    await never;
    expect(orAborted(new Promise(() => undefined), abort.signal)).toBeUndefined();
    expect(orAborted(undefined, new AbortController().signal)).toBeUndefined();
  });
});
