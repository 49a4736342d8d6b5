import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent, ExecutionRequest, GraphNode, GraphWire, Selection } from '../../proto/messages.ts';
import { PeerError, type RunnerPeer } from '../../proto/peer.ts';
import { toProtoValue } from '../../proto/value.ts';
import { emptyRun, foldEvents } from '../../src/flow/run/fold.ts';
import { request, shellNode, wire } from './support/graphs.ts';
import { connect, runToEnd, watchRun } from './support/runnerProcess.ts';
import { startRunner, startSidecar, temporaryFolder } from './support/workbench.ts';

const { Purpose } = millrace.v1.Unfinished;
const RETRY: Selection = { unfinished: { purpose: Purpose.PURPOSE_RETRY_FAILED } };
const RESUME: Selection = { unfinished: { purpose: Purpose.PURPOSE_RESUME } };

/** A node that notes in the file `ran` that it ran and prints its id and what is wired to it. */
function noting(id: string, more = '', node: GraphNode = {}): GraphNode {
  return shellNode(id, `echo ${id} >> ran; ${more}\necho "${id}($in)"`, node);
}

function feeds(from: string, to: string): GraphWire {
  return wire(from, 'stdout', to, 'in');
}

/** `a → b → c → d`, and `x` on its own. `c` fails as long as there is no file `mended`. */
const CHAIN = {
  nodes: [noting('a'), noting('b'), noting('c', 'test -e mended || exit 3'), noting('d'), noting('x')],
  wires: [feeds('a', 'b'), feeds('b', 'c'), feeds('c', 'd')],
};

interface Workbench {
  readonly folder: string;
  readonly peer: RunnerPeer;
}

function ask({ folder }: Workbench, more: ExecutionRequest = {}, graph = CHAIN): ExecutionRequest {
  const flowSource = join(folder, 'chain.flow');
  const config = { workingFolder: folder, concurrency: 2 };
  return request(folder, graph.nodes, graph.wires, { flowSource, graph, config, ...more });
}

async function run(bench: Workbench, more: ExecutionRequest = {}, graph: typeof CHAIN = CHAIN) {
  const events = await runToEnd(bench.peer, ask(bench, more, graph));
  return { events, ...tellingOf(events) };
}

/** What people learn from the events of a run. */
function tellingOf(events: readonly ExecutionEvent[]) {
  const snapshot = foldEvents(emptyRun(events[0]?.runId ?? ''), events);
  const nodes = [...snapshot.nodes.values()];
  return {
    runId: snapshot.runId,
    state: snapshot.state,
    states: Object.fromEntries(nodes.map(({ id, state }) => [id, state])),
    stdout: (id: string) => snapshot.nodes.get(id)?.outputs.find(({ port }) => port === 'stdout'),
    partial: snapshot.partial,
    again: events[0]?.runStarted?.partial?.again,
    snapshot,
  };
}

/** The nodes that ran since this was last asked. */
function ranIn({ folder }: Workbench): string[] {
  const file = join(folder, 'ran');
  const ids = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  rmSync(file, { force: true });
  return ids.sort();
}

async function refusal(bench: Workbench, more: ExecutionRequest, graph = CHAIN): Promise<string> {
  const fault = await bench.peer.execute(ask(bench, more, graph), () => undefined).catch((reason: unknown) => reason);
  expect(fault).toBeInstanceOf(PeerError);
  return (fault as PeerError).message;
}

