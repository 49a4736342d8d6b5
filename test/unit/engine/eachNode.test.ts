import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent, ExecutionRequest, GraphNode } from '../../../proto/messages.ts';
import { fromProtoValue } from '../../../proto/value.ts';
import type { RunValue, Task, TaskResult } from '../../../runner/executors/executor.ts';
import { ContentStore } from '../../../runner/store/contentStore.ts';
import { JSON_LINES } from '../../../runner/store/mediaTypes.ts';
import type { JsonValue, PortType } from '../../../src/flow/model.ts';
import { driverRig, inline, success, untilStopped, type Work } from './support/driverRig.ts';

const { ErrorPolicy, NodeStatus } = millrace.v1;

const FAILURE: TaskResult = {
  status: 'failed',
  failure: { code: 4, message: 'The command ended with exit code 7.', exitCode: 7 },
  outputs: new Map(),
  processesEnded: 0,
};

/** `list` gives the value, `many` runs once per item of it, and `reader` takes what it makes at `out`. */
function eachRequest(more: GraphNode = {}, config: ExecutionRequest['config'] = {}): ExecutionRequest {
  const wire = (from: string, to: string, port: string) => ({
    node: to,
    port,
    source: { nodePort: { node: from, port: 'out' } },
  });
  return {
    graph: {
      nodes: [
        { id: 'list', kind: 'work' },
        { id: 'many', kind: 'work', each: 'items', ...more },
        { id: 'reader', kind: 'work' },
      ],
      wires: [wire('list', 'many', 'items'), wire('many', 'reader', 'values')],
    },
    config,
  };
}

/** What each node does: `list` gives the value, `many` as said, and what `reader` gets is kept. */
function workOf(list: RunValue, many: Work) {
  const read: RunValue[] = [];
  const work: Work = (task, sink, signal) => {
    if (task.node === 'list') return Promise.resolve(success({ out: list }));
    if (task.node === 'many') return many(task, sink, signal);
    const value = task.inputs.get('values');
    if (value) read.push(value);
    return Promise.resolve(success());
  };
  return { read, work };
}

function itemOf(task: Task): JsonValue {
  const value = task.inputs.get('items');
  if (value?.kind !== 'inline') throw new Error('no item');
  return value.value;
}

const echo: Work = (task) => Promise.resolve(success({ out: inline(itemOf(task)) }));

function endOf(events: readonly ExecutionEvent[], node: string) {
  return events.find(({ nodeFinished }) => nodeFinished?.node === node)?.nodeFinished;
}

function logOf(events: readonly ExecutionEvent[]): string {
  return events.map(({ nodeLog }) => nodeLog?.text ?? '').join('');
}

