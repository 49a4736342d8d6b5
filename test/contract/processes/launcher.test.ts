import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LauncherFile } from '../../../runner/processes/launcherFile.ts';
import { OPEN_FILES_PER_PROCESS } from '../../../runner/processes/limits.ts';
import { createProcessKeeper } from '../../../runner/processes/osProcessKeeper.ts';
import type { CommandSpec, ProcessKeeper, RunningCommand } from '../../../runner/processes/processKeeper.ts';
import { hasLauncher } from '../support/hasLauncher.ts';
import { descendantsOf, living, livingChildrenOf, livingWithCookie, parentOf, untilGone } from './livingProcesses.ts';
import { PUPPET, Puppeteer } from './puppeteer.ts';

const HOST = new URL('../../fixtures/programs/keeperHost.ts', import.meta.url).pathname;
const GRACE_MS = 100;
/** Small, so that the machine does not notice the fork bombs of these tests. */
const PROCESS_LIMIT = 40;

let puppets: Puppeteer;
let keeper: ProcessKeeper;
let folder: string;
const hosts: ChildProcess[] = [];

beforeEach(async () => {
  puppets = await Puppeteer.open();
  keeper = createProcessKeeper({ graceMs: GRACE_MS, processLimit: PROCESS_LIMIT });
  folder = await mkdtemp(join(tmpdir(), 'launcher-'));
});

afterEach(async () => {
  for (const host of hosts.splice(0)) host.kill('SIGKILL');
  await keeper.shutdown();
  await puppets.close();
  await rm(folder, { recursive: true, force: true });
});

function spec(node: string, changes: Partial<CommandSpec> = {}): CommandSpec {
  const args = [PUPPET, puppets.socketPath, node];
  return {
    runId: 'run-1',
    node,
    program: process.execPath,
    args,
    workdir: folder,
    env: {},
    graceMs: GRACE_MS,
    ...changes,
  };
}

async function start(node: string, changes: Partial<CommandSpec> = {}): Promise<RunningCommand> {
  const started = await keeper.start(spec(node, changes));
  if (!started.ok) throw new Error(started.failure.message);
  return started.command;
}

/** Runs a script of the shell to its end and gives what it printed. */
async function print(script: string): Promise<string> {
  const command = await start('script', { program: 'sh', args: ['-c', script] });
  const chunks: Uint8Array[] = [];
  const closed = Promise.withResolvers<void>();
  command.stdout.listen({ chunk: (bytes) => chunks.push(bytes), closed: closed.resolve });
  await closed.promise;
  return Buffer.concat(chunks).toString();
}

/** Starts two commands of two runs; each leaves a daemon that no cookie, session or living parent leads to. */
async function startHider(name: string, runId = 'run-1'): Promise<number> {
  const command = await start(`${name} parent`, { runId });
  command.leaveOutput();
  const parent = await puppets.puppet(`${name} parent`);
  await parent.tell({ do: 'spawn', child: `${name} middle`, session: true, clean: true });
  const middle = await puppets.puppet(`${name} middle`);
  await middle.tell({ do: 'spawn', child: `${name} daemon`, session: true, clean: true });
  const daemon = await puppets.puppet(`${name} daemon`);
  await middle.end({ do: 'exit' });
  await parent.end({ do: 'exit' });
  await command.ended;
  return daemon.pid;
}

/** Without a launcher there is little to test. */
const suite = hasLauncher ? describe : () => {};

