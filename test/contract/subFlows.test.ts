import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { ExitCode } from '../../runner/server/exitCodes.ts';
import { PUPPET, Puppeteer } from './processes/puppeteer.ts';
import { isAlive, runProgram, startRunner, temporaryFolder } from './support/workbench.ts';

/** A folder with these files; their folders are made. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What differs from run to run, named. */
function stable(text: string, folder: string): string {
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(/runs\/\d{8}-\d{6}-[0-9a-f]{6}/g, 'runs/<run>')
    .replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, '<time>');
}

const GREET = `flow: 1
name: Greet
inputs:
  words: json
  name: { type: text }
  times: { type: number, default: 1 }
env: { MARK: "!" }
nodes:
  count: { uses: transform, in: { w: inputs.words, t: inputs.times }, with: { expression: $count($w) * $t } }
  say:
    uses: shell
    in: { n: count, name: inputs.name }
    with: { run: 'echo "Hello $name $n$MARK from $(basename "$PWD")"' }
  keep: { uses: file.write, in: { content: say, name: inputs.name }, with: { path: "out/\${name}.txt" } }
outputs: { text: say, file: keep.path }
`;

const MAIN = `flow: 1
name: Main
inputs: { who: { type: text, default: World } }
nodes:
  words: { uses: constant, with: { value: [a, bb, ccc] } }
  first: { uses: ../lib/greet.flow, in: { words: words, name: inputs.who }, with: { times: 2 } }
  second: { uses: ../lib/greet.flow, in: { words: words }, with: { name: "dear \${who}" }, after: [first] }
  show: { uses: shell, in: { one: first.text, two: second, file: first.file }, with: { run: 'echo "$one|$two"; cat "$file"' } }
outputs: { said: show, file: first.file }
`;

