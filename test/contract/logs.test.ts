import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { toProtoStruct } from '../../proto/value.ts';
import { request, shellNode } from './support/graphs.ts';
import { runToEnd } from './support/runnerProcess.ts';
import { peakMemory, startSidecar } from './support/workbench.ts';

const { LogStream } = millrace.v1;
const MEBIBYTE = 1024 * 1024;

function logs(events: readonly ExecutionEvent[]) {
  return events.flatMap(({ nodeLog }) => nodeLog ?? []);
}

describe('logs', () => {
  it('stream 20 MB with bounded memory: a part on the wire, the rest counted, all of it on disk', async () => {
    const { folder, peer, runner } = await startSidecar();
    const size = 20_000_000;
    const run = `yes "a line of some length" | head -c ${size}; echo; echo the end`;
    const events = await runToEnd(peer, request(folder, [shellNode('a', run)], [], { runId: 'big' }));
    const found = logs(events);
    const sent = found.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0);
    const dropped = found.reduce((sum, { droppedBytes }) => sum + (droppedBytes ?? 0), 0);
    const total = size + '\nthe end\n'.length;
    expect(sent + dropped).toBe(total);
    expect(dropped).toBeGreaterThan(0);
    expect(found.at(-1)?.text?.endsWith('the end\n')).toBe(true);
    expect(readFileSync(join(folder, '.millrace', 'runs', 'big', 'logs', 'a.log')).length).toBe(total);
    expect(events.find(({ nodeFinished }) => nodeFinished)?.nodeFinished?.logFile).toBe(join('logs', 'a.log'));
    if (process.platform === 'linux') expect(peakMemory(runner.child.pid ?? 0)).toBeLessThan(200 * MEBIBYTE);
  });

  it('never cut a character, however the command writes it', async () => {
    const { folder, peer } = await startSidecar();
    const text = 'Zürich 🚂 漢字 ';
    const script = `
      const bytes = Buffer.from(${JSON.stringify(text)}.repeat(20));
      (function next(at) {
        if (at < bytes.length) process.stdout.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
      })(0);`;
    const node = {
      id: 'a',
      kind: 'exec',
      settings: toProtoStruct({ program: process.execPath, args: ['-e', script] }),
    };
    const events = await runToEnd(peer, request(folder, [node]));
    expect(events.at(-1)?.runFinished?.reason).toBe('');
    expect(
      logs(events)
        .map((log) => log.text)
        .join(''),
    ).toBe(text.repeat(20));
    expect(logs(events).some((log) => log.text?.includes('\uFFFD'))).toBe(false);
  });

  it('tell standard output and standard error apart', async () => {
    const { folder, peer } = await startSidecar();
    const events = await runToEnd(peer, request(folder, [shellNode('a', 'echo out; echo err >&2')]));
    const texts = (stream: number) =>
      logs(events)
        .filter((log) => log.stream === stream)
        .map((log) => log.text)
        .join('');
    expect(texts(LogStream.LOG_STREAM_STDOUT)).toBe('out\n');
    expect(texts(LogStream.LOG_STREAM_STDERR)).toBe('err\n');
  });

  it('come before the end of their node, and ten thousand small writes make few events', async () => {
    const { folder, peer } = await startSidecar();
    const script =
      'let i = 0; (function next() { if (i < 10000) process.stdout.write(String(i++) + "\\n", next); })();';
    const node = {
      id: 'a',
      kind: 'exec',
      settings: toProtoStruct({ program: process.execPath, args: ['-e', script] }),
    };
    const events = await runToEnd(peer, request(folder, [node]));
    expect(
      logs(events)
        .map((log) => log.text)
        .join(''),
    ).toBe(Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join(''));
    const end = events.findIndex(({ nodeFinished }) => nodeFinished);
    expect(events.findLastIndex(({ nodeLog }) => nodeLog)).toBeLessThan(end);
    expect(logs(events).length).toBeLessThan(500);
  });

  it('hold no secret: not in an event, a value, a journal, a log or a failure, nor cut in two', async () => {
    const { folder, peer } = await startSidecar();
    const secret = 'correct-horse-battery';
    const run = [
      'echo "whole $KEY twice $KEY"',
      'echo "to stderr $KEY" >&2',
      'printf %s "$KEY" | head -c 9',
      'sleep 0.1',
      'printf %s "$KEY" | tail -c +10',
      'echo',
      'echo "made=<$KEY>" >> "$FLOW_OUTPUT"',
      'exit 3',
    ].join('\n');
    const nodes = [shellNode('a', run, { secretNames: ['KEY'] })];
    const events = await runToEnd(peer, {
      ...request(folder, nodes, [], { runId: 'hushed', secrets: { KEY: secret } }),
      graph: { nodes, secretNames: ['KEY'] },
    });
    const out = logs(events)
      .filter((log) => log.stream === LogStream.LOG_STREAM_STDOUT)
      .map((log) => log.text)
      .join('');
    expect(out).toBe('whole *** twice ***\n***\n');
    expect(JSON.stringify(events)).not.toContain(secret);
    expect(JSON.stringify(events)).toContain('to stderr ***');
    const state = join(folder, '.millrace', 'runs');
    for (const entry of await readdir(state, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      expect((await readFile(join(entry.parentPath, entry.name))).includes(secret)).toBe(false);
    }
  });
});
