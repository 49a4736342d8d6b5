import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { EventStream } from '../../../runner/engine/eventStream.ts';
import { LOG_GATHER_BYTES, LOG_GATHER_MS, NodeLog } from '../../../runner/logs/nodeLog.ts';
import { Redactor } from '../../../runner/logs/redactor.ts';
import { FakeClock } from '../engine/support/fakeClock.ts';

function rig(bytesPerSecond = 1_000_000) {
  const reader = { isBehind: false };
  const folder = mkdtempSync(join(tmpdir(), 'millrace-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new FakeClock();
  const events: ExecutionEvent[] = [];
  const outlet = {
    deliver: (event: ExecutionEvent) => void events.push(event),
    flush: () => undefined,
    ready: () => undefined,
    isBehind: () => reader.isBehind,
  };
  const path = join(folder, 'logs', 'a.log');
  const log = new NodeLog({
    node: 'a',
    path,
    redactor: new Redactor(['hunter22']),
    events: new EventStream('run', clock, [outlet]),
    clock,
    bytesPerSecond,
    failed: (fault) => {
      throw fault;
    },
  });
  const texts = () => events.map(({ nodeLog }) => nodeLog?.text);
  return { log, clock, reader, events, texts, file: () => readFileSync(path, 'utf8') };
}

describe('the log of a node', () => {
  it('gathers small writes for a moment and keeps the order of the streams', async () => {
    const { log, clock, texts, file } = rig();
    for (const letter of 'abc') void log.write('stdout', Buffer.from(letter));
    void log.write('stderr', Buffer.from('!'));
    void log.write('stdout', Buffer.from('d'));
    expect(texts()).toEqual([]);
    clock.advance(LOG_GATHER_MS);
    expect(texts()).toEqual(['abc', '!', 'd']);
    await log.end();
    expect(file()).toBe('abc!d');
  });

  it('sends at once what is large enough, and the rest at the end', async () => {
    const { log, texts } = rig();
    void log.write('stdout', Buffer.alloc(LOG_GATHER_BYTES, 'x'));
    void log.write('stdout', Buffer.from('rest'));
    expect(texts().map((text) => text?.length)).toEqual([LOG_GATHER_BYTES]);
    await log.end();
    expect(texts().at(-1)).toBe('rest');
  });

  it('leaves out text for a reader that is behind, counts every byte of it, and goes on where the reader has caught up', async () => {
    const { log, clock, reader, events, file } = rig(Number.MAX_SAFE_INTEGER);
    const block = (letter: string) => Buffer.alloc(LOG_GATHER_BYTES, letter);
    void log.write('stdout', block('p'));
    reader.isBehind = true;
    for (const letter of 'qrpqrpq') void log.write('stdout', block(letter));
    clock.advance(10_000);
    expect(events.length).toBe(1);
    reader.isBehind = false;
    clock.advance(LOG_GATHER_MS);
    expect(events.length).toBe(2);
    reader.isBehind = true;
    for (const letter of 'rs') void log.write('stdout', block(letter));
    await log.end();
    const logs = events.flatMap(({ nodeLog }) => nodeLog ?? []);
    const bytes = logs.reduce((sum, { text, droppedBytes }) => sum + (text?.length ?? 0) + (droppedBytes ?? 0), 0);
    expect(bytes).toBe(10 * LOG_GATHER_BYTES);
    expect(logs.map(({ text }) => text?.[0])).toEqual(['p', 'q', 's']);
    expect(file().length).toBe(10 * LOG_GATHER_BYTES);
  });

  it('knows of each stream whether so many bytes of it had no secret, also one that is not masked yet', async () => {
    const { log } = rig();
    void log.write('stdout', Buffer.from('nothing here'));
    void log.write('stderr', Buffer.from('a secret: hunt'));
    expect([log.isFree('stdout', 12), log.isFree('stdout', 11), log.isFree('stdout', 13)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(log.isFree('stderr', 14)).toBe(true);
    void log.write('stderr', Buffer.from('er22'));
    expect([log.isFree('stderr', 18), log.isFree('stdout', 12)]).toEqual([false, true]);
    await log.end();
    expect(log.isFree('stdout', 12)).toBe(false);
  });

  it('leaves out the oldest text when the credit is used up, counts it, and keeps the newest', async () => {
    const { log, clock, events, file } = rig(LOG_GATHER_BYTES);
    const block = (letter: string) => Buffer.alloc(LOG_GATHER_BYTES, letter);
    for (const letter of 'pqrs') void log.write('stdout', block(letter));
    expect(events.length).toBe(1);
    clock.advance(2_000);
    expect(events.length).toBe(2);
    expect(events[1]?.nodeLog).toMatchObject({ droppedBytes: 2 * LOG_GATHER_BYTES });
    expect(events[1]?.nodeLog?.text?.[0]).toBe('s');
    await log.end();
    expect(file().length).toBe(4 * LOG_GATHER_BYTES);
  });

  it('tells the last text at the end even without credit', async () => {
    const { log, texts } = rig(10);
    void log.write('stdout', Buffer.alloc(LOG_GATHER_BYTES, 'x'));
    void log.write('stdout', Buffer.from('the reason'));
    await log.end();
    expect(texts().at(-1)).toBe('the reason');
  });

  it('masks secrets on disk and on the wire, and joins characters that were cut', async () => {
    const { log, texts, file } = rig();
    const bytes = Buffer.from('é hunter22 漢');
    for (const byte of bytes) void log.write('stdout', Uint8Array.of(byte));
    await log.end();
    expect(texts().join('')).toBe('é *** 漢');
    expect(file()).toBe('é *** 漢');
  });
});
