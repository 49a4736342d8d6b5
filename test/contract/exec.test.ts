import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent, ExecutionRequest } from '../../proto/messages.ts';
import { fromProtoValue } from '../../proto/value.ts';
import { readJournal } from '../../runner/journal/readJournal.ts';
import { constantNode, request, shellNode, wire } from './support/graphs.ts';
import { isAlive, runProgram, startRunner, temporaryFolder } from './support/workbench.ts';

const { RunStatus } = millrace.v1;

function bytesOf(message: ExecutionRequest): Uint8Array {
  return encodeFrame(millrace.v1.ExecutionRequest.encode(message).finish());
}

function eventsOf(bytes: Uint8Array): ExecutionEvent[] {
  return new FrameDecoder().push(bytes).map((frame) => millrace.v1.ExecutionEvent.decode(frame));
}

/** One parsed line of JSON output. */
type JsonEvent = Readonly<Record<string, unknown>>;

function jsonEventsOf(text: string): JsonEvent[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonEvent);
}

describe('millrace exec', () => {
  it('reads one request from a pipe that ends, writes its events and says by its code how it ended', async () => {
    const folder = temporaryFolder();
    const good = await runProgram(['exec'], folder, {
      input: bytesOf(request(folder, [shellNode('a', 'echo hello')])),
    });
    expect(good.code).toBe(0);
    const events = eventsOf(good.bytes);
    expect(events.at(0)?.runStarted).toBeTruthy();
    expect(events.at(-1)?.runFinished?.status).toBe(RunStatus.RUN_STATUS_SUCCEEDED);
    const bad = await runProgram(['exec'], folder, { input: bytesOf(request(folder, [shellNode('a', 'exit 7')])) });
    expect(bad.code).toBe(1);
    expect(eventsOf(bad.bytes).at(-1)?.runFinished).toMatchObject({
      status: RunStatus.RUN_STATUS_FAILED,
      decidingNode: 'a',
    });
    const config = { workingFolder: folder, limits: { runTimeoutMs: 100 } };
    const late = await runProgram(['exec'], folder, {
      input: bytesOf(request(folder, [shellNode('a', 'sleep 305')], [], { config })),
    });
    expect(late.code).toBe(124);
  });

  it('ends with code 130 and no process left when it is interrupted', async () => {
    const folder = temporaryFolder();
    const runner = startRunner(['exec'], folder);
    runner.stdin.write(bytesOf(request(folder, [shellNode('a', 'echo $$; sleep 306')])));
    const decoder = new FrameDecoder();
    let shell = 0;
    let last: ExecutionEvent | undefined;
    for await (const chunk of runner.stdout) {
      for (const frame of decoder.push(chunk as Buffer)) {
        last = millrace.v1.ExecutionEvent.decode(frame);
        if (!last.nodeLog || shell) continue;
        shell = Number(last.nodeLog.text);
        runner.child.kill('SIGINT');
      }
    }
    expect((await runner.exit).code).toBe(130);
    expect(last?.runFinished).toMatchObject({ status: RunStatus.RUN_STATUS_CANCELLED, processesSurviving: 0 });
    expect(isAlive(shell)).toBe(false);
  });

  it('tells what cannot be run as a diagnostic and an end, with code 2', async () => {
    const folder = temporaryFolder();
    const cases: [Uint8Array, string][] = [
      [bytesOf(request(folder, [{ id: 'a', kind: 'nothing' }])), 'is of the kind `nothing`'],
      [new Uint8Array(10).fill(255), 'not length-delimited messages'],
      [encodeFrame(Uint8Array.of(1, 2, 3)), ''],
      [new Uint8Array(0), 'ended before a whole request had come'],
      [bytesOf(request(folder, [])).subarray(0, 5), 'ended before a whole request had come'],
    ];
    for (const [input, message] of cases) {
      const { code, bytes, stderr } = await runProgram(['exec'], folder, { input });
      expect(code).toBe(2);
      const [told, end, ...more] = eventsOf(bytes);
      expect(more).toEqual([]);
      expect(told?.diagnostic?.message).toContain(message);
      expect(end?.runFinished).toMatchObject({
        status: RunStatus.RUN_STATUS_FAILED,
        reason: told?.diagnostic?.message,
      });
      expect(stderr).toContain(message);
    }
  });

  it('keeps a journal that is the very stream of its events', async () => {
    const folder = temporaryFolder();
    const input = bytesOf(request(folder, [shellNode('a', 'echo one; echo two >&2')], [], { runId: 'the-run' }));
    const { bytes } = await runProgram(['exec'], folder, { input });
    const state = join(folder, '.millrace');
    expect(readFileSync(join(state, 'runs', 'the-run', 'events.bin')).equals(bytes)).toBe(true);
    expect(readFileSync(join(state, '.gitignore'), 'utf8')).toBe('*\n');
    expect(
      readFileSync(join(state, 'runs', 'the-run', 'logs', 'a.log'), 'utf8')
        .split('\n')
        .sort(),
    ).toEqual(['', 'one', 'two']);
    expect((await readJournal(join(state, 'runs', 'the-run', 'events.bin'))).torn).toBe(false);
  });

  it('runs an empty graph', async () => {
    const folder = temporaryFolder();
    const { code, bytes } = await runProgram(['exec'], folder, { input: bytesOf(request(folder, [])) });
    expect(code).toBe(0);
    expect(
      eventsOf(bytes).map(({ runStarted, runFinished }) => (runStarted ? 'started' : runFinished && 'finished')),
    ).toEqual(['started', 'finished']);
  });

  it('lets no more nodes hold a resource than there is of it, and says who waits', async () => {
    const folder = temporaryFolder();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const nodes = names.map((name) => shellNode(name, 'mkdir held && rmdir held', { resources: { lock: 1 } }));
    const config = { workingFolder: folder, concurrency: 4 };
    const { code, bytes } = await runProgram(['exec'], folder, {
      input: bytesOf(request(folder, nodes, [], { config })),
    });
    expect(code).toBe(0);
    const events = eventsOf(bytes);
    expect(events.find(({ nodeReady }) => nodeReady?.waitsFor?.length)?.nodeReady?.waitsFor).toEqual(['lock']);
    const turns = events.flatMap(({ nodeStarted, nodeFinished }) => nodeStarted?.node ?? nodeFinished?.node ?? []);
    expect(turns).toEqual(names.flatMap((name) => [name, name]));
  });

  it('runs a command once per item, keeps the order of the items, and names the one that failed', async () => {
    const folder = temporaryFolder();
    const items = Array.from({ length: 50 }, (_, index) => index);
    const run = (script: string) => {
      const each = { each: 'n', eachConcurrency: 4, onError: millrace.v1.ErrorPolicy.ERROR_POLICY_CONTINUE };
      const nodes = [constantNode('items', items), shellNode('many', script, each)];
      const config = { workingFolder: folder, concurrency: 8 };
      const message = request(folder, nodes, [wire('items', 'value', 'many', 'n')], { config });
      return runProgram(['exec'], folder, { input: bytesOf(message) });
    };
    const good = await run('echo "number $n"; printf %s "$n" >&2; echo "double=$((2 * n))" >> "$FLOW_OUTPUT"');
    expect(good.code).toBe(0);
    const told = new Map(
      eventsOf(good.bytes).flatMap(({ nodeOutput }) =>
        nodeOutput?.node === 'many' ? [[nodeOutput.port, fromProtoValue(nodeOutput.value?.inline)] as const] : [],
      ),
    );
    expect(told.get('stdout')).toEqual(items.map((item) => `number ${item}`));
    expect(told.get('double')).toEqual(items.map((item) => `${2 * item}`));
    const log = eventsOf(good.bytes).map(({ nodeLog }) => (nodeLog?.stream === 1 ? nodeLog.text : ''));
    expect(log.join('').split('\n').sort()).toEqual(
      ['', ...items.map((item) => `[${item + 1}] number ${item}`)].sort(),
    );

    const bad = await run('[ "$n" != 30 ] || exit 7; printf %s "$n"');
    expect(bad.code).toBe(1);
    const events = eventsOf(bad.bytes);
    expect(events.at(-1)?.runFinished).toMatchObject({ decidingNode: 'many', processesSurviving: 0 });
    const { reason } = events.at(-1)?.runFinished ?? {};
    expect(reason).toMatch(/^`many` failed: item 31 of 50 failed: .* ended with exit code 7\.$/);
    const stdout = events.find(({ nodeOutput }) => nodeOutput?.port === 'stdout')?.nodeOutput?.value?.inline;
    expect(fromProtoValue(stdout)).toEqual(items.map((item) => (item === 30 ? null : `${item}`)));
  });

  it('ends all items of a node that is cancelled in the middle', async () => {
    const folder = temporaryFolder();
    const nodes = [
      constantNode(
        'items',
        Array.from({ length: 50 }, (_, index) => index),
      ),
      shellNode('many', '[ "$n" -lt 5 ] || { echo "pid $$"; sleep 308; }', { each: 'n' }),
    ];
    const config = { workingFolder: folder, concurrency: 3 };
    const runner = startRunner(['exec'], folder);
    runner.stdin.write(bytesOf(request(folder, nodes, [wire('items', 'value', 'many', 'n')], { config })));
    const decoder = new FrameDecoder();
    const shells: number[] = [];
    const events: ExecutionEvent[] = [];
    for await (const chunk of runner.stdout) {
      for (const frame of decoder.push(chunk as Buffer)) {
        const event = millrace.v1.ExecutionEvent.decode(frame);
        events.push(event);
        for (const [, pid] of event.nodeLog?.text?.matchAll(/pid (\d+)/g) ?? []) shells.push(Number(pid));
        if (event.nodeLog && shells.length === 3) runner.child.kill('SIGINT');
      }
    }
    expect((await runner.exit).code).toBe(130);
    expect(shells.map(isAlive)).toEqual([false, false, false]);
    expect(events.at(-1)?.runFinished).toMatchObject({ processesSurviving: 0 });
    expect(events.find(({ nodeFinished }) => nodeFinished?.node === 'many')?.nodeFinished).toMatchObject({
      status: millrace.v1.NodeStatus.NODE_STATUS_CANCELLED,
      reason: '5 of 50 items had run',
    });
  });

  it('stores nothing that it was not asked to run', async () => {
    const folder = temporaryFolder();
    await runProgram(['exec'], folder, { input: bytesOf(request(folder, [{ id: 'a', kind: 'nothing' }])) });
    expect(existsSync(join(folder, '.millrace'))).toBe(false);
  });
});

