import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { GraphNode } from '../../../proto/messages.ts';
import { fromProtoValue } from '../../../proto/value.ts';
import type { Task } from '../../../runner/executors/executor.ts';
import { driverRig, inline, success, untilStopped } from './support/driverRig.ts';

const { ErrorPolicy, FailureCode, NodeStatus, RunStatus } = millrace.v1;

const work = (id: string, more: GraphNode = {}): GraphNode => ({ id, kind: 'work', ...more });

const wire = (from: string, fromPort: string, to: string, port: string, listItem = false) => ({
  node: to,
  port,
  listItem,
  source: { nodePort: { node: from, port: fromPort } },
});

describe('the driver', () => {
  it('turns a throw of an executor into a failure that names run and node', async () => {
    const { driver, events } = driverRig({ graph: { nodes: [work('a')] } }, () => {
      throw new TypeError('x is not a function');
    });
    expect(await driver.start()).toBe('failed');
    const failure = events.find(({ nodeFinished }) => nodeFinished)?.nodeFinished?.failure;
    expect(failure).toMatchObject({ code: FailureCode.FAILURE_CODE_INTERNAL });
    expect(failure?.message).toBe('A fault in the runner, in node `a` of run run: x is not a function');
    expect(failure?.detail).toContain('driver.test.ts');
    expect(events.at(-1)?.runFinished).toMatchObject({ decidingNode: 'a', reason: failure?.message });
  });

  it('delivers values, lists in the order of their wires, flow inputs and environment', async () => {
    const tasks: Task[] = [];
    const graph = {
      nodes: [work('a'), work('b'), work('c', { env: { B: '2' }, workdir: 'sub' })],
      wires: [wire('b', 'out', 'c', 'items', true), wire('a', 'out', 'c', 'items', true), wire('a', 'out', 'c', 'one')],
      inputs: [{ name: 'day', type: 'text', defaultValue: { stringValue: 'monday' } }],
      env: { A: '1', B: '1' },
    };
    const { driver, runFolder } = driverRig({ graph }, (task) => {
      tasks.push(task);
      return Promise.resolve(success({ out: inline(task.node) }));
    });
    expect(await driver.start()).toBe('succeeded');
    const task = tasks.find(({ node }) => node === 'c');
    expect(task?.lists.get('items')?.map((value) => value.kind === 'inline' && value.value)).toEqual(['b', 'a']);
    expect(task?.inputs.get('one')).toEqual(inline('a'));
    expect(task?.flowInputs.get('day')).toMatchObject({ value: 'monday', type: 'text' });
    expect(task?.env).toEqual({ A: '1', B: '2' });
    expect(task?.workdir).toBe(`${runFolder}/sub`);
  });

  it('gives null for every output of a node whose failure is ignored', async () => {
    const seen: unknown[] = [];
    const graph = {
      nodes: [work('a', { onError: ErrorPolicy.ERROR_POLICY_IGNORE }), work('b')],
      wires: [wire('a', 'anything', 'b', 'in')],
    };
    const { driver } = driverRig({ graph }, (task) => {
      if (task.node === 'a') throw new Error('no');
      seen.push(task.inputs.get('in'));
      return Promise.resolve(success());
    });
    expect(await driver.start()).toBe('succeeded');
    expect(seen).toEqual([inline(null)]);
  });

  it('fails a node whose wire takes an output that was not made, and says which', async () => {
    const started: string[] = [];
    const graph = { nodes: [work('a'), work('b')], wires: [wire('a', 'version', 'b', 'in')] };
    const { driver, events } = driverRig({ graph }, (task) => {
      started.push(task.node);
      return Promise.resolve(success());
    });
    expect(await driver.start()).toBe('failed');
    expect(started).toEqual(['a']);
    expect(events.at(-1)?.runFinished?.reason).toContain('`in` of `b` takes `a.version`');
  });

  it('asks a `when` of the value that it names', async () => {
    const when = (negated: boolean) => ({ source: { nodePort: { node: 'a', port: 'out' } }, negated });
    const graph = { nodes: [work('a'), work('b', { when: when(false) }), work('c', { when: when(true) })] };
    for (const [value, skipped] of [
      ['yes', 'c'],
      ['false', 'b'],
    ] as const) {
      const { driver, events } = driverRig({ graph }, () => Promise.resolve(success({ out: inline(value) })));
      expect(await driver.start()).toBe('succeeded');
      const ends = events.flatMap(({ nodeFinished }) =>
        nodeFinished?.status === NodeStatus.NODE_STATUS_SKIPPED ? [nodeFinished.node] : [],
      );
      expect(ends).toEqual([skipped]);
    }
  });

  it('waits between attempts, tells them, and says how many it took', async () => {
    const nodes = [work('a', { retry: { attempts: 2, delayMs: 5_000, backoff: 2 } })];
    const tried: number[] = [];
    const { driver, clock, events } = driverRig({ graph: { nodes } }, (task) => {
      tried.push(clock.now());
      if (task.attempt < 3) throw new Error(`attempt ${task.attempt}`);
      return Promise.resolve(success());
    });
    const ended = driver.start();
    while (tried.length < 3) {
      await new Promise(setImmediate);
      clock.advance(1_000);
    }
    expect(await ended).toBe('succeeded');
    expect((tried[1] ?? 0) - (tried[0] ?? 0)).toBeGreaterThanOrEqual(5_000);
    expect((tried[2] ?? 0) - (tried[1] ?? 0)).toBeGreaterThanOrEqual(10_000);
    expect(
      events.flatMap(({ nodeRetrying }) => (nodeRetrying ? [[nodeRetrying.attempt, nodeRetrying.delayMs]] : [])),
    ).toEqual([
      [2, 5_000],
      [3, 10_000],
    ]);
    expect(events.find(({ nodeFinished }) => nodeFinished)?.nodeFinished?.attempts).toBe(3);
  });

  it('stops an attempt at its time limit and says which limit that was', async () => {
    const nodes = [work('a', { timeoutMs: 2_000 })];
    const { driver, clock, events } = driverRig({ graph: { nodes } }, (_task, sink, signal) => {
      sink.started(7, 'work hard');
      return untilStopped(signal);
    });
    const ended = driver.start();
    await new Promise(setImmediate);
    clock.advance(2_000);
    expect(await ended).toBe('failed');
    expect(events.find(({ nodeFinished }) => nodeFinished)?.nodeFinished).toMatchObject({
      status: NodeStatus.NODE_STATUS_TIMED_OUT,
      durationMs: 2_000,
      failure: {
        code: FailureCode.FAILURE_CODE_TIMEOUT,
        message:
          '`a` took longer than its limit of 2.0 s and was ended. Its log tells how far it came; raise `timeout` if it needs longer.',
      },
    });
    expect(events.at(-1)?.runFinished).toMatchObject({ status: RunStatus.RUN_STATUS_FAILED, processesEnded: 3 });
    expect(clock.pending).toBe(0);
  });

  it('ends also when an executor does not heed its signal', async () => {
    const { driver, clock } = driverRig({ graph: { nodes: [work('a')] } }, () => new Promise(() => undefined));
    const ended = driver.start();
    await new Promise(setImmediate);
    driver.cancel('enough');
    clock.advance(60_000);
    expect(await ended).toBe('cancelled');
  });

  it('ignores what an executor says after its task has ended', async () => {
    const late: (() => void)[] = [];
    const { driver, events } = driverRig({ graph: { nodes: [work('a')] } }, (_task, sink) => {
      late.push(() => {
        sink.started(1, 'late');
        void sink.log('stdout', Buffer.from('late'));
        sink.progress(1, 1, 'late');
      });
      return Promise.resolve(success());
    });
    await driver.start();
    const before = events.length;
    for (const say of late) say();
    expect(events.length).toBe(before);
    expect(events.filter(({ nodeStarted }) => nodeStarted).length).toBe(1);
  });

  it('tells the outputs of the flow with the end of the run', async () => {
    const graph = { nodes: [work('a')], outputs: [{ name: 'result', source: { node: 'a', port: 'out' } }] };
    const { driver, events } = driverRig({ graph }, () => Promise.resolve(success({ out: inline(42) })));
    await driver.start();
    expect(fromProtoValue(events.at(-1)?.runFinished?.outputs?.['result']?.inline)).toBe(42);
  });

  it('ends processes without grace when it is told to kill', async () => {
    const { driver, ended } = driverRig({ graph: { nodes: [work('a')] } }, (_task, _sink, signal) =>
      untilStopped(signal),
    );
    const over = driver.start();
    await new Promise(setImmediate);
    driver.cancel('enough');
    driver.kill();
    await over;
    expect(ended).toEqual([0, 5_000]);
  });
});