suite('a daemon that cleared its environment, left its session and lost its parents', () => {
  test('is ended with its run, and the daemon of another run is not', async () => {
    const mine = await startHider('mine');
    const theirs = await startHider('theirs', 'run-2');
    expect(await keeper.endRun('run-1')).toMatchObject({ ended: 1, surviving: 0 });
    expect(living(mine, theirs)).toEqual([theirs]);
    expect(await keeper.endRun('run-2')).toMatchObject({ ended: 1, surviving: 0 });
    expect(living(theirs)).toEqual([]);
  });

  test('is ended when the runner is killed', async () => {
    const args = [HOST, puppets.socketPath, String(GRACE_MS), 'parent'];
    const runner = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    hosts.push(runner);
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'middle', session: true, clean: true });
    const middle = await puppets.puppet('middle');
    await middle.tell({ do: 'spawn', child: 'daemon', session: true, clean: true });
    const daemon = await puppets.puppet('daemon');
    await daemon.tell({ do: 'ignore', signal: 'SIGTERM' });
    await middle.end({ do: 'exit' });
    const before = descendantsOf(runner.pid ?? 0);
    expect(before).toContain(daemon.pid);
    runner.kill('SIGKILL');
    await Promise.all([parent.gone, daemon.gone]);
    await untilGone(...before);
  });
});

suite('a launcher that is killed', () => {
  for (const [who, generations] of [
    ['itself', 1],
    ['by the loss of its guard', 2],
  ] as const) {
    test(`${who} takes everything along and is replaced for the next command`, async () => {
      const command = await start('parent');
      const parent = await puppets.puppet('parent');
      await parent.tell({ do: 'spawn', child: 'stranger', session: true, clean: true });
      const stranger = await puppets.puppet('stranger');
      await stranger.tell({ do: 'ignore', signal: 'SIGTERM' });
      let victim = command.processId;
      for (let generation = 0; generation < generations; generation++) victim = parentOf(victim) ?? 0;
      process.kill(victim, 'SIGKILL');
      expect(await command.ended).toEqual({ lost: expect.stringMatching(/launcher .* was ended from outside/) });
      await Promise.all([parent.gone, stranger.gone]);
      await untilGone(parent.pid, stranger.pid, victim);
      expect(livingWithCookie('/run-1/')).toEqual([]);
      expect(await print('echo again')).toBe('again\n');
    });
  }
});

suite('too many processes', () => {
  // Each stage starts the next twice, up to a depth that keeps a broken limit from taking the machine along.
  const bomb = 'bomb() { if [ "$1" -gt 0 ]; then bomb $(($1 - 1)) & bomb $(($1 - 1)) & fi; sleep 311; }; bomb 8';

  test('end the command that has them, and no other', async () => {
    const bystander = await start('bystander');
    await puppets.puppet('bystander');
    const command = await start('bomb', { program: 'sh', args: ['-c', bomb] });
    const end = await command.ended;
    expect(end).toEqual({ tooManyProcesses: expect.any(Number), limit: PROCESS_LIMIT });
    expect('tooManyProcesses' in end && end.tooManyProcesses).toBeGreaterThan(PROCESS_LIMIT);
    expect(living(bystander.processId)).toEqual([bystander.processId]);
    await keeper.endRun('run-1');
    expect(livingWithCookie('/run-1/')).toEqual([]);
  });

  test('are ended where each is in a session of its own, too', async () => {
    const alone = `for i in $(seq ${2 * PROCESS_LIMIT}); do env -i setsid sleep 312 & done; wait`;
    const command = await start('bomb', { program: 'sh', args: ['-c', alone] });
    expect(await command.ended).toMatchObject({ limit: PROCESS_LIMIT });
    expect(await keeper.endRun('run-1')).toMatchObject({ surviving: 0 });
  });
});

