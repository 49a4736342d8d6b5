import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { untilGone } from './livingProcesses.ts';
import { PUPPET, Puppeteer } from './puppeteer.ts';
import { plain, TaskRig, Told } from './taskRig.ts';

const TOTAL_BYTES = 20_000_000;

let rig: TaskRig;
let puppets: Puppeteer;

beforeEach(async () => {
  rig = await TaskRig.open({ graceMs: 100 });
  puppets = await Puppeteer.open();
});

afterEach(async () => {
  await rig.close();
  await puppets.close();
});

const puppetTask = (name: string) =>
  rig.task('exec', { program: process.execPath, args: [PUPPET, puppets.socketPath, name] });

describe('stopping a task', () => {
  test('ends the whole tree and says how many processes that were', async () => {
    const abort = new AbortController();
    const running = rig.run(puppetTask('parent'), new Told(), abort.signal);
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'daemon', session: true });
    const daemon = await puppets.puppet('daemon');
    await daemon.tell({ do: 'ignore', signal: 'SIGTERM' });
    abort.abort();
    expect(await running).toEqual({ status: 'stopped', processesEnded: 2, processesSurviving: 0 });
    await untilGone(parent.pid, daemon.pid);
  });

  test('before it starts runs nothing', async () => {
    const told = new Told();
    const result = await rig.run(puppetTask('never'), told, AbortSignal.abort());
    expect(result).toEqual({ status: 'stopped', processesEnded: 0, processesSurviving: 0 });
    expect(told.commands).toEqual([]);
  });

  test('after it has ended by itself changes nothing', async () => {
    const abort = new AbortController();
    const running = rig.run(puppetTask('quick'), new Told(), abort.signal);
    const quick = await puppets.puppet('quick');
    await quick.tell({ do: 'print', text: 'done\n' });
    await quick.end({ do: 'exit', code: 0 });
    const result = await running;
    abort.abort();
    expect(result).toMatchObject({ status: 'succeeded', processesEnded: 0 });
  });

  test('works while the log is not taking any more', async () => {
    const abort = new AbortController();
    const told = new Told();
    const blocked = Promise.withResolvers<void>();
    // As the engine's sink does: a write that waits is released when the task is to stop.
    told.log = () => {
      blocked.resolve();
      if (abort.signal.aborted) return;
      return new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve()));
    };
    const running = rig.run(puppetTask('writer'), told, abort.signal);
    const writer = await puppets.puppet('writer');
    void writer.tell({ do: 'print', text: 'x'.repeat(1_000_000) });
    await blocked.promise;
    abort.abort();
    expect(await running).toMatchObject({ status: 'stopped', processesSurviving: 0 });
  });
});

describe('output', () => {
  test('of a command that leaves a process holding its pipes does not keep the task', async () => {
    const told = new Told();
    const running = rig.run(puppetTask('starter'), told);
    const starter = await puppets.puppet('starter');
    await starter.tell({ do: 'print', text: 'started\n' });
    await starter.tell({ do: 'spawn', child: 'server', session: true, output: 'inherit' });
    const server = await puppets.puppet('server');
    await starter.end({ do: 'exit' });
    const result = await running;
    expect(result.status === 'succeeded' && plain(result.outputs.get('stdout'))).toBe('started');

    // It may go on printing, more than a pipe holds, and is ended with the run.
    await server.tell({ do: 'print', text: 'z'.repeat(1_000_000) });
    expect(told.text('stdout')).toBe('started\n');
    expect(await rig.endRun()).toMatchObject({ ended: 1, surviving: 0 });
    await untilGone(server.pid);
  });

  test('of 20 MB waits for the log, chunk by chunk, and is complete', async () => {
    const told = new Told();
    let waiting = 0;
    let mostWaiting = 0;
    let bytes = 0;
    told.log = async (_stream, chunk) => {
      waiting += 1;
      mostWaiting = Math.max(mostWaiting, waiting);
      bytes += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
      waiting -= 1;
    };
    const task = rig.task('shell', { run: `head -c ${TOTAL_BYTES} /dev/zero | tr '\\0' x` });
    const stdout = (await rig.outputs(task, told)).get('stdout');
    expect(mostWaiting).toBe(1);
    expect(bytes).toBe(TOTAL_BYTES);
    expect(stdout).toMatchObject({ kind: 'stored', content: { size: TOTAL_BYTES, preview: 'x'.repeat(4096) } });
  });

  test('that cannot be logged ends the command and is a fault of the runner', async () => {
    const told = new Told();
    told.log = () => Promise.reject(new Error('no space left'));
    const running = rig.run(puppetTask('writer'), told);
    const writer = await puppets.puppet('writer');
    void writer.tell({ do: 'print', text: 'hello\n' });
    await expect(running).rejects.toThrow('no space left');
    await untilGone(writer.pid);
  });
});