describe('JSON, as any language would write and read it', () => {
  const jsonRequest = (folder: string) => ({
    runId: 'json-run',
    flowName: 'from JSON',
    graph: {
      nodes: [
        { id: 'word', kind: 'constant', settings: { value: { list: [1, 'zwei', null, true] } } },
        { id: 'show', kind: 'shell', settings: { run: 'printf %s "$in"' }, onError: 'ERROR_POLICY_CONTINUE' },
      ],
      wires: [{ node: 'show', port: 'in', source: { nodePort: { node: 'word', port: 'value' } } }],
      outputs: [{ name: 'shown', source: { node: 'show', port: 'stdout' } }],
    },
    config: { workingFolder: folder, concurrency: 1 },
  });

  it('drives one run', async () => {
    const folder = temporaryFolder();
    for (const input of [
      JSON.stringify(jsonRequest(folder)),
      JSON.stringify({ ...jsonRequest(folder), runId: 'second' }, null, 2),
    ]) {
      const { code, stdout } = await runProgram(['exec', '--json'], folder, { input });
      expect(code).toBe(0);
      const events = jsonEventsOf(stdout);
      expect(events[0]).toMatchObject({
        sequence: '1',
        runStarted: { flowName: 'from JSON', nodeIds: ['word', 'show'] },
      });
      expect(events.at(-1)).toMatchObject({
        runFinished: {
          status: 'RUN_STATUS_SUCCEEDED',
          outputs: { shown: { inline: '{"list":[1,"zwei",null,true]}' } },
        },
      });
    }
  });

  it('is refused in words when it is wrong', async () => {
    const folder = temporaryFolder();
    for (const input of ['{"graf": {}}', '[1', '']) {
      const { code, stdout, stderr } = await runProgram(['exec', '--json'], folder, { input });
      expect(code).toBe(2);
      expect(jsonEventsOf(stdout).at(-1)).toMatchObject({ runFinished: { status: 'RUN_STATUS_FAILED' } });
      expect(stderr).toMatch(/^millrace: ./);
    }
  });

  it('drives a sidecar', async () => {
    const folder = temporaryFolder();
    const lines = [
      { hello: { protocolVersion: 1, build: 'a script' } },
      { requestId: 1, execute: jsonRequest(folder) },
      { requestId: 2, ping: { nonce: 7 } },
    ];
    const runner = startRunner(['stdio', '--json'], folder);
    runner.stdin.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    let text = '';
    runner.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('runFinished') && text.endsWith('\n')) runner.stdin.end('{"requestId":3,"shutdown":{}}\n');
    });
    expect((await runner.exit).code).toBe(0);
    const messages = jsonEventsOf(text);
    expect(messages[0]).toMatchObject({ hello: { protocolVersion: 1 } });
    expect(messages).toContainEqual({ requestId: 1, accepted: { runId: 'json-run' } });
    expect(messages).toContainEqual({ requestId: 2, pong: { nonce: '7' } });
    expect(messages.at(-1)).toEqual({ requestId: 3, shuttingDown: {} });
  });
});