/** Turns of the loop, so that promises that are due go on. */
async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe('a node that runs once per item', () => {
  it('keeps the order of the items and its limits, in whatever order they end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat({ max: 1_000 })),
        async (items, atOnce, concurrency, order) => {
          const waiting: (() => void)[] = [];
          const started: JsonValue[] = [];
          let most = 0;
          const { work, read } = workOf(inline(items), async (task) => {
            started.push(itemOf(task));
            await new Promise<void>((resolve) => {
              waiting.push(resolve);
              most = Math.max(most, waiting.length);
            });
            return success({ out: inline(itemOf(task)) });
          });
          const { driver } = driverRig(eachRequest({ eachConcurrency: atOnce }, { concurrency }), work);
          const run = { over: false };
          const ended = driver.start().finally(() => {
            run.over = true;
          });
          while (!run.over) {
            await new Promise(setImmediate);
            waiting.splice((order.next().value ?? 0) % Math.max(1, waiting.length), 1)[0]?.();
          }
          expect(await ended).toBe('succeeded');
          expect(started).toEqual(items);
          expect(read).toEqual([{ kind: 'inline', value: items, type: 'list of any' }]);
          expect(most).toBeLessThanOrEqual(Math.min(atOnce, concurrency));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('succeeds with empty lists when there are no items', async () => {
    const { work, read } = workOf(inline([]), echo);
    const { driver, events } = driverRig(eachRequest(), work);
    expect(await driver.start()).toBe('succeeded');
    expect(read).toEqual([{ kind: 'inline', value: [], type: 'list of any' }]);
    expect(endOf(events, 'many')).toMatchObject({ status: NodeStatus.NODE_STATUS_SUCCEEDED, attempts: 1 });
    expect(events.filter(({ nodeStarted }) => nodeStarted?.node === 'many').length).toBe(1);
  });

  it.each<[what: string, value: JsonValue, type: PortType, items: readonly JsonValue[]]>([
    ['a JSON list', [1, 'b', null, { c: [] }], 'json', [1, 'b', null, { c: [] }]],
    ['a list of files', ['a.txt', 'b.txt'], 'list of file', ['a.txt', 'b.txt']],
    ['rows', [{ a: 1 }, { a: 2 }], 'table', [{ a: 1 }, { a: 2 }]],
    [
      'CSV that is a table',
      'a,b\n1,2\n3,4\n',
      'table',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['text that is a JSON list', ' ["x", "y"]\n', 'text', ['x', 'y']],
    ['text with one JSON value a line', '{"a":1}\n{"a":2}\n', 'text', [{ a: 1 }, { a: 2 }]],
    ['empty text', '', 'text', []],
  ])('takes the items of %s', async (_what, value, type, items) => {
    const { work, read } = workOf(inline(value, type), echo);
    const { driver } = driverRig(eachRequest(), work);
    expect(await driver.start()).toBe('succeeded');
    expect(read).toMatchObject([{ value: items }]);
  });

  it('takes the items of stored JSON lines, and of a file by its name', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => ({ index }));
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const values: RunValue[] = [];
    const { work, read } = workOf(inline(null), echo);
    const { driver, runFolder } = driverRig(eachRequest(), (task, sink, signal) =>
      task.node === 'list' ? Promise.resolve(success({ out: values[0] ?? inline(null) })) : work(task, sink, signal),
    );
    const store = new ContentStore(join(runFolder, 'other'));
    values.push({ kind: 'stored', type: 'any', content: await store.put(Buffer.from(text), JSON_LINES) });
    expect(await driver.start()).toBe('succeeded');
    expect(read).toMatchObject([{ value: lines }]);

    const byName = workOf(inline('rows.csv', 'file'), echo);
    const second = driverRig(eachRequest(), byName.work);
    writeFileSync(join(second.runFolder, 'rows.csv'), 'n\n1\n2\n');
    expect(await second.driver.start()).toBe('succeeded');
    expect(byName.read).toMatchObject([{ value: [{ n: '1' }, { n: '2' }] }]);
  });

  it('takes a list of wires as its items', async () => {
    const wire = (port: string) => ({
      node: 'many',
      port: 'items',
      listItem: true,
      source: { nodePort: { node: 'list', port } },
    });
    const { graph } = eachRequest();
    const request = { graph: { ...graph, wires: [wire('b'), wire('a')] } };
    const seen: JsonValue[] = [];
    const { driver } = driverRig(request, (task) => {
      if (task.node === 'list') return Promise.resolve(success({ a: inline([1]), b: inline('two') }));
      if (task.node === 'many') seen.push(itemOf(task));
      return Promise.resolve(success());
    });
    expect(await driver.start()).toBe('succeeded');
    expect(seen).toEqual(['two', [1]]);
  });

  it.each<[value: JsonValue, words: string]>([
    [7, 'which should be a list but is 7.'],
    ['one\ntwo', 'which should be a list but is the text "one\\ntwo".'],
    [{ a: 1 }, 'which should be a list but is {"a":1}.'],
    [null, 'which should be a list but is null.'],
  ])('fails in words when the port holds no list but %j', async (value, words) => {
    const { work } = workOf(inline(value), echo);
    const { driver, events } = driverRig(eachRequest(), work);
    expect(await driver.start()).toBe('failed');
    expect(endOf(events, 'many')?.failure?.message).toContain(`\`many\` runs once per item of \`items\`, ${words}`);
  });

  it('names the item that failed, and ends those that run', async () => {
    const seen: JsonValue[] = [];
    const { work } = workOf(inline([1, 2, 3, 4, 5]), (task) => {
      seen.push(itemOf(task));
      return Promise.resolve(itemOf(task) === 3 ? FAILURE : success({ out: inline(itemOf(task)) }));
    });
    const { driver, events } = driverRig(eachRequest({ eachConcurrency: 1 }), work);
    expect(await driver.start()).toBe('failed');
    expect(seen).toEqual([1, 2, 3]);
    const message = 'item 3 of 5 failed: The command ended with exit code 7.';
    expect(endOf(events, 'many')?.failure).toMatchObject({ message, exitCode: 7 });
    expect(events.at(-1)?.runFinished).toMatchObject({ decidingNode: 'many', reason: `\`many\` failed: ${message}` });
    expect(endOf(events, 'reader')?.status).toBe(NodeStatus.NODE_STATUS_SKIPPED);
  });

  it('runs the other items under `continue`, and counts what failed', async () => {
    const { work, read } = workOf(inline([1, 2, 3, 4, 5]), (task) =>
      Promise.resolve(Number(itemOf(task)) % 2 === 0 ? FAILURE : success({ out: inline(itemOf(task)) })),
    );
    const { driver, events } = driverRig(eachRequest({ onError: ErrorPolicy.ERROR_POLICY_CONTINUE }), work);
    expect(await driver.start()).toBe('failed');
    expect(read).toEqual([]);
    const { message } = endOf(events, 'many')?.failure ?? {};
    expect(message).toBe('item 2 of 5 failed: The command ended with exit code 7. So did item 4.');
    const shown = events.find(({ nodeOutput }) => nodeOutput?.node === 'many')?.nodeOutput?.value;
    expect(fromProtoValue(shown?.inline)).toEqual([1, null, 3, null, 5]);
  });

  it('gives null in the place of an item whose failure is ignored', async () => {
    for (const failing of [[2], [1, 2, 3]]) {
      const { work, read } = workOf(inline([1, 2, 3]), (task) =>
        Promise.resolve(failing.includes(Number(itemOf(task))) ? FAILURE : success({ out: inline(itemOf(task)) })),
      );
      const { driver } = driverRig(eachRequest({ onError: ErrorPolicy.ERROR_POLICY_IGNORE }), work);
      expect(await driver.start()).toBe('succeeded');
      expect(read).toMatchObject([{ value: [1, 2, 3].map((item) => (failing.includes(item) ? null : item)) }]);
    }
  });

  it('tries each item again by itself, and says so in the log', async () => {
    const tried: string[] = [];
    const { work, read } = workOf(inline(['a', 'b', 'c']), (task) => {
      tried.push(`${String(itemOf(task))}${task.attempt}`);
      return Promise.resolve(
        itemOf(task) === 'b' && task.attempt < 3 ? FAILURE : success({ out: inline(task.attempt) }),
      );
    });
    const request = eachRequest({ eachConcurrency: 1, retry: { attempts: 2, delayMs: 1_000, backoff: 2 } });
    const { driver, clock, events } = driverRig(request, work);
    const ended = driver.start();
    while (read.length === 0) {
      await turns(1);
      clock.advance(500);
    }
    expect(await ended).toBe('succeeded');
    expect(tried).toEqual(['a1', 'b1', 'c1', 'b2', 'b3']);
    expect(read).toMatchObject([{ value: [1, 3, 1] }]);
    expect(endOf(events, 'many')?.attempts).toBe(3);
    expect(logOf(events)).toContain('[2] failed: The command ended with exit code 7. Attempt 2 follows in 1.0 s.\n');
    expect(events.some(({ nodeRetrying }) => nodeRetrying)).toBe(false);
  });

  it('gives each attempt of an item the time limit of the node', async () => {
    const { work } = workOf(inline([1, 2]), (task, sink, signal) => {
      sink.started(7, 'work');
      return itemOf(task) === 2 ? untilStopped(signal) : Promise.resolve(success());
    });
    const { driver, clock, events } = driverRig(eachRequest({ eachConcurrency: 1, timeoutMs: 2_000 }), work);
    const ended = driver.start();
    await turns();
    clock.advance(1_999);
    await turns();
    expect(endOf(events, 'many')).toBeUndefined();
    clock.advance(1);
    expect(await ended).toBe('failed');
    expect(endOf(events, 'many')).toMatchObject({
      status: NodeStatus.NODE_STATUS_TIMED_OUT,
      failure: {
        message:
          'item 2 of 2 timed out: `many` took longer than its limit of 2.0 s and was ended. Its log tells how far it came; raise `timeout` if it needs longer.',
      },
    });
  });

  it('ends all items when the run is cancelled, and says how many had run', async () => {
    let stopped = 0;
    const { work } = workOf(inline([1, 2, 3, 4, 5]), async (task, _sink, signal) => {
      if (itemOf(task) === 1) return success();
      const result = await untilStopped(signal);
      stopped++;
      return result;
    });
    const { driver, events } = driverRig(eachRequest({ eachConcurrency: 2 }, { concurrency: 4 }), work);
    const ended = driver.start();
    await turns();
    driver.cancel('enough');
    expect(await ended).toBe('cancelled');
    expect(stopped).toBe(2);
    expect(endOf(events, 'many')).toMatchObject({
      status: NodeStatus.NODE_STATUS_CANCELLED,
      reason: '1 of 5 items had run',
    });
  });

  it('shows how many items are done, and what they wait for', async () => {
    const { graph } = eachRequest({ eachConcurrency: 2, resources: { gpu: 1 } });
    const nodes = [...(graph?.nodes ?? []), { id: 'other', kind: 'work', resources: { gpu: 1 } }];
    const { work } = workOf(inline([1, 2, 3]), echo);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { driver, events } = driverRig(
      { graph: { ...graph, nodes }, config: { concurrency: 4 } },
      async (task, sink, signal) => {
        if (task.node === 'other') await gate;
        return task.node === 'other' ? success() : work(task, sink, signal);
      },
    );
    const ended = driver.start();
    await turns();
    expect(events.findLast(({ nodeReady }) => nodeReady?.node === 'many')?.nodeReady?.waitsFor).toEqual(['gpu']);
    release();
    expect(await ended).toBe('succeeded');
    const progress = events.flatMap(({ nodeProgress }) => nodeProgress ?? []);
    expect(progress.at(-1)).toMatchObject({ node: 'many', current: 3, total: 3, message: '3 of 3 items' });
  });

  it('stores a list over the inline limit, and keeps memory bounded with many large outputs', async () => {
    const large = 'x'.repeat(1_000_000);
    const items = Array.from({ length: 40 }, (_, index) => index);
    const { work, read } = workOf(inline(items), (task) =>
      Promise.resolve(success({ out: inline(`${String(itemOf(task))} ${large}`, 'text') })),
    );
    const { driver, events } = driverRig(eachRequest(), work);
    expect(await driver.start()).toBe('succeeded');
    const [value] = read;
    if (value?.kind !== 'stored') throw new Error('The list is inline.');
    expect(value.type).toBe('list of text');
    const list = JSON.parse(readFileSync(value.content.path, 'utf8')) as string[];
    expect(list.map((text) => text.split(' ')[0])).toEqual(items.map(String));
    const told = events.find(({ nodeOutput }) => nodeOutput?.node === 'many')?.nodeOutput?.value?.reference;
    expect(told?.size).toBe(value.content.size);
    expect(told?.preview?.length).toBeLessThanOrEqual(4 * 1024);
  });

  it('fills places where an item made no value with null', async () => {
    const { work, read } = workOf(inline([1, 2, 3]), (task) =>
      Promise.resolve(success(itemOf(task) === 2 ? {} : { out: inline([itemOf(task)], 'list of number') })),
    );
    const { driver } = driverRig(eachRequest(), work);
    expect(await driver.start()).toBe('succeeded');
    expect(read).toEqual([{ kind: 'inline', value: [[1], null, [3]], type: 'list of json' }]);
  });

  it('never mixes lines of items, and hides secrets of several lines although marks stand before each', async () => {
    const secret = 'first-half\nsecond-half';
    const { graph } = eachRequest();
    const { work } = workOf(inline(['a', 'b']), async (task, sink) => {
      for (const piece of [
        `${String(itemOf(task))} begins, `,
        secret.slice(0, 14),
        secret.slice(14),
        ' goes on\n',
        'ends',
      ]) {
        await sink.log('stdout', Buffer.from(piece));
        await turns(1);
      }
      return success();
    });
    const nodes = (graph?.nodes ?? []).map((node) => (node.id === 'many' ? { ...node, secretNames: ['KEY'] } : node));
    const request = {
      graph: { nodes, wires: (graph?.wires ?? []).slice(0, 1), secretNames: ['KEY'] },
      secrets: { KEY: secret },
    };
    const { driver, events, runFolder } = driverRig({ ...request, config: { concurrency: 2 } }, work);
    expect(await driver.start()).toBe('succeeded');
    for (const text of [logOf(events), readFileSync(join(runFolder, 'logs', 'many.log'), 'utf8')]) {
      expect(text.split('\n').sort()).toEqual(
        ['', '[1] a begins, *** goes on', '[1] ends', '[2] b begins, *** goes on', '[2] ends'].sort(),
      );
    }
  });
});