describe('a partial run', () => {
  it('of only one node takes what the nodes before it made last', async () => {
    const bench = await startSidecar();
    const first = await run(bench);
    expect(first.states).toMatchObject({ a: 'succeeded', b: 'succeeded', c: 'failed', d: 'skipped' });
    ranIn(bench);
    appendFileSync(join(bench.folder, 'mended'), '');
    const only = await run(bench, { selection: { only: 'c' } });
    expect(ranIn(bench)).toEqual(['c']);
    expect(only.state).toBe('succeeded');
    expect(only.states).toEqual({ a: 'skipped', b: 'cached', c: 'succeeded', d: 'skipped', x: 'skipped' });
    expect(only.stdout('c')?.value).toBe('c(b(a()))');
    expect(only.stdout('b')?.value).toBe('b(a())');
    expect(only.partial).toMatchObject({
      asked: { verb: 'only', node: 'c' },
      running: ['c'],
      kept: [{ node: 'b', runId: first.runId, pinned: false, changed: false }],
      leftOut: ['a', 'd', 'x'],
    });
    // What was kept points on to the run that made it.
    const next = await run(bench, { selection: { only: 'c' } });
    expect(next.partial?.kept).toEqual(only.partial?.kept);
  });

  it('of only one node is refused as long as a node before it never succeeded', async () => {
    const bench = await startSidecar();
    expect(await refusal(bench, { selection: { only: 'c' } })).toBe(
      'Run Only This Node is not possible: `c` needs `b.stdout`, but no recorded run has outputs of `b`. ' +
        'Run to `c` instead, which runs what it needs too.',
    );
    expect(await refusal(bench, { selection: { only: 'cc' } })).toContain('The flow has no node `cc`.');
    expect(await refusal(bench, { selection: {} })).toContain('names no part of the flow');
  });

  it('to a node runs what it needs and leaves the rest out', async () => {
    const bench = await startSidecar();
    const { states, state, partial } = await run(bench, { selection: { upTo: 'b' } });
    expect(state).toBe('succeeded');
    expect(states).toEqual({ a: 'succeeded', b: 'succeeded', c: 'skipped', d: 'skipped', x: 'skipped' });
    expect(partial).toMatchObject({ running: ['a', 'b'], kept: [], leftOut: ['c', 'd', 'x'] });
    expect(ranIn(bench)).toEqual(['a', 'b']);
  });

  it('from a node runs all that comes of it on what was made before', async () => {
    const bench = await startSidecar();
    await run(bench);
    ranIn(bench);
    appendFileSync(join(bench.folder, 'mended'), '');
    const { state, stdout, partial } = await run(bench, { selection: { from: 'b' } });
    expect(state).toBe('succeeded');
    expect(ranIn(bench)).toEqual(['b', 'c', 'd']);
    expect(stdout('d')?.value).toBe('d(c(b(a())))');
    expect(partial).toMatchObject({ running: ['b', 'c', 'd'], leftOut: ['x'] });
    expect(partial?.kept.map(({ node }) => node)).toEqual(['a']);
  });

  it('goes on with the inputs of the latest run where none are given, and says so', async () => {
    const bench = await startSidecar();
    const graph = {
      ...CHAIN,
      wires: [...CHAIN.wires, { node: 'b', port: 'day', source: { input: 'day' } }],
      nodes: CHAIN.nodes.map((node) => (node.id === 'b' ? noting('b', 'echo "$day" > day') : node)),
      inputs: [{ name: 'day', type: 'text', defaultValue: toProtoValue('sunday') }],
    };
    const day = () => readFileSync(join(bench.folder, 'day'), 'utf8').trim();
    const first = await run(bench, { inputs: { day: toProtoValue('monday') } }, graph);
    const only = await run(bench, { selection: { only: 'b' } }, graph);
    expect([day(), only.partial?.inputsRunId]).toEqual(['monday', first.runId]);
    const given = await run(bench, { selection: { only: 'b' }, inputs: { day: toProtoValue('friday') } }, graph);
    expect([day(), given.partial?.inputsRunId]).toEqual(['friday', undefined]);
    const named = await run(bench, { selection: { from: 'b', baseRunId: first.runId } }, graph);
    expect([day(), named.partial?.inputsRunId]).toEqual(['monday', first.runId]);
    const upTo = await run(bench, { selection: { upTo: 'b' } }, graph);
    expect([day(), upTo.partial?.inputsRunId]).toEqual(['sunday', undefined]);
  });

  it('tells that a node is no longer the one that made what is kept of it', async () => {
    const bench = await startSidecar();
    await run(bench);
    const [, ...others] = CHAIN.nodes;
    const graph = { ...CHAIN, nodes: [noting('a', 'true'), ...others] };
    const { partial } = await run(bench, { selection: { only: 'b' } }, graph);
    expect(partial?.kept).toMatchObject([{ node: 'a', changed: true }]);
  });
});

