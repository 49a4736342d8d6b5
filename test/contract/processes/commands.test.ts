import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FailureCode } from '../../../runner/engine/failures.ts';
import { Redactor } from '../../../runner/logs/redactor.ts';
import { hasLauncher } from '../support/hasLauncher.ts';
import { failureOf, inline, plain, TaskRig, Told } from './taskRig.ts';

let rig: TaskRig;

beforeEach(async () => {
  rig = await TaskRig.open({ graceMs: 100 });
});

afterEach(() => rig.close());

const shell = (run: string, changes = {}, settings = {}) => rig.task('shell', { run, ...settings }, changes);
const inputs = (values: Record<string, string>) => ({
  inputs: new Map(Object.entries(values).map(([name, value]) => [name, inline(value)])),
});

describe('the outputs of a command', () => {
  test('are its streams without the line ends at their end, its exit code and its files', async () => {
    const outputs = await rig.outputs(shell('printf " a\\nb\\r\\n\\n"; echo warning >&2'));
    expect(plain(outputs.get('stdout'))).toBe(' a\nb');
    expect(plain(outputs.get('stderr'))).toBe('warning');
    expect(outputs.get('exitCode')).toEqual({ kind: 'inline', value: 0, type: 'number' });
    expect(outputs.get('files')).toEqual({ kind: 'inline', value: [], type: 'list of file' });
  });

  test('keep line ends in the middle and in the log, wherever the chunks are cut', async () => {
    const told = new Told();
    const program = 'process.stdout.write("a\\n"); setImmediate(() => process.stdout.write("\\n\\nb\\n\\n"))';
    const task = rig.task('exec', { program: process.execPath, args: ['-e', program] });
    expect(await rig.output('stdout', task, told)).toBe('a\n\n\nb');
    expect(told.text('stdout')).toBe('a\n\n\nb\n\n');
  });

  test('put characters together that were cut by the pipe', async () => {
    const program = `
      const bytes = Buffer.from('zażółć 🦊');
      let at = 0;
      const next = () => at < bytes.length && process.stdout.write(bytes.subarray(at, ++at), () => setImmediate(next));
      next();`;
    const task = rig.task('exec', { program: process.execPath, args: ['-e', program] });
    expect(await rig.output('stdout', task)).toBe('zażółć 🦊');
  });

  test('over the inline limit are stored, whole, without the last line end', async () => {
    const value = (await rig.outputs(shell('seq 1 100000'))).get('stdout');
    expect(value).toMatchObject({ kind: 'stored', type: 'text', content: { size: 588_894 } });
    const path = value?.kind === 'stored' ? value.content.path : '';
    expect(await readFile(path, 'utf8')).toBe(Array.from({ length: 100_000 }, (_, index) => index + 1).join('\n'));
  });

  test('written to $FLOW_OUTPUT are ports; what cannot be read is told in the log', async () => {
    const told = new Told();
    const script = [
      'echo "city=Łódź = here" >> "$FLOW_OUTPUT"',
      'printf "text<<END\\none\\n\\ntwo\\nEND\\n" >> "$FLOW_OUTPUT"',
      'echo "no sense" >> "$FLOW_OUTPUT"',
      'echo "stdout=mine" >> "$FLOW_OUTPUT"',
    ].join('\n');
    const outputs = await rig.outputs(shell(script), told);
    expect(plain(outputs.get('city'))).toBe('Łódź = here');
    expect(plain(outputs.get('text'))).toBe('one\n\ntwo');
    expect(plain(outputs.get('stdout'))).toBe('');
    expect(told.text('runner').trim().split('\n')).toEqual([
      'Line 7 of $FLOW_OUTPUT is neither name=value nor name<<MARK: "no sense"',
      'Line 8 of $FLOW_OUTPUT writes `stdout`, which every command has already; choose another name.',
    ]);
  });

  test('leave no temporary file behind', async () => {
    await rig.outputs(shell('echo "a=1" >> "$FLOW_OUTPUT"; seq 1 100000'));
    await rig.run(shell('seq 1 100000; exit 1'));
    expect(await readdir(join(rig.folder, '.store', 'tmp'))).toEqual([]);
  });

  test('that are declared are listed in the order of their patterns, and a missing one is named', async () => {
    const make = 'mkdir -p out && touch out/b.txt out/a.txt out/c.csv';
    const task = shell(make, { declaredOutputs: ['out/c.csv', 'out/*.txt'] });
    expect(await rig.output('files', task)).toEqual(['out/c.csv', 'out/a.txt', 'out/b.txt']);
    const missing = await rig.run(shell(make, { declaredOutputs: ['out/*.png'] }));
    expect(failureOf(missing)).toMatchObject({ code: FailureCode.FAILURE_CODE_OUTPUT_MISSING, subject: 'out/*.png' });
    expect(failureOf(missing)?.message).toContain('`out/*.png`');
  });

  test('that tell progress are progress and neither in the value nor in the log', async () => {
    const told = new Told();
    const script = 'echo begin; echo "::progress 40 of 100 copying"; echo "::progress 7%"; echo "::progress soon"';
    expect(await rig.output('stdout', shell(script), told)).toBe('begin\n::progress soon');
    expect(told.progressed).toEqual([
      [40, 100, 'copying'],
      [7, 100, ''],
    ]);
    expect(told.text('stdout')).toBe('begin\n::progress soon\n');
  });
});

