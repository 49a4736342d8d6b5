import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLineOf } from '../../../runner/executors/commandLine.ts';
import { inWords } from '../../../runner/executors/commandWords.ts';
import type { RunValue } from '../../../runner/executors/executor.ts';
import { SCRIPT_ARGUMENT_BYTES } from '../../../runner/executors/limits.ts';
import { codeSetting, textSetting } from '../../../runner/executors/settings.ts';
import { shellInvocation } from '../../../runner/executors/shells.ts';
import { taskOf as task } from '../../support/task.ts';

const text = (value: string): RunValue => ({ kind: 'inline', value, type: 'text' });

describe('${name} in the arguments of a program', () => {
  test('stays one argument, and what a value contains is never looked at again', async () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('${other}', '$${x}', 'a b', '"', "'; rm -rf /", '$(id)', '\n'));
    await fc.assert(
      fc.asyncProperty(value, fc.array(fc.constantFrom('${v}', 'x', 'a ${v} b', '$${v}')), async (given, args) => {
        fc.pre(!given.includes('\0'));
        const inputs = new Map([['v', text(given)]]);
        const line = await commandLineOf(task('exec', { program: 'p', args }, { inputs }));
        const expected = args.map((arg) => (arg === '$${v}' ? '${v}' : arg.split('${v}').join(given)));
        expect(line.ok && line.value.args).toEqual(expected);
      }),
    );
  });

  test('is an in-port before a flow input before a secret', async () => {
    const all = {
      inputs: new Map([['a', text('port')]]),
      flowInputs: new Map([
        ['a', text('input')],
        ['b', text('input')],
      ]),
      secrets: new Map([
        ['b', 'secret'],
        ['c', 'secret'],
      ]),
    };
    const line = await commandLineOf(task('exec', { program: 'p', args: ['${a}', '${b}', '${c}'] }, all));
    expect(line.ok && line.value.args).toEqual(['port', 'input', 'secret']);
  });

  test('of an unknown name is a failure that says what is known', async () => {
    const line = await commandLineOf(
      task('exec', { program: 'p', args: ['${b}'] }, { inputs: new Map([['a', text('')]]) }),
    );
    expect(line.ok ? '' : line.failure).toMatchObject({
      message: 'The setting `args` uses ${b}, but no in-port, flow input or secret has that name. Known here: a.',
      subject: 'args',
    });
  });

  test('with a null byte is refused', async () => {
    const line = await commandLineOf(
      task('exec', { program: 'p', args: ['${a}'] }, { inputs: new Map([['a', text('x\0')]]) }),
    );
    expect(line.ok ? '' : line.failure.subject).toBe('a');
  });
});

describe('code', () => {
  test('is never touched', async () => {
    const run = 'echo ${v} $${v} $v';
    expect(codeSetting(task('shell', { run }), 'run')).toEqual({ ok: true, value: run });
    const line = await commandLineOf(task('shell', { run }, { inputs: new Map([['v', text('$(id)')]]) }));
    expect(line.ok && line.value.args).toEqual(['-e', '-c', run]);
  });
});

describe('a setting of the wrong form', () => {
  test('is named with what stands there', async () => {
    const wrong = await textSetting(task('http', { url: ['x'] }), 'url', () => ({ ok: true, value: '' }));
    expect(wrong.ok ? '' : wrong.failure.message).toBe('The setting `url` of `http` is ["x"]; it has to be text.');
    const missing = codeSetting(task('shell', {}), 'run');
    expect(missing.ok ? '' : missing.failure.message).toBe(
      'The setting `run` of `shell` is missing; it has to be text.',
    );
  });
});

describe('a shell', () => {
  test.each([
    ['sh', ['-e', '-c', 'x']],
    ['/bin/dash', ['-e', '-c', 'x']],
    ['bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', 'x']],
    ['zsh', ['-f', '-e', '-o', 'pipefail', '-c', 'x']],
    ['fish', ['--no-config', '-c', 'x']],
  ])('%s stops at the first failure where it can and reads no start-up file', (shell, args) => {
    expect(shellInvocation(shell, 'x')).toEqual({ program: shell, args });
  });

  test('pwsh stops at the first error and ends with the code of the last program', () => {
    const { args } = shellInvocation('pwsh.exe', 'Get-Date');
    expect(args.at(-2)).toBe('-Command');
    expect(args.at(-1)).toBe("$ErrorActionPreference = 'Stop'\nGet-Date\nexit $LASTEXITCODE");
  });

  test('gets a script that is too long for an argument, or that it takes no other way, as a file', () => {
    const long = 'x'.repeat(SCRIPT_ARGUMENT_BYTES + 1);
    expect(shellInvocation('sh', long)).toEqual({
      program: 'sh',
      args: ['-e'],
      scriptFile: { text: long, extension: '.sh' },
    });
    expect(shellInvocation('pwsh', long)).toMatchObject({ args: expect.arrayContaining(['-File']) });
    expect(shellInvocation('cmd', 'dir')).toMatchObject({
      args: ['/d', '/c', 'call'],
      scriptFile: { extension: '.cmd' },
    });
    expect(shellInvocation('nu', 'ls')).toEqual({ program: 'nu', args: [], scriptFile: { text: 'ls', extension: '' } });
  });
});

describe('a command in words', () => {
  test('is quoted where a person would have to', () => {
    expect(inWords('git', ['log', '--format=%H', 'a b', "it's", ''])).toBe("git log --format=%H 'a b' 'it'\\''s' ''");
  });
});
