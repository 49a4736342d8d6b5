import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent, Graph, GraphNode, SubFlow } from '../../../proto/messages.ts';
import { fromProtoValue, toProtoStruct, toProtoValue } from '../../../proto/value.ts';
import { checkRequest } from '../../../runner/engine/checkRequest.ts';
import type { RunValue, Task } from '../../../runner/executors/executor.ts';
import type { JsonValue } from '../../../src/flow/model.ts';
import { emptyRun, foldEvents } from '../../../src/flow/run/fold.ts';
import { driverRig, inline, success, untilStopped, type Work } from './support/driverRig.ts';

const { ErrorPolicy, FailureCode, NodeStatus } = millrace.v1;

const work = (id: string, more: GraphNode = {}): GraphNode => ({ id, kind: 'work', ...more });

const flow = (id: string, graph: Graph, more: GraphNode = {}, sub: SubFlow = {}): GraphNode => ({
  id,
  kind: `./${id}.flow`,
  ...more,
  subFlow: { graph, ...sub },
});

const wire = (from: string, to: string, port = 'in') => ({
  node: to,
  port,
  source: { nodePort: { node: from, port: 'out' } },
});

const fromInput = (input: string, to: string, port = 'in') => ({ node: to, port, source: { input } });

const output = (node: string, name = 'out') => ({ name, source: { node, port: 'out' } });

/** Two nodes, one after the other: `one` takes the input `x`, `two` makes the output. */
const PAIR: Graph = {
  nodes: [work('one'), work('two')],
  wires: [fromInput('x', 'one'), wire('one', 'two')],
  inputs: [{ name: 'x', type: 'any' }],
  outputs: [output('two')],
};

/** Each node makes its own id and what it was given. */
const echo: Work = (task) =>
  Promise.resolve(success({ out: inline(`${task.node}(${String(shown(task.inputs.get('in')))})`) }));

function shown(value: RunValue | undefined): JsonValue {
  return value?.kind === 'inline' ? value.value : null;
}

