import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { living, livingChildrenOf, livingWithCookie, sessionOf, untilGone } from './livingProcesses.ts';
import { Puppeteer } from './puppeteer.ts';

const HOST = new URL('../../fixtures/programs/keeperHost.ts', import.meta.url).pathname;
const GRACE_MS = 100;

let puppets: Puppeteer;
const hosts: ChildProcess[] = [];

beforeEach(async () => {
  puppets = await Puppeteer.open();
});

afterEach(async () => {
  for (const host of hosts.splice(0)) host.kill('SIGKILL');
  await puppets.close();
});

function host(...names: string[]): ChildProcess {
  const args = [HOST, puppets.socketPath, String(GRACE_MS), ...names];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  hosts.push(child);
  return child;
}

/** The host's children that are none of its commands: its watchdog. */
function watchdogOf(child: ChildProcess, commands: readonly number[]): number[] {
  return livingChildrenOf(child.pid ?? 0).filter((pid) => !commands.includes(pid));
}

describe('a runner that is killed', () => {
  test('leaves nothing: not the command, not its child, not a daemon that ignores the polite signal', async () => {
    const runner = host('parent');
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'child' });
    const child = await puppets.puppet('child');
    await child.tell({ do: 'spawn', child: 'daemon', session: true });
    const daemon = await puppets.puppet('daemon');
    await daemon.tell({ do: 'ignore', signal: 'SIGTERM' });
    await child.end({ do: 'exit' });

    runner.kill('SIGKILL');

    await Promise.all([parent.gone, daemon.gone]);
    await untilGone(parent.pid, child.pid, daemon.pid);
    expect(livingWithCookie('/hosted/')).toEqual([]);
  });

  test('is noticed by a watchdog that has had no time to start yet', async () => {
    const runner = host('early');
    const early = await puppets.puppet('early');
    runner.kill('SIGKILL');
    await early.gone;
    await untilGone(early.pid);
    expect(living(early.pid)).toEqual([]);
  });

  test('takes a process without cookie along', async () => {
    const runner = host('parent');
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'stranger', clean: true });
    const stranger = await puppets.puppet('stranger');
    runner.kill('SIGKILL');
    await Promise.all([parent.gone, stranger.gone]);
    await untilGone(parent.pid, stranger.pid);
    expect(living(parent.pid, stranger.pid)).toEqual([]);
  });
});

describe('the watchdog', () => {
  test('has a session of its own and none of the output pipes of the runner', async () => {
    const runner = host('parent');
    const parent = await puppets.puppet('parent');
    const [watchdog = 0, ...others] = watchdogOf(runner, [parent.pid]);
    expect(others).toEqual([]);
    expect(sessionOf(watchdog)).toBe(watchdog);
    // The pipe ends with the runner only if nobody else holds it: its end is the proof.
    const ended = once(runner.stdout ?? runner, 'end');
    runner.stdout?.resume();
    runner.stdin?.write('leave\n');
    await Promise.all([ended, once(runner, 'exit'), parent.gone]);
    expect(runner.exitCode).toBe(0);
  });

  test('is not started before there is a command', async () => {
    const runner = host();
    runner.stdin?.write('end run\n');
    const lines = createInterface({ input: runner.stdout ?? process.stdin });
    const [report] = (await once(lines, 'line')) as [string];
    expect(JSON.parse(report)).toEqual({ ended: 0, surviving: 0 });
    expect(watchdogOf(runner, [])).toEqual([]);
  });

  test('lets a runner go that has ended everything itself', async () => {
    const runner = host('parent');
    const parent = await puppets.puppet('parent');
    runner.stdin?.write('end run\n');
    const lines = createInterface({ input: runner.stdout ?? process.stdin });
    const [report] = (await once(lines, 'line')) as [string];
    expect(JSON.parse(report)).toMatchObject({ ended: 1, surviving: 0 });
    runner.stdin?.write('leave\n');
    const [exitCode] = await once(runner, 'exit');
    expect(exitCode).toBe(0);
    await parent.gone;
  });
});
