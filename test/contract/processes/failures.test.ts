import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSecrets } from '../../../runner/engine/checkValues.ts';
import { FailureCode, type FailureCodeNumber } from '../../../runner/engine/failures.ts';
import { findDeclaredOutputs } from '../../../runner/executors/declaredOutputs.ts';
import type { Task } from '../../../runner/executors/executor.ts';
import { runProgram, startRunner, temporaryFolder } from '../support/workbench.ts';
import { failureOf, inline, TaskRig } from './taskRig.ts';

/** A value limit that a test can reach. */
const VALUE_BYTES = 100_000;

let rig: TaskRig;

beforeEach(async () => {
  rig = await TaskRig.open({ graceMs: 100, storedValueBytes: VALUE_BYTES });
});

afterEach(() => rig.close());

interface Case {
  readonly code: FailureCodeNumber;
  readonly task: () => Task;
  readonly message: string;
}

const shell = (run: string, changes: Partial<Task> = {}) => rig.task('shell', { run }, changes);
const exec = (program: string, args: readonly string[] = []) => rig.task('exec', { program, args });

const CASES: Record<string, Case> = {
  'a program that is nowhere': {
    code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
    task: () => exec('zzyzx-quux'),
    message: 'not found: `zzyzx-quux` is in no folder of PATH. Install it, or give its path.',
  },
  'a program that is nearly there': {
    code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
    task: () => exec('gti'),
    message: 'not found: `gti`; did you mean `git`?',
  },
  'a shell that is not there': {
    code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
    task: () => rig.task('shell', { run: 'true', shell: 'bahs' }),
    message: 'not found: `bahs`; did you mean `bash`?',
  },
  'a working folder that is a file': {
    code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
    task: () => shell('true', { workdir: join(rig.folder, 'file') }),
    message: 'The working folder `<folder>/file` is a file. Correct `workdir`.',
  },
  'a script that is not there': {
    code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
    task: () => rig.task('script', { path: 'no.sh', interpreter: 'sh' }),
    message:
      'The script `<folder>/no.sh` does not exist or cannot be read. Correct `path`, which starts at the working folder.',
  },
  'arguments that are too large for the system': {
    code: FailureCode.FAILURE_CODE_SPAWN_FAILED,
    task: () => exec('true', ['x'.repeat(4_000_000)]),
    message:
      'The arguments and variables of `true` are together larger than the system allows. Pass large values through `stdin` or a file.',
  },
  'an exit code': {
    code: FailureCode.FAILURE_CODE_EXIT_CODE,
    task: () => shell('exit 3'),
    message: '`exit 3` ended with exit code 3.',
  },
  'a file in a script that may not be executed': {
    code: FailureCode.FAILURE_CODE_EXIT_CODE,
    task: () => shell('./file'),
    message: '`./file` ended with exit code 126: a command in it may not be executed. Run `chmod +x` on it.',
  },
  'a command in a script that was killed': {
    code: FailureCode.FAILURE_CODE_EXIT_CODE,
    task: () => shell("sh -c 'kill -KILL $$'\ntrue"),
    message:
      'The script ended with exit code 137: a command in it was ended by SIGKILL, most likely because memory ran out. Run fewer nodes at a time (concurrency), give it less to do at once, or the machine more memory.',
  },
  'a kill from outside': {
    code: FailureCode.FAILURE_CODE_SIGNAL,
    task: () => shell('kill -KILL $$'),
    message:
      '`kill -KILL $$` was ended by SIGKILL: it was killed from outside, most likely because memory ran out. Run fewer nodes at a time (concurrency), give it less to do at once, or the machine more memory.',
  },
  'a crash': {
    code: FailureCode.FAILURE_CODE_SIGNAL,
    task: () => shell('kill -SEGV $$'),
    message: '`kill -SEGV $$` was ended by SIGSEGV: it accessed memory that is not its own.',
  },
  'someone who asked it to end': {
    code: FailureCode.FAILURE_CODE_SIGNAL,
    task: () => shell('kill -TERM $$'),
    message: '`kill -TERM $$` was ended by SIGTERM: something other than this run asked it to end.',
  },
  'a declared file that was not written': {
    code: FailureCode.FAILURE_CODE_OUTPUT_MISSING,
    task: () => shell('true', { declaredOutputs: ['out/a.txt'] }),
    message:
      'The declared output `out/a.txt` is not there: no file in `<folder>` matches it. Make the node write it, or correct `cache.outputs`.',
  },
  'more output than a value holds': {
    code: FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE,
    task: () => shell('seq 1 100000'),
    message: '`seq 1 100000` wrote more than 100000 bytes to stdout. Send large output to a file.',
  },
  'more named outputs than are read': {
    code: FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE,
    task: () => shell('truncate -s 65M "$FLOW_OUTPUT"'),
    message:
      '`truncate -s 65M "$FLOW_OUTPUT"` wrote 68157440 bytes to $FLOW_OUTPUT; 67108864 are the most. Write large values to a file and give its path.',
  },
  'a value that no argument can hold': {
    code: FailureCode.FAILURE_CODE_NODE_ERROR,
    task: () => rig.task('exec', { program: 'echo', args: ['${a}'] }, { inputs: new Map([['a', inline('\0')]]) }),
    message: 'The value of `a` contains a null byte, which no argument can hold. Wire it to `stdin` instead.',
  },
};

