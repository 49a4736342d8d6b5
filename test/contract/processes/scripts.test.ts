import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, TaskRig } from './taskRig.ts';

let rig: TaskRig;

beforeEach(async () => {
  rig = await TaskRig.open({ graceMs: 100 });
});

afterEach(() => rig.close());

/** Writes a script and gives the task that runs it. */
async function script(text: string, settings: Record<string, string> = {}, mode = 0o644) {
  await writeFile(join(rig.folder, 'a script'), text);
  await chmod(join(rig.folder, 'a script'), mode);
  return rig.task('script', { path: 'a script', args: ['one', 'two words'], ...settings });
}

const printArguments = 'console.log(JSON.stringify([process.execArgv, process.argv.slice(2)]))\n';

describe('the first line of a script', () => {
  test.each([
    ['#!/bin/sh\necho "$# $2"', '2 two words'],
    ['#! /bin/sh -e\nfalse || echo "$2"', 'two words'],
    ['#!/usr/bin/env sh\necho "$2"', 'two words'],
    ['#!/usr/bin/env -S sh -e\necho "$2 $-"', /^two words .*e/],
    ['#!/usr/bin/env -S GREETING="hello there" sh\necho "$GREETING, $2"', 'hello there, two words'],
    ['#!/usr/bin/env -S sh -c \'echo "run by c: $2"\'\n', 'run by c: two words'],
    ["#!/usr/bin/env -S node --title='a b'\n".concat(printArguments), '[["--title=a b"],["one","two words"]]'],
    [`#!/usr/bin/env node\r\n${printArguments.replaceAll('\n', '\r\n')}`, '[[],["one","two words"]]'],
  ])('is obeyed: %j', async (text, stdout) => {
    const said = await rig.output('stdout', await script(text));
    if (typeof stdout === 'string') expect(said).toBe(stdout);
    else expect(said).toMatch(stdout);
  });

  test('does not matter where an interpreter is set', async () => {
    expect(await rig.output('stdout', await script('#!/no/such\necho "$2"', { interpreter: 'sh' }))).toBe('two words');
  });

  test('that names what is not there is quoted, with what may mend it', async () => {
    const missing = failureOf(await rig.run(await script('#!/usr/bin/env pyhton3\n')));
    expect(missing?.message).toBe(
      'not found: `pyhton3`; did you mean `python3`? The first line of `a script` names it: correct that line, or set `interpreter`.',
    );
  });

  test('is needed where a file may not be executed', async () => {
    const refused = failureOf(await rig.run(await script('echo "$1"\n')));
    expect(refused?.message).toBe(
      `\`${join(rig.folder, 'a script')}\` is not executable. Run \`chmod +x\` on it, or name an interpreter for it.`,
    );
  });
});

describe('Windows line ends', () => {
  const text = '#!/bin/sh\r\necho one\r\nls no-such-file\r\n';

  test('are told of when a shell fails over them', async () => {
    const failed = failureOf(await rig.run(await script('#!/bin/sh\r\nls\r\n')));
    expect(failed?.message).toBe(
      "`'a script' one 'two words'` ended with exit code 127: a command in it was not found. The script has Windows line ends (CRLF), and `sh` takes the CR as part of each command. Save it with LF line ends.",
    );
    const named = failureOf(await rig.run(await script(text, { interpreter: 'bash' })));
    expect(named?.message).toContain('Windows line ends (CRLF), and `bash` takes');
  });

  test('are told of where the system takes them as part of the interpreter', async () => {
    await script(text, {}, 0o755);
    const failed = failureOf(await rig.run(rig.task('exec', { program: './a script' })));
    expect(failed?.message).toBe(
      '`./a script` has Windows line ends (CRLF), so that its first line names no interpreter that exists. Save it with LF line ends.',
    );
  });

  test('are not blamed for failures of languages that take them', async () => {
    const failed = failureOf(await rig.run(await script('#!/usr/bin/env node\r\nprocess.exit(3)\r\n')));
    expect(failed?.message).toBe("`'a script' one 'two words'` ended with exit code 3.");
  });
});
