import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FRAME_LIMIT_BYTES, FrameDecoder, writeLength } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import { type ClientMessage, type ExecutionEvent, PROTOCOL_VERSION, type RunnerMessage } from '../../proto/messages.ts';
import { PeerError } from '../../proto/peer.ts';
import { fromProtoValue, toProtoStruct } from '../../proto/value.ts';
import { RUNS_AT_ONCE } from '../../runner/engine/limits.ts';
import { constantNode, layeredGraph, request, shellNode, wire } from './support/graphs.ts';
import { connect, type RunnerProcess, runToEnd, watchRun } from './support/runnerProcess.ts';
import { isAlive, startRunner, startSidecar, temporaryFolder } from './support/workbench.ts';

const { RunStatus } = millrace.v1;

function frame(message: ClientMessage): Uint8Array {
  return encodeFrame(millrace.v1.ClientMessage.encode(message).finish());
}

const HELLO = frame({ hello: { protocolVersion: PROTOCOL_VERSION, build: 'test' } });

/** Everything that the runner says until it ends. */
async function messagesOf(runner: RunnerProcess): Promise<RunnerMessage[]> {
  const bytes = await runner.output();
  return new FrameDecoder().push(bytes).map((found) => millrace.v1.RunnerMessage.decode(found));
}

function textOf(events: readonly ExecutionEvent[], node: string): string {
  return events.map(({ nodeLog }) => (nodeLog?.node === node ? nodeLog.text : '')).join('');
}