describe('how a command ends', () => {
  test('with another exit code than allowed is a failure with the last lines of stderr', async () => {
    const result = await rig.run(shell('echo partial; echo "no such table" >&2; exit 3'));
    expect(result).toMatchObject({
      status: 'failed',
      failure: { code: FailureCode.FAILURE_CODE_EXIT_CODE, exitCode: 3, detail: 'no such table' },
    });
    expect(failureOf(result)?.message).toBe('`echo partial; echo "no such table" >&2; exit 3` ended with exit code 3.');
    const several = await rig.run(shell('# why\ntrue\nexit 3'));
    expect(failureOf(several)?.message).toBe('The script ended with exit code 3.');
    expect(result.status === 'failed' && plain(result.outputs.get('stdout'))).toBe('partial');
  });

  test('is told by the last lines of stdout where stderr is empty', async () => {
    const result = await rig.run(shell('echo "1 of 7 tests failed"; exit 1'));
    expect(failureOf(result)?.detail).toBe('1 of 7 tests failed');
  });

  const byName = [
    ['echo "to stderr" > /dev/stderr', '>&2'],
    ['echo both | tee /dev/stdout; exit 1', '>&1'],
  ] as const;
  if (hasLauncher) {
    test('opens its streams by their names, as they are pipes', async () => {
      const outputs = await rig.outputs(shell('echo "to stderr" > /dev/stderr; echo both | tee /dev/stdout'));
      expect(plain(outputs.get('stderr'))).toBe('to stderr');
      expect(plain(outputs.get('stdout'))).toBe('both\nboth');
    });
  } else {
    test.each(byName)(
      'tells how to write to a stream that cannot be opened by its name: %s',
      async (script, instead) => {
        const result = await rig.run(shell(script));
        expect(failureOf(result)?.message).toContain(
          `cannot be opened by its name here: write to it with \`${instead}\`.`,
        );
        const mended = script.replace(/(> \/dev\/stderr|\| tee \/dev\/stdout; exit 1)/, instead);
        expect(await rig.run(shell(mended))).toMatchObject({ status: 'succeeded' });
      },
    );
  }

  test('with an allowed exit code is a success', async () => {
    expect(await rig.output('exitCode', shell('exit 3', {}, { exitCodes: [0, 3] }))).toBe(3);
    const zero = await rig.run(shell('exit 0', {}, { exitCodes: [3] }));
    expect(zero.status).toBe('failed');
  });

  test('at the first command that fails, as in CI', async () => {
    const result = await rig.run(shell('false\necho never'));
    expect(result).toMatchObject({ status: 'failed', failure: { exitCode: 1 } });
    expect(result.status === 'failed' && plain(result.outputs.get('stdout'))).toBe('');
  });

  test('in a pipe that fails is a failure in bash', async () => {
    expect((await rig.run(shell('false | cat', {}, { shell: 'bash' }))).status).toBe('failed');
  });

  test('with a command that is not there says so', async () => {
    const result = await rig.run(shell('no-such-command-here'));
    expect(failureOf(result)?.message).toBe(
      '`no-such-command-here` ended with exit code 127: the command `no-such-command-here` was not found.',
    );
    expect(failureOf(await rig.run(shell('true\ngti status')))?.message).toBe(
      'The script ended with exit code 127: the command `gti` was not found. Did you mean "git"?',
    );
  });

  test('by a signal is a crash', async () => {
    const result = await rig.run(shell('kill -SEGV $$'));
    expect(result).toMatchObject({
      status: 'crashed',
      failure: { code: FailureCode.FAILURE_CODE_SIGNAL, signal: 'SIGSEGV' },
    });
  });

  test('does not depend on who reads what is on standard input', async () => {
    const text = 'x'.repeat(60 * 1024);
    expect(await rig.output('exitCode', shell('exec 0<&-; true', inputs({ stdin: text })))).toBe(0);
  });
});