describe('retrying what failed', () => {
  it('keeps what succeeded, cacheable or not', async () => {
    const bench = await startSidecar();
    const first = await run(bench);
    expect(ranIn(bench)).toEqual(['a', 'b', 'c', 'x']);
    appendFileSync(join(bench.folder, 'mended'), '');
    const retry = await run(bench, { selection: RETRY });
    expect(ranIn(bench)).toEqual(['c', 'd']);
    expect(retry.state).toBe('succeeded');
    expect(retry.states).toEqual({ a: 'cached', b: 'cached', c: 'succeeded', d: 'succeeded', x: 'cached' });
    expect(retry.stdout('d')?.value).toBe('d(c(b(a())))');
    expect(retry.partial?.asked).toEqual({ verb: 'retry', baseRunId: first.runId });
    expect(await refusal(bench, { selection: RETRY })).toContain('succeeded: nothing of it is left to do');
  });

  it('runs again what was changed since, and what comes after it', async () => {
    const bench = await startSidecar();
    await run(bench);
    ranIn(bench);
    appendFileSync(join(bench.folder, 'mended'), '');
    const [a, , ...others] = CHAIN.nodes as [GraphNode, GraphNode, ...GraphNode[]];
    const graph = { ...CHAIN, nodes: [a, noting('b', 'true'), ...others] };
    const retry = await run(bench, { selection: RETRY }, graph);
    expect(ranIn(bench)).toEqual(['b', 'c', 'd']);
    expect(retry.again).toEqual({ b: 'it was changed since' });
  });

  it('names the right verb where it is the wrong one', async () => {
    const bench = await startSidecar();
    expect(await refusal(bench, { selection: RETRY })).toContain('no record of an earlier run of this flow');
    const { runId } = await run(bench);
    expect(await refusal(bench, { selection: RESUME })).toBe(
      `Run ${runId} was not interrupted, it failed. Use Retry Failed (--retry-failed) instead.`,
    );
    expect(await refusal(bench, { selection: { ...RETRY, baseRunId: 'nothing' } })).toContain(
      'no record of run nothing',
    );
    expect(await refusal(bench, { selection: { ...RETRY, baseRunId: runId }, flowSource: '/other.flow' })).toContain(
      'is one of another flow',
    );
  });

  it('goes on with the inputs of the run, and refuses others', async () => {
    const bench = await startSidecar();
    const graph = {
      ...CHAIN,
      wires: [...CHAIN.wires, { node: 'a', port: 'in', source: { input: 'day' } }],
      inputs: [{ name: 'day', type: 'text' }],
    };
    await run(bench, { inputs: { day: toProtoValue('monday') } }, graph);
    appendFileSync(join(bench.folder, 'mended'), '');
    expect(await refusal(bench, { selection: RETRY, inputs: { day: toProtoValue('sunday') } }, graph)).toContain(
      'The input `day` had another value in run ',
    );
    const retry = await run(bench, { selection: RETRY }, graph);
    expect(retry.stdout('d')?.value).toBe('d(c(b(a(monday))))');
  });

  it('goes on from a retry that failed, and knows who made what it kept then', async () => {
    const bench = await startSidecar();
    const first = await run(bench);
    const second = await run(bench, { selection: RETRY });
    expect(second.states).toMatchObject({ a: 'cached', b: 'cached', c: 'failed', d: 'skipped' });
    ranIn(bench);
    appendFileSync(join(bench.folder, 'mended'), '');
    const third = await run(bench, { selection: RETRY });
    expect(ranIn(bench)).toEqual(['c', 'd']);
    expect(third.partial?.asked).toEqual({ verb: 'retry', baseRunId: second.runId });
    expect(new Set(third.partial?.kept.map(({ runId }) => runId))).toEqual(new Set([first.runId]));
  });

  it('passes over parts that succeeded, and retries one that failed within its bounds', async () => {
    const bench = await startSidecar();
    const first = await run(bench);
    await run(bench, { selection: { only: 'b' } });
    expect((await run(bench, { selection: RETRY })).partial?.asked).toMatchObject({ baseRunId: first.runId });
    const upTo = await run(bench, { selection: { upTo: 'c' } });
    expect(upTo.state).toBe('failed');
    appendFileSync(join(bench.folder, 'mended'), '');
    const retry = await run(bench, { selection: RETRY });
    expect(retry.partial?.asked).toMatchObject({ baseRunId: upTo.runId });
    expect(retry.states).toEqual({ a: 'cached', b: 'cached', c: 'succeeded', d: 'skipped', x: 'skipped' });
  });

  it('keeps large values by their content, and makes them again when it is gone', async () => {
    const bench = await startSidecar();
    const big = noting('a', 'seq 50000 #');
    const graph = {
      nodes: [{ ...big, cache: {} }, noting('b', 'cat "$in" > copy; test -e mended'), noting('c')],
      wires: [feeds('a', 'b'), feeds('b', 'c')],
    };
    await run(bench, {}, graph);
    expect(ranIn(bench)).toEqual(['a', 'b']);
    await run(bench, { selection: RETRY }, graph);
    expect(ranIn(bench)).toEqual(['b']);
    expect(readFileSync(join(bench.folder, 'copy'), 'utf8').length).toBeGreaterThan(250_000);
    rmSync(join(bench.folder, '.millrace', 'store'), { recursive: true });
    expect(await refusal(bench, { selection: { only: 'b' } }, graph)).toContain(
      'is no longer stored. Run to `b` instead',
    );
    const retry = await run(bench, { selection: RETRY }, graph);
    expect(ranIn(bench)).toEqual(['a', 'b']);
    expect(retry.again).toEqual({ a: '`b` needs its outputs, which are no longer stored' });
  });

  it('makes values again that came of a secret, and records the secret nowhere', async () => {
    const bench = await startSidecar();
    const graph = {
      nodes: [
        noting('a', 'echo "got $KEY"', { secretNames: ['KEY'] }),
        noting('b'),
        noting('c', 'case "$in" in *sesame-open*) test -e mended;; *) exit 9;; esac'),
        noting('d', '', { secretNames: ['KEY'] }),
      ],
      wires: [feeds('a', 'b'), feeds('b', 'c'), feeds('a', 'd'), { node: 'a', port: 'in', source: { input: 'day' } }],
      inputs: [{ name: 'day', type: 'text' }],
      secretNames: ['KEY'],
    };
    const secrets = { KEY: 'sesame-open' };
    const first = await run(bench, { secrets, inputs: { day: toProtoValue('sesame-open') } }, graph);
    expect(ranIn(bench)).toEqual(['a', 'b', 'c', 'd']);
    const record = readFileSync(join(bench.folder, '.millrace', 'runs', first.runId, 'request.bin'), 'latin1');
    expect(record).toContain('case');
    expect(record.replace('*sesame-open*', '')).not.toContain('sesame-open');
    appendFileSync(join(bench.folder, 'mended'), '');
    expect(
      await refusal(bench, { selection: { only: 'c' }, secrets, inputs: { day: toProtoValue('x') } }, graph),
    ).toContain(`\`b\` saw a secret in run ${first.runId}, so its outputs were not kept`);
    expect(await refusal(bench, { selection: RETRY, secrets }, graph)).toContain(
      'The input `day` held a secret in run',
    );
    const retry = await run(bench, { selection: RETRY, secrets, inputs: { day: toProtoValue('again') } }, graph);
    expect(ranIn(bench)).toEqual(['a', 'b', 'c']);
    expect(retry.state).toBe('succeeded');
    expect(retry.again).toEqual({
      a: '`b` needs its outputs, which come of a secret and were not kept',
      b: '`c` needs its outputs, which come of a secret and were not kept',
    });
    expect(JSON.stringify(retry.events)).not.toContain('sesame-open');
  });
});