describe('a command fails with a sentence', () => {
  test.each(Object.entries(CASES))('over %s', async (_, { code, task, message }) => {
    await writeFile(join(rig.folder, 'file'), '', { mode: 0o644 });
    const failed = failureOf(await rig.run(task()));
    expect(failed?.message?.replaceAll(rig.folder, '<folder>')).toBe(message);
    expect(failed?.code).toBe(code);
  });

  test('over a secret that a request does not give', () => {
    const found = checkSecrets({ secretNames: ['KEY'] }, {});
    expect(found.ok ? undefined : found.failure).toEqual({
      code: FailureCode.FAILURE_CODE_SECRET_MISSING,
      message: 'The flow needs the secret `KEY`, which was not given. Give it under `secrets` of the request.',
      subject: 'KEY',
    });
  });

  test('over more declared files than are counted', async () => {
    await mkdir(join(rig.folder, 'out'));
    for (const name of ['a', 'b', 'c']) await writeFile(join(rig.folder, 'out', name), '');
    const found = await findDeclaredOutputs(['out/*'], { workdir: rig.folder, workingFolder: rig.folder }, 2);
    expect(found.ok ? undefined : found.failure).toEqual({
      code: FailureCode.FAILURE_CODE_LIMIT_REACHED,
      message: 'The declared outputs match more than 2 files; the last pattern was `out/*`. Name fewer.',
      subject: 'out/*',
    });
  });

  test.each([
    [
      'a time limit',
      'timeout: 50ms\n    with: { run: sleep 308 }',
      '`one` took longer than its limit of 50 ms and was ended. Its log tells how far it came; raise `timeout` if it needs longer.',
    ],
    ['a cancel', 'with: { run: "echo please interrupt; sleep 308" }', 'cancelling: Cancelled with Ctrl+C.'],
    [
      'a secret that was not given',
      'secrets: [KEY]\n    with: { run: echo }',
      'needs the secret KEY. Set it in the env',
    ],
  ])('in a flow over %s', async (_, node, words) => {
    const folder = temporaryFolder();
    const text = `flow: 1\nsecrets: [KEY]\nnodes:\n  one:\n    uses: shell\n    ${node}\n`;
    await writeFile(join(folder, 'a.flow'), node.includes('KEY') ? text : text.replace('secrets: [KEY]\n', ''));
    const runner = startRunner(['run', 'a.flow'], folder);
    runner.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('please interrupt')) runner.child.kill('SIGINT');
    });
    const stdout = await runner.output();
    expect(stdout.toString() + runner.stderr).toContain(words);
    expect((await runner.exit).code).not.toBe(0);
  });
});

describe('a large value', () => {
  test('goes from one command to the standard input of another', async () => {
    const folder = temporaryFolder();
    const text = `flow: 1
nodes:
  make: { uses: shell, with: { run: seq 1 1000000 } }
  count: { uses: exec, in: { stdin: make }, with: { program: sha256sum } }
  same: { uses: shell, with: { run: 'printf %s "$(seq 1 1000000)" | sha256sum' } }
  lines: { uses: script, in: { stdin: make.stdout }, with: { path: count.sh } }
outputs: { count: count.stdout, same: same.stdout, lines: lines.stdout }
`;
    await writeFile(join(folder, 'a.flow'), text);
    await writeFile(join(folder, 'count.sh'), '#!/bin/sh\nwc -c | tr -d " "\n');
    const { stdout } = await runProgram(['run', 'a.flow'], folder);
    const outputs = Object.fromEntries([...stdout.matchAll(/^ {2}(\w+): (.*)$/gm)].map((match) => match.slice(1)));
    expect(outputs).toEqual({
      count: outputs['same'],
      same: expect.stringMatching(/^[0-9a-f]{64} /),
      lines: '6888895',
    });
  });
});