describe('a flow that uses another one', () => {
  it('hands values and files over both borders, and tells every node', async () => {
    const folder = project({ '.git/HEAD': '', 'flows/main.flow': MAIN, 'lib/greet.flow': GREET });
    const { code, stdout, stderr } = await runProgram(['run', 'flows/main.flow', '--json'], folder);
    expect(stderr).toBe('');
    expect(code).toBe(ExitCode.succeeded);
    const plain = await runProgram(['run', 'flows/main.flow', '-c', '1'], folder);
    expect(stable(plain.stdout, folder)).toBe(`✓ words <time>
▸ first ../lib/greet.flow
✓ first/count <time>
▸ first/say echo "Hello $name $n$MARK from $(basename "$PWD")"
[first/say] Hello World 6! from lib
✓ first/say <time>
✓ first/keep <time>
✓ first <time>
▸ second ../lib/greet.flow
✓ second/count <time>
▸ second/say echo "Hello $name $n$MARK from $(basename "$PWD")"
[second/say] Hello dear World 3! from lib
✓ second/say <time>
✓ second/keep <time>
✓ second <time>
▸ show echo "$one|$two"; cat "$file"
[show] Hello World 6! from lib|Hello dear World 3! from lib
[show] Hello World 6! from lib
✓ show <time>

✓ Main succeeded in <time>: 10 succeeded
  said: Hello World 6! from lib|Hello dear World 3! from lib⏎Hello World 6! from lib
  file: <folder>/lib/out/World.txt
`);
    expect(readFileSync(join(folder, 'lib/out/dear World.txt'), 'utf8')).toBe('Hello dear World 3! from lib');
    const log = /"logFile":"(logs\/second\/say\.log)"/.exec(stdout)?.[1] ?? '';
    const runFolder = /"runFolder":"([^"]*)"/.exec(stdout)?.[1] ?? '';
    expect(readFileSync(join(runFolder, log), 'utf8')).toContain('Hello dear World 3!');
  });

  it('names the node within in its failure, keeps to its policy, and tries the whole flow again', async () => {
    const folder = project({
      'main.flow': `flow: 1
nodes:
  work: { uses: ./inner.flow, retry: 1, onError: continue }
  other: { uses: shell, with: { run: echo other } }
  after: { uses: shell, after: [work], with: { run: 'true' } }
`,
      'inner.flow': `flow: 1
nodes:
  one: { uses: shell, with: { run: echo x >> one.txt } }
  two: { uses: shell, after: [one], with: { run: echo broken >&2; exit 3 } }
  three: { uses: shell, after: [two], with: { run: 'true' } }
`,
    });
    const { code, stdout } = await runProgram(['run', 'main.flow'], folder);
    expect(code).toBe(ExitCode.failed);
    expect(readFileSync(join(folder, 'one.txt'), 'utf8')).toBe('x\nx\n');
    expect(stdout).toContain('✓ other');
    expect(stdout).toContain('– after skipped: comes after `work`, which failed');
    expect(stdout).toContain('`work/two` failed: `echo broken >&2; exit 3` ended with exit code 3.');
    const json = await runProgram(['run', 'main.flow', '--json'], folder);
    const attempts = json.stdout.split('\n').flatMap((line) => {
      const started = line
        ? (JSON.parse(line) as { nodeStarted?: { node: string; attempt: number } }).nodeStarted
        : undefined;
      return started && started.node !== 'other' ? [`${started.node} ${started.attempt}`] : [];
    });
    expect(attempts).toEqual(['work 1', 'work/one 1', 'work/two 1', 'work 2', 'work/one 2', 'work/two 2']);
  });

  it('ends every process within when its time is over, and when the run is cancelled', async () => {
    const puppeteer = await Puppeteer.open();
    const command = (name: string) =>
      `{ uses: exec, with: { program: '${process.execPath}', args: ['${PUPPET}', '${puppeteer.socketPath}', ${name}] } }`;
    const folder = project({
      'timed.flow': `flow: 1\nnodes: { work: { uses: ./one.flow, onError: ignore } }\n`,
      'one.flow': `flow: 1\ntimeout: 3s\nnodes: { p: ${command('one')} }\n`,
      'cancelled.flow': `flow: 1\nnodes: { work: { uses: ./outer.flow } }\n`,
      'outer.flow': `flow: 1\nnodes: { deep: { uses: ./two.flow } }\n`,
      'two.flow': `flow: 1\nnodes: { p: ${command('two')} }\n`,
    });
    try {
      const timed = runProgram(['run', 'timed.flow'], folder);
      const one = await puppeteer.puppet('one');
      const { code, stdout } = await timed;
      expect(code).toBe(ExitCode.succeeded);
      expect(isAlive(one.pid)).toBe(false);
      expect(stdout).toContain('■ work/p cancelled');
      expect(stdout).toContain('`work` took longer than its limit of 3.0 s');
      const runner = startRunner(['run', 'cancelled.flow'], folder);
      const two = await puppeteer.puppet('two');
      runner.child.kill('SIGINT');
      const output = (await runner.output()).toString();
      expect((await runner.exit).code).toBe(ExitCode.cancelled);
      expect(isAlive(two.pid)).toBe(false);
      expect(output).toContain('■ work/deep/p cancelled');
      expect(output).toContain('■ work/deep cancelled');
    } finally {
      await puppeteer.close();
    }
  });

  it('gives nodes within only the secrets that are handed to them', async () => {
    const folder = project({
      'main.flow': `flow: 1
secrets: [TOKEN, OTHER]
nodes:
  work: { uses: ./inner.flow, secrets: [TOKEN], with: { header: "Bearer \${OTHER}" } }
  show: { uses: shell, in: { text: work }, with: { run: 'echo "$text"' } }
`,
      'inner.flow': `flow: 1
inputs: { header: text }
secrets: [TOKEN]
nodes:
  say:
    uses: shell
    in: { header: inputs.header }
    secrets: [TOKEN]
    with: { run: 'test "$TOKEN" = hunter-one && test "$header" = "Bearer hunter-two" && test -z "$OTHER" && echo "got $TOKEN"' }
outputs: { text: say }
`,
    });
    const env = { TOKEN: 'hunter-one', OTHER: 'hunter-two' };
    const { code, stdout } = await runProgram(['run', 'main.flow'], folder, { env });
    expect(stdout).toContain('[show] got ***');
    expect(stdout).not.toContain('hunter-');
    expect(code).toBe(ExitCode.succeeded);
  });

  it('is refused before anything runs when files are in a circle, missing, outside or wrong', async () => {
    const use = (path: string) => `flow: 1\nnodes:\n  x: { uses: ${path} }\n`;
    const folder = project({
      'p/.git/HEAD': '',
      'p/a.flow': use('./b.flow'),
      'p/b.flow': use('./a.flow'),
      'p/missing.flow': use('./nowhere.flow'),
      'p/outside.flow': use('../outside.flow'),
      'outside.flow': 'flow: 1\n',
      'p/wrong.flow': use('./inner.flow'),
      'p/inner.flow': 'flow: 1\nnodes:\n  bad: { uses: shell }\n',
    });
    const told = async (file: string) => {
      const run = await runProgram(['run', file], join(folder, 'p'));
      const validated = await runProgram(['validate', file], join(folder, 'p'));
      expect([run.code, validated.code]).toEqual([ExitCode.invalid, ExitCode.invalid]);
      const [first = ''] = run.stderr.split('\n');
      expect(validated.stdout.split('\n')[0]).toBe(first);
      return first;
    };
    expect(await told('a.flow')).toContain('These flows use each other: a.flow → b.flow → a.flow.');
    expect(await told('missing.flow')).toContain('nowhere.flow cannot be read: there is no such file.');
    expect(await told('outside.flow')).toContain('"../outside.flow" leads out of the project');
    expect(await told('wrong.flow')).toContain('inner.flow has an error, line 3: "bad" needs the setting "run"');
    expect(existsSync(join(folder, 'p', '.millrace'))).toBe(false);
  });

  it('ends after the time that it says for itself, unless the command line says another', async () => {
    const folder = project({
      'slow.flow': 'flow: 1\ntimeout: 100ms\nnodes: { wait: { uses: delay, with: { for: 400ms } } }\n',
    });
    const own = await runProgram(['run', 'slow.flow'], folder);
    expect(own.code).toBe(ExitCode.timedOut);
    expect(own.stdout).toContain('The run took longer than its limit of 100 ms.');
    const given = await runProgram(['run', 'slow.flow', '--timeout', '1m'], folder);
    expect(given.code).toBe(ExitCode.succeeded);
  });
});