suite('a command of the launcher', () => {
  test('gets three open files, no ignored and no blocked signal', async () => {
    const status = await print('ls /proc/self/fd | wc -l; grep -E "^Sig(Blk|Ign):" /proc/self/status');
    // `ls` itself has the folder open.
    expect(status.split(/\s+/)).toEqual(['4', 'SigBlk:', '0'.repeat(16), 'SigIgn:', '0'.repeat(16), '']);
  });

  test('may open as many files as the limit says, or as the system allows', async () => {
    const [soft = '', hard = ''] = (await print('ulimit -Sn; ulimit -Hn')).trim().split('\n');
    const allowed = hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
    expect(Number(soft)).toBe(Math.min(OPEN_FILES_PER_PROCESS, allowed));
  });

  test('whose output nobody takes does not keep others from theirs', async () => {
    const slow = await start('slow', { program: 'sh', args: ['-c', 'yes'] });
    let taken = 0;
    slow.stdout.listen({ chunk: (bytes) => (taken += bytes.length), closed: () => {} });
    slow.stdout.pause();
    expect((await print('head -c 3000000 /dev/zero')).length).toBe(3_000_000);
    expect(taken).toBeLessThanOrEqual(256 * 1024);
    expect(await slow.end()).toEqual({ ended: 2, surviving: 0 });
  });

  test('is fed as much as it reads, and may end without reading', async () => {
    const text = 'x'.repeat(1_000_000);
    const reader = await start('reader', { program: 'wc', args: ['-c'], stdin: text });
    const chunks: Uint8Array[] = [];
    reader.stdout.listen({ chunk: (bytes) => chunks.push(bytes), closed: () => {} });
    expect(await reader.ended).toEqual({ exitCode: 0 });
    expect(Buffer.concat(chunks).toString().trim()).toBe('1000000');
    const careless = await start('careless', { program: 'true', args: [], stdin: text });
    expect(await careless.ended).toEqual({ exitCode: 0 });
  });

  test.each([
    ['a missing folder', { workdir: '/no/such/folder' }, /working folder `\/no\/such\/folder` does not exist/],
    ['a missing program', { program: 'no-such-program-here' }, /^not found: `no-such-program-here`/],
    ['a null byte', { args: ['a\0b'] }, /null byte/],
    ['too long an argument', { args: ['x'.repeat(5_000_000)] }, /larger than the system allows/],
  ])('is refused with words for %s', async (_, changes, words) => {
    const started = await keeper.start(spec('x', changes));
    expect(started.ok ? '' : started.failure.message).toMatch(words);
    expect(await print('echo fine')).toBe('fine\n');
  });
});

suite('the launcher', () => {
  test('is one for each run and ends with it', async () => {
    const before = livingChildrenOf(process.pid);
    const command = await start('one');
    await puppets.puppet('one');
    const launcher = parentOf(command.processId) ?? 0;
    const guard = parentOf(launcher) ?? 0;
    expect(parentOf(guard)).toBe(process.pid);
    await start('two');
    expect(livingChildrenOf(process.pid).filter((pid) => !before.includes(pid))).toEqual([guard]);
    expect(await keeper.endRun('run-1')).toMatchObject({ ended: 2, surviving: 0 });
    await untilGone(guard, launcher);
  });

  test.each([
    ['is no program', 'no program', /cannot be (?:started|used)/],
    ['ends at once', '#!/bin/sh\nexit 3\n', /it ended at once/],
    ['talks nonsense', '#!/bin/sh\necho "good morning, dear runner" >&3; cat <&3 >/dev/null\n', /it ended at once/],
    [
      'speaks of another version',
      `#!/bin/sh\nprintf 'R\\0\\0\\0\\0\\0\\0\\0\\143\\0\\0\\0\\1\\0\\0\\0' >&3; cat <&3 >/dev/null\n`,
      /it speaks version 99, not 1/,
    ],
  ])('that %s is done without, and why is known', async (_, text, words) => {
    const program = join(folder, 'launcher');
    await writeFile(program, text);
    await chmod(program, 0o755);
    const careful = createProcessKeeper({ graceMs: GRACE_MS, launcher: { program } satisfies LauncherFile });
    expect(careful.means).toEqual({ tracking: 'tree' });
    const started = await careful.start(spec('puppet'));
    await puppets.puppet('puppet');
    expect(started.ok).toBe(true);
    expect(careful.means).toEqual({ tracking: 'proc', withoutLauncher: expect.stringMatching(words) });
    expect(await careful.shutdown()).toEqual({ ended: 1, surviving: 0 });
  });
});

test('the keeper finds out what this machine offers', async () => {
  const without = { tracking: 'proc', withoutLauncher: 'MILLRACE_LAUNCHER is off' };
  expect(await keeper.probe()).toEqual(hasLauncher ? { tracking: 'tree' } : without);
});