function ends(events: readonly ExecutionEvent[]): Record<string, string> {
  return Object.fromEntries(
    events.flatMap(({ nodeFinished: end }) => {
      if (!end) return [];
      const why = end.failure?.message || end.reason;
      const state = (NodeStatus[end.status ?? 0] ?? '').replace('NODE_STATUS_', '').toLowerCase();
      return [[end.node ?? '', why ? `${state}: ${why}` : state]];
    }),
  );
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

describe('a flow in the place of a node', () => {
  it('gets its inputs, gives its outputs, and tells its nodes as paths', async () => {
    const inner: Graph = {
      ...PAIR,
      nodes: [work('one'), flow('deep', PAIR)],
      wires: [fromInput('x', 'one'), wire('one', 'deep', 'x')],
      outputs: [output('deep')],
    };
    const graph = {
      nodes: [work('a'), flow('sub', inner), work('b')],
      wires: [wire('a', 'sub', 'x'), wire('sub', 'b')],
      outputs: [output('b'), output('sub', 'sub')],
    };
    const { driver, events } = driverRig({ graph }, echo);
    expect(await driver.start()).toBe('succeeded');
    expect(events[0]?.runStarted?.nodeIds).toEqual([
      'a',
      'sub',
      'sub/one',
      'sub/deep',
      'sub/deep/one',
      'sub/deep/two',
      'b',
    ]);
    const { outputs } = events.at(-1)?.runFinished ?? {};
    const told = 'sub/deep/two(sub/deep/one(sub/one(a(null))))';
    expect(fromProtoValue(outputs?.['sub']?.inline)).toBe(told);
    expect(fromProtoValue(outputs?.['out']?.inline)).toBe(`b(${told})`);
    const progress = events.flatMap(({ nodeProgress }) => (nodeProgress?.node === 'sub' ? [nodeProgress.message] : []));
    expect(progress.at(-1)).toBe('2 of 2 nodes');
  });

  it('takes a wired value before a constant before a default, each as the type that it wants', async () => {
    const tasks = new Map<string, Task>();
    const types = ['number', 'boolean', 'text', 'list of text', 'json'];
    const inner: Graph = {
      nodes: [work('n')],
      inputs: [
        ...types.map((type) => ({ name: type.replaceAll(' ', '_'), type })),
        { name: 'constant', type: 'text' },
        { name: 'fallback', type: 'number', defaultValue: toProtoValue(7) },
      ],
    };
    const given: Record<string, RunValue> = {
      number: inline(' 12.5 ', 'text'),
      boolean: inline('no', 'text'),
      text: inline({ a: 1 }, 'json'),
      list_of_text: inline(['a'], 'json'),
      json: inline([1], 'json'),
    };
    const graph = {
      nodes: [work('a'), flow('sub', inner, { settings: toProtoStruct({ constant: 'to ${who} and ${number}' }) })],
      wires: Object.keys(given).map((port) => ({ node: 'sub', port, source: { nodePort: { node: 'a', port } } })),
      inputs: [{ name: 'who', type: 'text', defaultValue: toProtoValue('Ada') }],
    };
    const { driver } = driverRig({ graph }, (task) => {
      tasks.set(task.node, task);
      return Promise.resolve(success(task.node === 'a' ? given : {}));
    });
    expect(await driver.start()).toBe('succeeded');
    expect(
      [...(tasks.get('sub/n')?.flowInputs ?? [])].map(([name, value]) => [name, shown(value), value.type]),
    ).toEqual([
      ['number', 12.5, 'number'],
      ['boolean', false, 'boolean'],
      ['text', '{"a":1}', 'text'],
      ['list_of_text', ['a'], 'list of text'],
      ['json', [1], 'json'],
      ['constant', 'to Ada and  12.5 ', 'text'],
      ['fallback', 7, 'number'],
    ]);
  });

  it('fails before anything in it runs when an input is not what it takes', async () => {
    const inner: Graph = { ...PAIR, inputs: [{ name: 'x', type: 'number' }] };
    const graph = { nodes: [work('a'), flow('sub', inner)], wires: [wire('a', 'sub', 'x')] };
    const { driver, events } = driverRig({ graph }, echo);
    expect(await driver.start()).toBe('failed');
    const why = 'The input `x` of the flow in `sub` takes number, but "a(null)" was given.';
    expect(ends(events)).toEqual({
      a: 'succeeded',
      sub: `failed: ${why}`,
      'sub/one': 'skipped: `sub` failed',
      'sub/two': 'skipped: `sub` failed',
    });
    expect(events.at(-1)?.runFinished).toMatchObject({ decidingNode: 'sub', reason: why });
  });

  it('works in its own folder with its own environment, and finds files from there', async () => {
    const tasks = new Map<string, Task>();
    const inner: Graph = {
      nodes: [work('n')],
      wires: [fromInput('file', 'n')],
      inputs: [{ name: 'file', type: 'file' }],
      outputs: [output('n')],
      env: { A: 'inner' },
    };
    const graph = {
      nodes: [work('a'), flow('sub', inner, {}, { folder: '../shared' }), work('b')],
      wires: [wire('a', 'sub', 'file'), wire('sub', 'b')],
      env: { A: 'outer', B: 'outer' },
    };
    const { driver, runFolder } = driverRig({ graph }, (task) => {
      tasks.set(task.node, task);
      return Promise.resolve(success({ out: inline(task.node === 'a' ? 'data/x.csv' : 'made.csv', 'file') }));
    });
    expect(await driver.start()).toBe('succeeded');
    const shared = runFolder.replace(/[^/]*$/, 'shared');
    expect(tasks.get('sub/n')).toMatchObject({ workingFolder: shared, workdir: shared, env: { A: 'inner' } });
    expect(shown(tasks.get('sub/n')?.inputs.get('in'))).toBe(`${runFolder}/data/x.csv`);
    expect(shown(tasks.get('b')?.inputs.get('in'))).toBe(`${shared}/made.csv`);
  });

  it('is skipped with all of its nodes, in words', async () => {
    const graph = {
      nodes: [
        work('a'),
        flow('sub', PAIR, { when: { source: { nodePort: { node: 'a', port: 'out' } }, negated: true } }),
        work('b', { after: ['sub'] }),
        work('c'),
      ],
      wires: [wire('a', 'sub', 'x'), wire('sub', 'c')],
    };
    const { driver, events } = driverRig({ graph }, echo);
    expect(await driver.start()).toBe('succeeded');
    expect(ends(events)).toEqual({
      a: 'succeeded',
      sub: 'skipped: its condition does not hold',
      'sub/one': 'skipped: `sub` was skipped: its condition does not hold',
      'sub/two': 'skipped: `sub` was skipped: its condition does not hold',
      b: 'succeeded',
      c: 'skipped: needs `sub`, which was skipped',
    });
  });

  it('fails as its node that failed did, and stops nothing outside but by its own policy', async () => {
    const inner: Graph = { nodes: [work('bad'), work('good'), work('later', { after: ['bad'] })] };
    const graph = (onError: number) => ({
      nodes: [flow('sub', inner, { onError }), work('b'), work('c', { after: ['b'] })],
    });
    const failing: Work = (task) => {
      if (task.node === 'sub/bad') throw new Error('no');
      return Promise.resolve(success({ out: inline(task.node) }));
    };
    const config = { concurrency: 1 };
    const stop = driverRig({ graph: graph(ErrorPolicy.ERROR_POLICY_STOP), config }, failing);
    expect(await stop.driver.start()).toBe('failed');
    const why = 'A fault in the runner, in node `sub/bad` of run run: no';
    expect(ends(stop.events)).toEqual({
      'sub/bad': `failed: ${why}`,
      'sub/good': 'skipped: not started because `sub/bad` failed',
      'sub/later': 'skipped: comes after `sub/bad`, which failed',
      sub: `failed: ${why}`,
      b: 'skipped: not started because `sub` failed',
      c: 'skipped: not started because `sub` failed',
    });
    const ignore = driverRig({ graph: graph(ErrorPolicy.ERROR_POLICY_IGNORE), config }, failing);
    expect(await ignore.driver.start()).toBe('succeeded');
    expect(ends(ignore.events)).toMatchObject({ sub: `failed: ${why}`, b: 'succeeded', c: 'succeeded' });
  });

  it('names its node in a failure that does not', async () => {
    const graph = { nodes: [flow('sub', { nodes: [flow('deep', { nodes: [work('bad')] })] })] };
    const { driver, events } = driverRig({ graph }, () =>
      Promise.resolve({
        status: 'failed',
        failure: { code: FailureCode.FAILURE_CODE_EXIT_CODE, message: 'it ended with exit code 3.', exitCode: 3 },
        outputs: new Map(),
        processesEnded: 0,
      }),
    );
    expect(await driver.start()).toBe('failed');
    const failures = events.flatMap(({ nodeFinished }) => nodeFinished?.failure ?? []);
    const named = '`sub/deep/bad` failed: it ended with exit code 3.';
    expect(failures.map(({ message, exitCode }) => [message, exitCode])).toEqual([
      ['it ended with exit code 3.', 3],
      [named, 3],
      [named, 3],
    ]);
    expect(events.at(-1)?.runFinished).toMatchObject({ reason: named, decidingNode: 'sub' });
  });

  it('starts over when it is tried again, with attempts that go on counting', async () => {
    let tries = 0;
    const graph = {
      nodes: [flow('sub', PAIR, { retry: { attempts: 2, delayMs: 5 } }), work('b')],
      wires: [fromInput('x', 'sub', 'x'), wire('sub', 'b')],
      inputs: [{ name: 'x', type: 'text', defaultValue: toProtoValue('in') }],
      outputs: [output('b')],
    };
    const { driver, events, clock } = driverRig({ graph }, (task, sink, signal) => {
      if (task.node === 'sub/two' && ++tries < 2) throw new Error('not yet');
      return echo(task, sink, signal);
    });
    const ended = driver.start();
    await settled();
    clock.advance(5);
    expect(await ended).toBe('succeeded');
    expect(fromProtoValue(events.at(-1)?.runFinished?.outputs?.['out']?.inline)).toBe('b(sub/two(sub/one(in)))');
    const starts = events.flatMap(({ nodeStarted }) =>
      nodeStarted ? [`${nodeStarted.node} ${nodeStarted.attempt}`] : [],
    );
    expect(starts).toEqual(['sub 1', 'sub/one 1', 'sub/two 1', 'sub 2', 'sub/one 2', 'sub/two 2', 'b 1']);
    const again = events.findIndex(({ nodeStarted }) => nodeStarted?.node === 'sub' && nodeStarted.attempt === 2);
    const nodes = foldEvents(emptyRun('run'), events.slice(0, again + 1)).nodes;
    expect(['sub', 'sub/one', 'sub/two'].map((id) => nodes.get(id)?.state)).toEqual(['running', 'pending', 'pending']);
  });

  it('is ended as a whole by its time limit, its own or that of its node', async () => {
    const graph = {
      nodes: [flow('sub', PAIR, { timeoutMs: 50 }, { timeoutMs: 20 }), work('b')],
      wires: [fromInput('x', 'sub', 'x')],
      inputs: [{ name: 'x', type: 'text', defaultValue: toProtoValue('in') }],
    };
    const { driver, events, clock } = driverRig({ graph, config: { concurrency: 1 } }, (_task, _sink, signal) =>
      untilStopped(signal),
    );
    const ended = driver.start();
    await settled();
    clock.advance(20);
    expect(await ended).toBe('failed');
    const limit = 'took longer than its limit';
    expect(ends(events)).toEqual({
      'sub/one': `cancelled: \`sub/one\` was ended because \`sub\` ${limit}.`,
      'sub/two': `skipped: not started because \`sub\` ${limit}`,
      sub: `timed_out: \`sub\` ${limit} of 20 ms and was ended. Its nodes tell how far it came; raise \`timeout\`, here or in the flow itself, if it needs longer.`,
      b: 'skipped: not started because `sub` timed out',
    });
  });

  it('is reached by a cancel of the run', async () => {
    const graph = { nodes: [flow('sub', { nodes: [work('one'), work('two', { after: ['one'] })] })] };
    const { driver, events } = driverRig({ graph }, (_task, _sink, signal) => untilStopped(signal));
    const ended = driver.start();
    await settled();
    driver.cancel('enough');
    expect(await ended).toBe('cancelled');
    expect(ends(events)).toEqual({
      'sub/one': 'cancelled: `sub/one` was ended because the run was.',
      'sub/two': 'skipped: not started because the run was cancelled',
      sub: 'cancelled: `sub` was ended because the run was.',
    });
  });

  it('marks as tainted what comes of a secret, in and out, and nothing else', () => {
    const inner: Graph = {
      nodes: [work('plain'), work('fed'), work('named'), work('knows', { secretNames: ['KEY'] })],
      wires: [fromInput('a', 'plain'), fromInput('b', 'fed'), fromInput('c', 'named')],
      inputs: ['a', 'b', 'c'].map((name) => ({ name, type: 'any' })),
      outputs: [output('plain', 'clean'), output('knows', 'secret')],
      secretNames: ['KEY'],
    };
    const settings = toProtoStruct({ c: 'Bearer ${KEY}' });
    const graph: Graph = {
      nodes: [
        work('source', { secretNames: ['KEY'] }),
        work('other'),
        flow('sub', inner, { secretNames: ['KEY'], settings }),
        work('reads_clean'),
        work('reads_secret'),
      ],
      wires: [
        wire('other', 'sub', 'a'),
        wire('source', 'sub', 'b'),
        { node: 'reads_clean', port: 'in', source: { nodePort: { node: 'sub', port: 'clean' } } },
        { node: 'reads_secret', port: 'in', source: { nodePort: { node: 'sub', port: 'secret' } } },
      ],
      secretNames: ['KEY'],
    };
    const request = { graph, secrets: { KEY: 'hunter22' }, config: { workingFolder: '/' } };
    const checked = checkRequest(request, 'run', new Set(['work']));
    expect(checked.ok && [...checked.value.tainted].sort()).toEqual([
      'reads_secret',
      'source',
      'sub',
      'sub/fed',
      'sub/knows',
      'sub/named',
    ]);
  });

  it('may be one node at a time without waiting for itself, and takes places and resources as it says', async () => {
    let running = 0;
    let most = 0;
    const members = ['one', 'two', 'three'].map((id) => work(id));
    const graph = {
      nodes: [
        flow('limited', { nodes: members }, {}, { concurrency: 1 }),
        flow(
          'holder',
          { nodes: [work('x', { resources: { gpu: 1 } }), work('y', { resources: { gpu: 1 } })] },
          { resources: { gpu: 2 } },
        ),
        work('z', { resources: { gpu: 2 } }),
      ],
      resourceLimits: { gpu: 2 },
    };
    const count: Work = async (task) => {
      if (task.node.startsWith('limited/')) most = Math.max(most, ++running);
      await settled();
      if (task.node.startsWith('limited/')) running--;
      return success();
    };
    const wide = driverRig({ graph, config: { concurrency: 8 } }, count);
    expect(await wide.driver.start()).toBe('succeeded');
    expect(most).toBe(1);
    const waits = wide.events.flatMap(({ nodeReady }) =>
      nodeReady?.waitsFor?.length ? [[nodeReady.node, ...nodeReady.waitsFor]] : [],
    );
    expect(waits).toContainEqual(['limited/two', 'a place in limited']);
    expect(waits).toContainEqual(['z', 'gpu']);
    const order = wide.events.flatMap(
      ({ nodeStarted, nodeFinished }) => nodeStarted?.node ?? (nodeFinished?.node === 'holder' ? ['holder ends'] : []),
    );
    expect(order.indexOf('z')).toBeGreaterThan(order.indexOf('holder ends'));
    const narrow = driverRig({ graph, config: { concurrency: 1 } }, count);
    expect(await narrow.driver.start()).toBe('succeeded');
  });
});