describe('a part of a flow that uses another one', () => {
  it('is the whole of that flow, or none of it', async () => {
    const folder = project({ '.git/HEAD': '', 'flows/main.flow': MAIN, 'lib/greet.flow': GREET });
    await runProgram(['run', 'flows/main.flow'], folder);
    const { code, stdout } = await runProgram(['run', 'flows/main.flow', '--only', 'second', '--json'], folder);
    expect(code).toBe(ExitCode.succeeded);
    const events = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ExecutionEvent & { runStarted?: { partial?: { running?: string[] } } });
    expect(events[0]?.runStarted?.partial?.running).toEqual(['second', 'second/count', 'second/say', 'second/keep']);
    const within = await runProgram(['run', 'flows/main.flow', '--only', 'second/say'], folder);
    expect(within.stderr).toContain('`second/say` runs within `second`, which runs as a whole: choose `second`.');
  });

  it('goes on within that flow after a failure, with what its nodes made, also when it is tried again', async () => {
    const noting = (id: string, rest: string) => `'echo ${id} >> "$LOG"; ${rest}'`;
    const inner = (check: string) => `flow: 1
inputs: { word: text }
nodes:
  read: { uses: shell, in: { word: inputs.word }, with: { run: ${noting('read', 'echo "read $word"')} } }
  deep: { uses: ./deep.flow, in: { text: read } }
  check: { uses: shell, in: { text: deep.text }, with: { run: ${noting('check', check)} } }
  write: { uses: shell, in: { text: check }, with: { run: ${noting('write', 'echo "wrote $text"')} } }
outputs: { text: write, read: read }
`;
    const folder = project({
      '.git/HEAD': '',
      'deep.flow': `flow: 1
inputs: { text: text }
nodes:
  up: { uses: shell, in: { text: inputs.text }, with: { run: ${noting('up', 'echo "up $text"')} } }
outputs: { text: up }
`,
      'inner.flow': inner('exit 3'),
      'main.flow': `flow: 1
nodes:
  word: { uses: constant, with: { value: w } }
  sub: { uses: ./inner.flow, in: { word: word }, retry: 1 }
  last: { uses: shell, in: { a: sub.text, b: sub.read }, with: { run: 'echo "$a, $b"' } }
outputs: { all: last }
`,
    });
    const log = join(folder, 'log');
    const run = async (...args: string[]) => {
      rmSync(log, { force: true });
      const { code, stdout } = await runProgram(['run', 'main.flow', ...args], folder, { env: { LOG: log } });
      return { code, stdout, ran: readFileSync(log, 'utf8').trim().split('\n') };
    };
    expect((await run()).ran).toEqual(['read', 'up', 'check', 'read', 'up', 'check']);
    // Mended in the file, so that the flow within is not what it was: only what differs in it runs again.
    writeFileSync(join(folder, 'inner.flow'), inner('test -e tried || { touch tried; exit 4; }; echo "checked $text"'));
    const retry = await run('--retry-failed');
    expect(retry.ran).toEqual(['check', 'check', 'write']);
    expect(retry.stdout).toContain('Runs: sub, sub/check, sub/write, last\n');
    expect(retry.stdout).toMatch(/Kept from the run of .*: word, sub\/read, sub\/deep\n/);
    expect(retry.stdout).toContain('  all: wrote checked up read w, read w\n');
    expect(retry.code).toBe(0);
  });
});
