import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RunValue } from '../../../runner/executors/executor.ts';
import { failureOf, inline, TaskRig, Told } from './taskRig.ts';

let rig: TaskRig;

beforeEach(async () => {
  rig = await TaskRig.open({ graceMs: 100 });
});

afterEach(() => rig.close());

const shell = (run: string, settings = {}) => rig.task('shell', { run, ...settings });
const exec = (program: string, ...args: string[]) => rig.task('exec', { program, args });
const answered = (text: string) => ({ inputs: new Map<string, RunValue>([['stdin', inline(text)]]) });

async function message(task: Parameters<TaskRig['run']>[0]): Promise<string> {
  return failureOf(await rig.run(task))?.message ?? 'no failure';
}

describe('a command that asks a question', () => {
  test('ssh-keygen, before it replaces a key', async () => {
    await rig.outputs(exec('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', 'key'));
    expect(await message(exec('ssh-keygen', '-t', 'ed25519', '-N', '', '-f', 'key'))).toBe(
      '`ssh-keygen -t ed25519 -N \'\' -f key` ended with exit code 1. It seems to have asked a question ("Overwrite (y/n)?"), and commands run without a terminal. Wire the answer to `stdin`, or use its option for unattended use, such as --yes.',
    );
    const settings = { program: 'ssh-keygen', args: ['-q', '-t', 'ed25519', '-N', '', '-f', 'key'] };
    await rig.outputs(rig.task('exec', settings, answered('y\n')));
  });

  test('ssh-keygen, for the passphrase of a key', async () => {
    await rig.outputs(exec('ssh-keygen', '-q', '-t', 'ed25519', '-N', 'open sesame', '-f', 'key'));
    expect(await message(exec('ssh-keygen', '-y', '-f', 'key'))).toMatch(/Enter passphrase|need a terminal/);
    expect(await message(exec('ssh-keygen', '-y', '-f', 'key'))).toContain('commands run without a terminal');
  });

  test('shells, by `read` and `select`', async () => {
    expect(await message(shell('printf "Name: "\nread -r name'))).toContain('asked a question ("Name:")');
    const bash = (run: string) => message(shell(run, { shell: 'bash' }));
    expect(await bash('read -r -p "Go on? " answer')).toContain('asked a question (`read -p`)');
    expect(await bash('select one in a b; do echo "$one"; done; exit 1')).toContain('asked a question ("#?")');
  });

  test('Python, by `input` and `getpass`', async () => {
    expect(await message(exec('python3', '-c', 'input("Name: ")'))).toContain('asked a question ("Name:")');
    expect(await message(exec('python3', '-c', 'input()'))).toContain('("EOFError: EOF when reading a line")');
    const password = 'import getpass; getpass.getpass()';
    expect(await message(exec('python3', '-c', password))).toContain('asked a question ("getpass")');
  });

  test('a script that gives up without an answer, as apt does', async () => {
    const script = '#!/bin/sh\nprintf "Do you want to continue? [Y/n] "\nread -r answer || { echo Abort.; exit 1; }\n';
    await writeFile(join(rig.folder, 'install'), script);
    await chmod(join(rig.folder, 'install'), 0o755);
    expect(await message(rig.task('script', { path: 'install' }))).toContain(
      'asked a question ("Do you want to continue? [Y/n] Abort.")',
    );
    await rig.outputs(rig.task('script', { path: 'install' }, answered('y\n')));
  });

  test('and goes on without an answer is told of in the log', async () => {
    await writeFile(join(rig.folder, 'kept'), '');
    const told = new Told();
    await rig.outputs(exec('rm', '-i', 'kept'), told);
    expect(told.text('runner')).toMatch(/^`rm -i kept` succeeded\. It seems to have asked a question \("rm: remove/);
  });
});

describe('a command that needs a terminal', () => {
  test('a shell that reads from it', async () => {
    expect(await message(shell('read -r answer < /dev/tty'))).toContain('It seems to need a terminal ("');
  });

  test('git, for a name and a password', async () => {
    const run = 'printf "protocol=https\\nhost=example.com\\n\\n" | git -c credential.helper= credential fill';
    expect(await message(shell(run))).toContain('It seems to need a terminal ("fatal: could not read Username');
  });

  test('git, for an editor', async () => {
    const run = 'git init -q . && unset EDITOR VISUAL GIT_EDITOR && TERM=dumb git commit --allow-empty';
    const env = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@b.c',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@b.c',
    };
    expect(await message(rig.task('shell', { run }, { env }))).toContain('It seems to need a terminal ("error: T');
  });

  test('finds none where the runner has one', async () => {
    const look = 'if (exec 3< /dev/tty) 2>&-; then echo a terminal; else echo no terminal; fi';
    await writeFile(
      join(rig.folder, 'look.flow'),
      `flow: 1\nnodes: { look: { uses: shell, with: { run: '${look}' } } }\n`,
    );
    const outer = `${look}; exec "$0" "$@"`;
    const runner = [process.execPath, inject('runnerProgram'), 'run', 'look.flow', '--json'];
    const python = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
    const all = exec('python3', '-c', python, 'sh', '-c', outer, ...runner);
    const lines = String(await rig.output('stdout', all)).split('\r\n');
    expect(lines[0]).toBe('a terminal');
    expect(lines.find((line) => line.includes('"nodeOutput"') && line.includes('"stdout"'))).toContain('"no terminal"');
  });
});

describe('a command that fails for other reasons', () => {
  test.each([
    ['ls no-such-file'],
    ['git log'],
    ['echo "Really? (y/n) is what it asks" >&2; exit 3'],
    ['printf "checking: "; exit 1'],
    ['echo "password: too short" >&2; exit 1'],
    ['node -e "throw new Error(1)"'],
    ['seq 1 5 | while read -r line; do [ "$line" != 3 ]; done'],
  ])('gets no hint: %s', async (run) => {
    expect(await message(shell(run))).not.toMatch(/seems|no failure/);
  });
});