describe('how values reach a command', () => {
  const awkward = `it's "quoted" $HOME \`id\` $(id) * \\ ; & | > <\n two\tlines `;

  test('as variables, and never as code', async () => {
    expect(await rig.output('stdout', shell('printf %s "$value"; printf .', inputs({ value: awkward })))).toBe(
      `${awkward}.`,
    );
    expect(await rig.output('stdout', shell('echo ${value}', inputs({ value: '$(echo code)' })))).toBe('$(echo code)');
  });

  test('as one argument each', async () => {
    const settings = { program: 'printf', args: ['[%s]', '${value}', 'a ${value} b'] };
    const task = rig.task('exec', settings, inputs({ value: awkward }));
    expect(await rig.output('stdout', task)).toBe(`[${awkward}][a ${awkward} b]`);
  });

  test('on standard input, small ones and stored ones', async () => {
    expect(await rig.output('stdout', shell('cat', inputs({ stdin: awkward })))).toBe(awkward);
    const content = await rig.store.put(Buffer.alloc(1_000_000, 'y'), 'text/plain');
    const stored = { inputs: new Map([['stdin', { kind: 'stored', content, type: 'text' } as const]]) };
    expect(await rig.output('stdout', shell('wc -c | tr -d " "', stored))).toBe('1000000');
  });

  test('standard input is empty where nothing is wired to it', async () => {
    expect(await rig.output('stdout', shell('cat'))).toBe('');
  });

  test('as JSON for data and lists, and as a path for what is large', async () => {
    const large = await rig.store.put(Buffer.alloc(100_000, 'z'), 'text/plain');
    const changes = {
      inputs: new Map([
        ['data', inline({ a: [1, null] })],
        ['by-day.x', inline(7, 'number')],
        ['large', { kind: 'stored', content: large, type: 'text' } as const],
      ]),
      lists: new Map([['list', [inline('a'), inline(2)]]]),
    };
    const script = 'echo "$data $by_day_x $list $(wc -c < "$large" | tr -d " ")"';
    expect(await rig.output('stdout', shell(script, changes))).toBe('{"a":[1,null]} 7 ["a",2] 100000');
  });

  test('with those of the flow and the node, and the secrets that it names', async () => {
    const told = new Told();
    const changes = { env: { PLACE: 'here' }, secrets: new Map([['TOKEN', 's3cret-value']]) };
    expect(await rig.output('stdout', shell('echo "$PLACE $TOKEN"', changes), told)).toBe('here s3cret-value');
    const exec = rig.task('exec', { program: 'true', args: ['--key=${TOKEN}'] }, changes);
    const refused = failureOf(await rig.run(exec, told));
    expect(refused?.message).toContain('${TOKEN} would put a secret into the arguments');
    expect(told.commands.length).toBe(1);
    const wired = { redactor: new Redactor(['s3cret-value']), inputs: new Map([['key', inline('x s3cret-value')]]) };
    const dynamic = failureOf(await rig.run(rig.task('exec', { program: 'true', args: ['${key}'] }, wired), told));
    expect(dynamic?.message).toContain('${key} would put a secret into the arguments');
    expect(dynamic?.message).not.toContain('s3cret-value');
    expect(told.commands.length).toBe(1);
  });

  test('but not under a name that decides what programs load', async () => {
    for (const name of ['PATH', 'LD_PRELOAD', 'NODE_OPTIONS']) {
      const result = await rig.run(shell('true', inputs({ [name]: '/tmp' })));
      expect(failureOf(result)).toMatchObject({ code: FailureCode.FAILURE_CODE_NODE_ERROR, subject: name });
      expect(failureOf(result)?.message).toContain(name);
    }
  });
});