describe('millrace stdio', () => {
  it('runs a graph and tells everything about it in numbered events', async () => {
    const { folder, peer } = await startSidecar();
    const nodes = [
      constantNode('word', 'mill'),
      shellNode('say', 'echo "$word race"; echo "n=$word" >> "$FLOW_OUTPUT"'),
    ];
    const graph = { outputs: [{ name: 'said', source: { node: 'say', port: 'stdout' } }] };
    const wires = [wire('word', 'value', 'say', 'word')];
    const events = await runToEnd(peer, { ...request(folder, nodes), graph: { nodes, wires, ...graph } });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(({ runId }) => runId)).size).toBe(1);
    expect(events[0]?.runStarted?.nodeIds).toEqual(['word', 'say']);
    expect(textOf(events, 'say')).toBe('mill race\n');
    const finished = events.at(-1)?.runFinished;
    expect(finished).toMatchObject({ status: RunStatus.RUN_STATUS_SUCCEEDED, processesSurviving: 0 });
    expect(fromProtoValue(finished?.outputs?.['said']?.inline)).toBe('mill race');
  });

  it('understands messages that come byte by byte', async () => {
    const folder = temporaryFolder();
    const runner = startRunner(['stdio'], folder);
    const bytes = Buffer.concat([
      HELLO,
      frame({ requestId: 1, ping: { nonce: 5 } }),
      frame({ requestId: 2, execute: request(folder, [constantNode('a', 1)]) }),
    ]);
    for (const byte of bytes) runner.stdin.write(Uint8Array.of(byte));
    const decoder = new FrameDecoder();
    const found: RunnerMessage[] = [];
    for await (const chunk of runner.stdout) {
      found.push(...decoder.push(chunk as Buffer).map((part) => millrace.v1.RunnerMessage.decode(part)));
      if (found.some(({ event }) => event?.runFinished)) break;
    }
    expect(found.find(({ pong }) => pong)).toMatchObject({ requestId: 1, pong: { nonce: 5 } });
    expect(found.find(({ accepted }) => accepted)?.requestId).toBe(2);
  });

  it('understands many messages that come at once, and answers each by its number', async () => {
    const folder = temporaryFolder();
    const runner = startRunner(['stdio'], folder);
    const pings = Array.from({ length: 200 }, (_, index) => frame({ requestId: index + 1, ping: { nonce: index } }));
    runner.stdin.write(Buffer.concat([HELLO, ...pings, frame({ requestId: 300, shutdown: {} })]));
    const messages = await messagesOf(runner);
    expect(messages[0]?.hello).toMatchObject({ protocolVersion: PROTOCOL_VERSION, processId: runner.child.pid });
    expect(messages.filter(({ pong }) => pong).map(({ requestId }) => requestId)).toEqual(
      pings.map((_, index) => index + 1),
    );
    expect(messages.at(-1)).toMatchObject({ requestId: 300, shuttingDown: { cancelledRuns: 0 } });
    expect((await runner.exit).code).toBe(0);
  });

  it('ends with one failure and exit code 2 when the bytes are no messages', async () => {
    const runner = startRunner(['stdio'], temporaryFolder());
    runner.stdin.write(Buffer.concat([HELLO, new Uint8Array(64).fill(255)]));
    const messages = await messagesOf(runner);
    expect(messages.length).toBe(2);
    expect(messages[1]?.failure?.message).toContain('not length-delimited messages');
    expect((await runner.exit).code).toBe(2);
  });

  it('refuses a frame beyond the limit on seeing its length, and ends the runs under way', async () => {
    const folder = temporaryFolder();
    const runner = startRunner(['stdio'], folder);
    const length = new Uint8Array(5);
    const end = writeLength(length, 0, FRAME_LIMIT_BYTES + 1);
    const run = request(folder, [shellNode('a', 'sleep 300')], [], { runId: 'r' });
    runner.stdin.write(Buffer.concat([HELLO, frame({ requestId: 1, execute: run }), length.subarray(0, end)]));
    const messages = await messagesOf(runner);
    expect(messages.find(({ failure }) => failure)?.failure?.message).toContain('longer than the limit');
    expect(messages.at(-1)?.event?.runFinished).toMatchObject({
      status: RunStatus.RUN_STATUS_CANCELLED,
      processesSurviving: 0,
    });
    expect((await runner.exit).code).toBe(2);
  });

  it('refuses another protocol version in words and ends', async () => {
    const runner = startRunner(['stdio'], temporaryFolder());
    runner.stdin.write(frame({ requestId: 1, hello: { protocolVersion: 99, build: '9.9.9' } }));
    const messages = await messagesOf(runner);
    expect(messages.map(({ hello, failure }) => hello ?? failure).length).toBe(2);
    expect(messages[1]?.failure?.message).toContain('the client (build 9.9.9) speaks protocol 99');
    expect((await runner.exit).code).toBe(2);
  });

  it('refuses a request before the hello', async () => {
    const runner = startRunner(['stdio'], temporaryFolder());
    runner.stdin.write(frame({ requestId: 1, ping: {} }));
    const messages = await messagesOf(runner);
    expect(messages.at(-1)).toMatchObject({ requestId: 1, failure: {} });
    expect((await runner.exit).code).toBe(2);
  });

  it('acknowledges a cancel at once and ends the commands with all that they started', async () => {
    const { folder, peer } = await startSidecar();
    const run = watchRun(peer, request(folder, [shellNode('a', 'sleep 301 & echo $!; wait')]));
    const { nodeLog } = await run.until((event) => event.nodeLog != null);
    const grandchild = Number(nodeLog?.text);
    expect(isAlive(grandchild)).toBe(true);
    const asked = performance.now();
    expect(await peer.cancel(await run.runId, 'enough')).toBe(true);
    expect(performance.now() - asked).toBeLessThan(1_000);
    const finished = await run.finished;
    expect(finished.runFinished).toMatchObject({
      status: RunStatus.RUN_STATUS_CANCELLED,
      reason: 'enough',
      processesSurviving: 0,
    });
    expect(finished.runFinished?.processesEnded).toBeGreaterThanOrEqual(2);
    expect(isAlive(grandchild)).toBe(false);
    expect(run.events.some(({ runCancelling }) => runCancelling?.reason === 'enough')).toBe(true);
    expect(await peer.cancel(await run.runId, 'again')).toBe(false);
  });

  it('keeps the events of runs at the same time apart', async () => {
    const { folder, peer } = await startSidecar();
    const many = (word: string) => `for i in $(seq 200); do echo "${word} $i"; done`;
    const runs = ['left', 'right'].map((word) => watchRun(peer, request(folder, [shellNode(word, many(word))])));
    await Promise.all(runs.map((run) => run.finished));
    for (const [index, word] of ['left', 'right'].entries()) {
      const events = runs[index]?.events ?? [];
      const expected = Array.from({ length: 200 }, (_, line) => `${word} ${line + 1}\n`).join('');
      expect(textOf(events, word)).toBe(expected);
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
      expect(events.every(({ runId }) => runId === events[0]?.runId)).toBe(true);
    }
  });

  it('answers while runs are under way, and says how far they are', async () => {
    const { folder, peer } = await startSidecar();
    const nodes = [
      constantNode('first', 1),
      shellNode('second', 'echo here; sleep 302'),
      shellNode('third', 'true', { after: ['second'] }),
    ];
    const run = watchRun(peer, request(folder, nodes, [], { config: { workingFolder: folder, concurrency: 2 } }));
    await run.until((event) => event.nodeLog != null);
    await peer.ping();
    const status = await peer.status();
    expect(status.runs).toMatchObject([
      { runId: await run.runId, flowName: 'test', runningNodes: 1, finishedNodes: 1, totalNodes: 3 },
    ]);
    expect(status.residentBytes).toBeGreaterThan(1_000_000);
    expect(await peer.shutdown('done')).toBe(1);
    expect((await run.finished).runFinished?.status).toBe(RunStatus.RUN_STATUS_CANCELLED);
  });

  it('tells what it can do', async () => {
    const { peer } = await startSidecar();
    const capabilities = await peer.capabilities();
    expect(capabilities.kinds).toEqual(expect.arrayContaining(['shell', 'exec', 'constant', 'template']));
    expect(capabilities).toMatchObject({
      protocolVersion: PROTOCOL_VERSION,
      processorCores: availableParallelism(),
      frameLimitBytes: FRAME_LIMIT_BYTES,
      defaultLimits: { graceMs: 5_000, inlineValueBytes: 65_536 },
    });
  });

  it('cancels everything and ends when standard input closes', async () => {
    const { folder, peer, runner } = await startSidecar();
    const run = watchRun(peer, request(folder, [shellNode('a', 'echo $$; sleep 303')]));
    const { nodeLog } = await run.until((event) => event.nodeLog != null);
    runner.stdin.end();
    expect((await run.finished).runFinished).toMatchObject({
      status: RunStatus.RUN_STATUS_CANCELLED,
      reason: 'The client closed standard input.',
      processesSurviving: 0,
    });
    expect((await runner.exit).code).toBe(0);
    expect(isAlive(Number(nodeLog?.text))).toBe(false);
  });

  it('cancels everything and ends when nobody reads any more', async () => {
    const { folder, peer, runner } = await startSidecar();
    const run = watchRun(peer, request(folder, [shellNode('a', 'echo $$; while :; do echo more; sleep 0.05; done')]));
    const { nodeLog } = await run.until((event) => event.nodeLog != null);
    runner.stdout.destroy();
    expect((await runner.exit).signal).toBeNull();
    expect(isAlive(Number(nodeLog?.text?.split('\n')[0]))).toBe(false);
  });

  it('refuses what it cannot run in words, and goes on serving', async () => {
    const { folder, peer } = await startSidecar();
    const refusal = async (
      nodes: Parameters<typeof request>[1],
      wires: Parameters<typeof request>[2] = [],
      more = {},
    ) => {
      const fault = await peer
        .execute(request(folder, nodes, wires, more), () => undefined)
        .catch((reason: unknown) => reason);
      expect(fault).toBeInstanceOf(PeerError);
      return (fault as PeerError).message;
    };
    const a = shellNode('a', 'true');
    const b = shellNode('b', 'true');
    expect(await refusal([a, a])).toBe('Two nodes have the id `a`.');
    expect(await refusal([{ id: '../a', kind: 'shell' }])).toContain('Node 1 has the id `../a`');
    expect(await refusal([{ id: 'a', kind: 'shel' }])).toContain(
      'Node `a` is of the kind `shel`, which this runner does not have',
    );
    expect(await refusal([a], [wire('x', 'stdout', 'a', 'in')])).toContain('takes its value from node `x`');
    expect(await refusal([a], [wire('a', 'stdout', 'x', 'in')])).toContain(
      'leads to a node that the graph does not have',
    );
    expect(await refusal([a, b], [wire('a', 'stdout', 'b', 'in'), wire('b', 'stdout', 'a', 'in')])).toContain(
      'goes in a circle: ',
    );
    expect(await refusal([{ ...a, after: ['a'] }])).toContain('a → a');
    expect(await refusal([{ ...a, each: 'items' }])).toContain('its in-port `items`, but nothing is wired to it');
    expect(await refusal([{ ...a, resources: { gpu: 2 } }])).toContain('needs 2 of the resource `gpu`');
    expect(await refusal([a], [], { graph: { nodes: [a], inputs: [{ name: 'day' }] } })).toContain(
      'input `day` has no value',
    );
    expect(await refusal([a], [], { graph: { nodes: [a], secretNames: ['KEY'] } })).toContain('secret `KEY`');
    const short = { graph: { nodes: [a], secretNames: ['KEY'] }, secrets: { KEY: 'abc' } };
    expect(await refusal([a], [], short)).toContain('fewer than 4 characters');
    const nowhere = { config: { workingFolder: `${folder}/nowhere` } };
    expect(await refusal([a], [], nowhere)).toContain('nowhere does not exist or is no folder');
    expect(await refusal([a], [], { config: { workingFolder: 'here' } })).toContain('not an absolute path');
    expect(await refusal([a], [], { runId: '../up' })).toContain('cannot name a folder');
    expect((await runToEnd(peer, request(folder, [a], [], { runId: 'once' }))).at(-1)?.runFinished?.status).toBe(
      RunStatus.RUN_STATUS_SUCCEEDED,
    );
    expect(await refusal([a], [], { runId: 'once' })).toContain('was used before');
  });

  it('ends a run that takes longer than its limit', async () => {
    const { folder, peer } = await startSidecar();
    const config = { workingFolder: folder, limits: { runTimeoutMs: 200 } };
    const events = await runToEnd(peer, request(folder, [shellNode('a', 'sleep 304')], [], { config }));
    expect(events.at(-1)?.runFinished).toMatchObject({ status: RunStatus.RUN_STATUS_TIMED_OUT, processesSurviving: 0 });
  });

  it('has a limit for runs at the same time', async () => {
    const { folder, peer } = await startSidecar();
    const nodes = [{ id: 'a', kind: 'delay', settings: toProtoStruct({ for: '5m' }) }];
    const start = () => peer.execute(request(folder, nodes), () => undefined);
    await Promise.all(Array.from({ length: RUNS_AT_ONCE }, start));
    await expect(start()).rejects.toThrow(`${RUNS_AT_ONCE} runs are under way`);
    expect(await peer.shutdown('done')).toBe(RUNS_AT_ONCE);
  });

  it('keeps standard output for messages, whatever else is printed', async () => {
    const preload = "data:text/javascript,process.stdin.on('data',()=>console.log('stray'))";
    const env = { ...process.env, NODE_OPTIONS: `--import=${preload}` };
    const runner = startRunner(['stdio'], temporaryFolder(), env);
    const peer = connect(runner);
    await peer.hello;
    await peer.ping();
    await peer.shutdown('done');
    expect((await runner.exit).code).toBe(0);
    expect(runner.stderr).toContain('stray\n');
  });

  it('hears a cancel while ten thousand nodes keep it busy', async () => {
    const { folder, peer } = await startSidecar();
    const { nodes, wires } = layeredGraph(99, 100);
    const run = watchRun(peer, request(folder, nodes, wires));
    await run.until((event) => event.nodeFinished != null);
    await peer.cancel(await run.runId, 'enough');
    const finished = await run.finished;
    expect(finished.runFinished?.status).toBe(RunStatus.RUN_STATUS_CANCELLED);
    const ends = run.events.filter(({ nodeFinished }) => nodeFinished);
    expect(ends.length).toBe(nodes.length);
  });
});