describe('resuming', () => {
  const WAITING = {
    nodes: [noting('a'), noting('b', 'test -e mended || sleep 311'), noting('c')],
    wires: [feeds('a', 'b'), feeds('b', 'c')],
  };

  it('goes on from a run that was cancelled', async () => {
    const bench = await startSidecar();
    const first = watchRun(bench.peer, ask(bench, {}, WAITING));
    await first.until(({ nodeStarted }) => nodeStarted?.node === 'b');
    expect(await refusal(bench, { selection: RESUME }, WAITING)).toContain('is under way');
    await bench.peer.cancel(await first.runId, 'enough');
    await first.finished;
    ranIn(bench);
    appendFileSync(join(bench.folder, 'mended'), '');
    expect(await refusal(bench, { selection: RETRY }, WAITING)).toContain('Use Resume (--resume) instead.');
    const resumed = await run(bench, { selection: RESUME }, WAITING);
    expect(ranIn(bench)).toEqual(['b', 'c']);
    expect(resumed.stdout('c')?.value).toBe('c(b(a()))');
  });

  it('can be cancelled before it has begun', async () => {
    const bench = await startSidecar();
    await run(bench);
    ranIn(bench);
    const part = watchRun(bench.peer, ask(bench, { runId: 'early', selection: { only: 'b' } }));
    expect(await bench.peer.cancel('early', 'not that one')).toBe(true);
    expect((await part.finished).runFinished).toMatchObject({ reason: 'not that one' });
    expect(ranIn(bench)).toEqual([]);
  });

  it('goes on from a run whose runner was killed, in another runner', async () => {
    const folder = temporaryFolder();
    const lost = startRunner(['stdio'], folder);
    const bench = { folder, peer: connect(lost) };
    const first = watchRun(bench.peer, ask(bench, { runId: 'lost' }, WAITING));
    await first.until(({ nodeStarted }) => nodeStarted?.node === 'b');
    const other = { folder, peer: connect(startRunner(['stdio'], folder)) };
    expect(await refusal(other, { selection: RESUME }, WAITING)).toContain('Run lost is under way.');
    lost.child.kill('SIGKILL');
    await lost.exit;
    ranIn(other);
    writeFileSync(join(folder, 'mended'), '');
    const resumed = await run(other, { selection: RESUME }, WAITING);
    expect(ranIn(other)).toEqual(['b', 'c']);
    expect(resumed.partial).toMatchObject({ running: ['b', 'c'], kept: [{ node: 'a', runId: 'lost' }] });
  });
});