describe('what can be run', () => {
  test('a script file by its interpreter, by its first line, or as a program', async () => {
    await mkdir(join(rig.folder, 'tools'));
    await writeFile(
      join(rig.folder, 'tools/hello.mjs'),
      '#!/usr/bin/env node\nconsole.log("hello", process.argv[2])\n',
    );
    await writeFile(join(rig.folder, 'tools/plain'), 'echo "plain $1"\n');
    await writeFile(join(rig.folder, 'tools/direct'), '#!/bin/sh\necho "direct $1"\n');
    await chmod(join(rig.folder, 'tools/direct'), 0o755);
    const script = (settings: Record<string, string>) => rig.task('script', { ...settings, args: ['there'] });
    expect(await rig.output('stdout', script({ path: 'tools/hello.mjs' }))).toBe('hello there');
    expect(await rig.output('stdout', script({ path: 'tools/plain', interpreter: 'sh' }))).toBe('plain there');
    expect(await rig.output('stdout', script({ path: 'tools/direct' }))).toBe('direct there');
    const refused = failureOf(await rig.run(script({ path: 'tools/plain' })));
    expect(refused?.message).toMatch(/is not executable\. Run `chmod \+x` on it, or name an interpreter/);
    const missing = failureOf(await rig.run(script({ path: 'tools/helo.mjs' })));
    expect(missing?.message).toMatch(/not found: .*helo\.mjs`\. Did you mean "hello\.mjs"\?/);
  });

  test('a script that is too long for an argument, and one for a shell that is not known', async () => {
    const long = `echo start\n${'# filler filler filler filler\n'.repeat(5_000)}echo end`;
    expect(await rig.output('stdout', shell(long))).toBe('start\nend');
    expect(await rig.output('stdout', shell('console.log(1 + 1)', {}, { shell: process.execPath }))).toBe('2');
  });

  test('nothing without a program, and the reason is told', async () => {
    const message = async (settings: Record<string, string>, changes = {}) =>
      failureOf(await rig.run(rig.task('exec', settings, changes)));
    expect(await message({ program: 'ndoe' })).toMatchObject({
      code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
      message: 'not found: `ndoe`; did you mean `node`?',
    });
    await writeFile(join(rig.folder, 'broken'), '#!/no/such/interpreter\n');
    await chmod(join(rig.folder, 'broken'), 0o755);
    expect((await message({ program: './broken' }))?.message).toContain('needs `/no/such/interpreter`');
    await mkdir(join(rig.folder, 'folder'));
    expect((await message({ program: './folder' }))?.message).toContain('is a folder, not a program');
    const workdir = join(rig.folder, 'nowhere');
    expect((await message({ program: 'true' }, { workdir }))?.message).toBe(
      `The working folder \`${workdir}\` does not exist. Create it, or correct \`workdir\`.`,
    );
  });
});
