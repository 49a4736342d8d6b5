import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProcessKeeper } from '../../../runner/processes/osProcessKeeper.ts';
import type { CommandSpec, ProcessKeeper, RunningCommand } from '../../../runner/processes/processKeeper.ts';
import { living, livingWithCookie } from './livingProcesses.ts';
import { PUPPET, Puppeteer } from './puppeteer.ts';

const GRACE_MS = 100;
/** Long enough that a test in which the grace period has to run out would time out. */
const ENDLESS_GRACE_MS = 10 * 60 * 1000;

let puppets: Puppeteer;
let keeper: ProcessKeeper;

beforeEach(async () => {
  puppets = await Puppeteer.open();
  keeper = createProcessKeeper({ graceMs: GRACE_MS });
});

afterEach(async () => {
  await keeper.shutdown();
  await puppets.close();
});

function spec(name: string, changes: Partial<CommandSpec> = {}): CommandSpec {
  return {
    runId: 'run-1',
    node: name,
    program: process.execPath,
    args: [PUPPET, puppets.socketPath, name],
    workdir: process.cwd(),
    env: {},
    graceMs: GRACE_MS,
    ...changes,
  };
}

async function start(name: string, changes: Partial<CommandSpec> = {}): Promise<RunningCommand> {
  const started = await keeper.start(spec(name, changes));
  if (!started.ok) throw new Error(started.failure.message);
  started.command.stdout.resume();
  started.command.stderr.resume();
  return started.command;
}

describe('ending a command', () => {
  test('ends parent, child and a grandchild in another session that ignores the polite signal', async () => {
    const command = await start('parent');
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'child' });
    const child = await puppets.puppet('child');
    await child.tell({ do: 'spawn', child: 'grandchild', session: true });
    const grandchild = await puppets.puppet('grandchild');
    for (const puppet of [parent, child, grandchild]) await puppet.tell({ do: 'ignore', signal: 'SIGTERM' });

    expect(await command.end()).toEqual({ ended: 3, surviving: 0 });

    await Promise.all([parent.gone, child.gone, grandchild.gone]);
    expect(await command.ended).toEqual({ signal: 'SIGKILL' });
    expect(living(parent.pid, child.pid, grandchild.pid)).toEqual([]);
  });

  test('lets a program that heeds the polite signal end in its own way, without waiting for the grace period', async () => {
    const command = await start('polite', { graceMs: ENDLESS_GRACE_MS });
    const polite = await puppets.puppet('polite');
    await polite.tell({ do: 'endOn', signal: 'SIGTERM', code: 7 });
    expect(await command.end()).toEqual({ ended: 1, surviving: 0 });
    expect(await command.ended).toEqual({ exitCode: 7 });
  });

  test('finds a descendant without cookie in another session by its parent', async () => {
    const command = await start('parent');
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'stranger', session: true, clean: true });
    const stranger = await puppets.puppet('stranger');
    expect(await command.end()).toEqual({ ended: 2, surviving: 0 });
    expect(living(stranger.pid)).toEqual([]);
  });

  test('wakes a stopped process so that it can end', async () => {
    const command = await start('sleeper', { graceMs: ENDLESS_GRACE_MS });
    const sleeper = await puppets.puppet('sleeper');
    process.kill(sleeper.pid, 'SIGSTOP');
    expect(await command.end()).toEqual({ ended: 1, surviving: 0 });
    expect(await command.ended).toEqual({ signal: 'SIGTERM' });
  });

  test('reports nothing to end when the command has ended by itself and left nothing', async () => {
    const command = await start('brief');
    await (await puppets.puppet('brief')).end({ do: 'exit', code: 3 });
    expect(await command.ended).toEqual({ exitCode: 3 });
    expect(await command.end()).toEqual({ ended: 0, surviving: 0 });
  });

  test('answers every caller with the same report', async () => {
    const command = await start('shared');
    await puppets.puppet('shared');
    const [first, second] = await Promise.all([command.end(), command.end()]);
    expect(first).toEqual({ ended: 1, surviving: 0 });
    expect(second).toBe(first);
  });
});

describe('the end of a run', () => {
  test('ends what a command left in the background, in its session, in another one, and without cookie', async () => {
    const command = await start('starter');
    const starter = await puppets.puppet('starter');
    await starter.tell({ do: 'spawn', child: 'background' });
    await starter.tell({ do: 'spawn', child: 'daemon', session: true });
    await starter.tell({ do: 'spawn', child: 'stranger', clean: true });
    const left = await Promise.all(['background', 'daemon', 'stranger'].map((name) => puppets.puppet(name)));
    await starter.end({ do: 'exit' });
    expect(await command.ended).toEqual({ exitCode: 0 });
    expect(living(...left.map((puppet) => puppet.pid))).toHaveLength(3);

    expect(await keeper.endRun('run-1')).toMatchObject({ ended: 3, surviving: 0 });

    await Promise.all(left.map((puppet) => puppet.gone));
    expect(living(...left.map((puppet) => puppet.pid))).toEqual([]);
  });

  test('leaves the processes of other runs alone', async () => {
    await start('mine');
    await start('theirs', { runId: 'run-10' });
    const [mine, theirs] = [await puppets.puppet('mine'), await puppets.puppet('theirs')];
    expect(await keeper.endRun('run-1')).toMatchObject({ ended: 1, surviving: 0 });
    expect(living(mine.pid, theirs.pid)).toEqual([theirs.pid]);
  });

  test('leaves the processes of another runner alone, also for a run of the same name', async () => {
    const other = createProcessKeeper({ graceMs: GRACE_MS });
    await start('mine');
    const started = await other.start(spec('theirs'));
    expect(started.ok).toBe(true);
    const theirs = await puppets.puppet('theirs');
    await puppets.puppet('mine');
    expect(await keeper.endRun('run-1')).toMatchObject({ ended: 1, surviving: 0 });
    expect(living(theirs.pid)).toEqual([theirs.pid]);
    expect(await other.shutdown()).toEqual({ ended: 1, surviving: 0 });
  });

  test('costs no look at the process table when the run has started nothing', async () => {
    expect(await keeper.endRun('never-started')).toMatchObject({ ended: 0, surviving: 0 });
  });

  test('ends all runs at the shutdown', async () => {
    await start('one');
    await start('two', { runId: 'run-2' });
    await Promise.all([puppets.puppet('one'), puppets.puppet('two')]);
    expect(await keeper.shutdown()).toEqual({ ended: 2, surviving: 0 });
  });
});

describe('what a command gets', () => {
  test('has the run and the node in its cookie, after those of an outer runner', async () => {
    await start('marked', { runId: 'run with blank', node: 'node_1' });
    const marked = await puppets.puppet('marked');
    expect(livingWithCookie('/run%20with%20blank/node_1/')).toEqual([marked.pid]);
  });

  test('is told why it could not start', async () => {
    const misspelt = await keeper.start(spec('x', { program: 'ndoe', env: { PATH: process.env['PATH'] ?? '' } }));
    expect(misspelt).toMatchObject({ ok: false, failure: { code: 'ENOENT' } });
    expect(misspelt.ok ? '' : misspelt.failure.message).toMatch(/not found: `ndoe`; did you mean `node`\?/);
  });
});
