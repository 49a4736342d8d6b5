import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasLauncher } from './support/hasLauncher.ts';
import { repositoryRoot } from './support/repository.ts';
import { runProgram, startRunner, temporaryFolder } from './support/workbench.ts';

/** What differs from run to run, named. */
function stable(text: string, folder: string): string {
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(/runs\/\d{8}-\d{6}-[0-9a-f]{6}/g, 'runs/<run>')
    .replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, '<time>');
}

function flowFile(folder: string, name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const PIPELINE = `flow: 1
name: Pipeline
inputs:
  who: { type: text, default: World }
  times: { type: number, description: How often }
  loud: { type: boolean, default: false }
secrets: [API_TOKEN]
nodes:
  greet:
    uses: shell
    in: { who: inputs.who, times: inputs.times }
    with:
      run: |
        echo "Hello $who, $times times"
        true
  check:
    uses: shell
    in: { greeting: greet.stdout }
    onError: continue
    with:
      run: echo "cannot check $greeting" >&2; exit 4
  publish:
    uses: shell
    in: { checked: check.stdout }
    with: { run: 'true' }
  tidy:
    uses: shell
    after: [greet]
    secrets: [API_TOKEN]
    with: { run: printf no-newline-$API_TOKEN }
outputs:
  greeting: greet.stdout
`;

const PIPELINE_OUTPUT = `▸ greet echo "Hello $who, $times times" …
[greet] Hello Ada, 3 times
✓ greet <time>
▸ check echo "cannot check $greeting" >&2; exit 4
[check] cannot check Hello Ada, 3 times
✗ check failed after <time>
    \`echo "cannot check $greeting" >&2; exit 4\` ended with exit code 4.
    │ cannot check Hello Ada, 3 times
    log: <folder>/.millrace/runs/<run>/logs/check.log
– publish skipped: needs \`check\`, which failed
▸ tidy printf no-newline-$API_TOKEN
[tidy] no-newline-***
✓ tidy <time>

✗ Pipeline failed after <time>: 2 succeeded, 1 failed, 1 skipped
    \`check\` failed: \`echo "cannot check $greeting" >&2; exit 4\` ended with exit code 4.
    Retry what failed: millrace run pipeline.flow --retry-failed
  greeting: Hello Ada, 3 times
`;

describe('millrace run', () => {
  it('prints what every node says and becomes, and how it all ended', async () => {
    const folder = temporaryFolder();
    const file = flowFile(folder, 'pipeline.flow', PIPELINE);
    const args = ['run', file, '--input', 'who=Ada', '-i', 'times=3', '--concurrency', '1'];
    const { code, stdout, stderr } = await runProgram(args, folder, { env: { API_TOKEN: 'sesame-open' } });
    expect(stderr).toBe('');
    expect(stable(stdout, folder)).toBe(PIPELINE_OUTPUT);
    expect(code).toBe(1);
  });

  it('prints events as JSON', async () => {
    const folder = temporaryFolder();
    const file = flowFile(folder, 'one.flow', 'flow: 1\nnodes:\n  one:\n    uses: constant\n    with: { value: 5 }\n');
    const { code, stdout } = await runProgram(['run', file, '--json'], folder);
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, object>);
    expect(events[0]).toMatchObject({ runStarted: { flowName: 'one.flow', flowSource: join(folder, file) } });
    expect(events).toContainEqual(
      expect.objectContaining({
        nodeOutput: { node: 'one', port: 'value', value: expect.objectContaining({ inline: 5 }) },
      }),
    );
    expect(events.at(-1)).toMatchObject({ runFinished: { status: 'RUN_STATUS_SUCCEEDED' } });
  });

  it('takes relative paths from the folder of the file, wherever it is called', async () => {
    const folder = temporaryFolder();
    const file = join(
      folder,
      flowFile(folder, 'where.flow', 'flow: 1\nnodes:\n  where: { uses: shell, with: { run: pwd -P } }\n'),
    );
    const { stdout } = await runProgram(['run', file], temporaryFolder());
    expect(stdout).toContain('[where] ');
    expect(stdout).toMatch(new RegExp(`\\[where\\] .*${folder.split('/').at(-1)}\n`));
  });

  it('paints only when it is told to', async () => {
    const folder = temporaryFolder();
    const file = flowFile(folder, 'one.flow', 'flow: 1\nnodes:\n  one: { uses: shell, with: { run: "true" } }\n');
    expect((await runProgram(['run', file, '--color', 'always'], folder)).stdout).toContain('\u001B[32m✓\u001B[39m');
    expect((await runProgram(['run', file], folder, { env: { FORCE_COLOR: '1' } })).stdout).not.toContain('\u001B');
  });

  it('ends with 124 and says so when it takes too long', async () => {
    const folder = temporaryFolder();
    const text = 'flow: 1\nnodes:\n  one: { uses: shell, with: { run: "sleep 309 & sleep 310" } }\n';
    const { code, stdout } = await runProgram(
      ['run', flowFile(folder, 'slow.flow', text), '--timeout', '300ms'],
      folder,
    );
    expect(stable(stdout, folder)).toContain('timed out after <time>: 1 cancelled\n');
    expect(stdout).toMatch(/[23] processes were ended, none is left\./);
    expect(code).toBe(124);
  });

  it('says what this machine offers to runs', async () => {
    const folder = temporaryFolder();
    const plain = await runProgram(['--version'], folder);
    expect(plain.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { stdout } = await runProgram(['-v', '--verbose'], folder);
    expect(stdout).toContain(`node       ${process.version}\nplatform   ${process.platform}-${process.arch}\n`);
    if (hasLauncher) expect(stdout).toMatch(/^launcher {3}yes\nprocesses {2}\w+: a run is over when/m);
    const without = await runProgram(['-v', '--verbose'], folder, { env: { MILLRACE_LAUNCHER: 'off' } });
    expect(without.stdout).toMatch(/^launcher {3}no, MILLRACE_LAUNCHER is off\nprocesses {2}(proc|group): /m);
  });

  it('says at the end how it is known that nothing is left', async () => {
    const folder = temporaryFolder();
    const file = flowFile(folder, 'a.flow', 'flow: 1\nnodes:\n  one: { uses: shell, with: { run: echo } }\n');
    const trackingWith = async (env: NodeJS.ProcessEnv) => {
      const { stdout } = await runProgram(['run', '--json', file], folder, { env });
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as {
        runFinished?: { processTracking?: string };
      };
      return last.runFinished?.processTracking;
    };
    if (process.platform !== 'linux') return;
    expect(await trackingWith({ MILLRACE_LAUNCHER: 'off' })).toBe('proc');
    if (hasLauncher) expect(await trackingWith({})).toBe('tree');
  });

  it('ends with 130 and says so when it is interrupted', async () => {
    const folder = temporaryFolder();
    const file = flowFile(
      folder,
      'self.flow',
      `flow: 1\nnodes:\n  one: { uses: shell, with: { run: "echo please interrupt; sleep 308" } }\n`,
    );
    const runner = startRunner(['run', file], folder);
    runner.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('please interrupt')) runner.child.kill('SIGINT');
    });
    const stdout = (await runner.output()).toString();
    const { code } = await runner.exit;
    expect(stable(stdout, folder)).toContain('■ cancelling: Cancelled with Ctrl+C.\n');
    expect(stable(stdout, folder)).toContain('■ one cancelled after <time>\n');
    expect(stable(stdout, folder)).toContain('cancelled after <time>: 1 cancelled\n');
    expect(code).toBe(130);
  });

  it.each([
    [['run', 'pipeline.flow'], 'The flow needs an input that has no default:\n  --input times=…  (number)  How often'],
    [['run', 'pipeline.flow', '-i', 'times=many'], 'The input times takes a number, not many.'],
    [
      ['run', 'pipeline.flow', '-i', 'times=1', '-i', 'loud=perhaps'],
      'The input loud takes true or false, not perhaps.',
    ],
    [
      ['run', 'pipeline.flow', '-i', 'tims=1'],
      'The flow has no input tims. Did you mean "times"? It has: who, times, loud.',
    ],
    [['run', 'pipeline.flow', '-i', 'times'], '--input takes NAME=VALUE, not times.'],
    [['run', 'pipeline.flow', '-i', 'times=1', '-i', 'times=2'], 'The input times is given twice.'],
    [['run', 'pipeline.flow', '-i', 'times=1'], 'The flow needs the secret API_TOKEN. Set it in the environment'],
    [['run', 'nowhere.flow'], 'nowhere.flow cannot be read: there is no such file.'],
    [['run', '.'], '. cannot be read: it is a folder.'],
    [['run'], 'Name the .flow file to run.'],
    [['run', 'a.flow', 'b.flow'], 'One flow at a time: b.flow is one too many.'],
    [['run', 'pipeline.flow', '--concurrency', '0'], '--concurrency takes a whole number from 1, not 0.'],
    [['run', 'pipeline.flow', '--colour'], "Unknown option '--colour'"],
    [['validate'], 'Name at least one .flow file.'],
    [['exec', 'x'], 'millrace exec takes no argument, but got x.'],
    [['rum'], 'There is no command rum. Did you mean "run"?'],
    [[], 'Say what to do.'],
  ])('refuses %j in words', async (args, message) => {
    const folder = temporaryFolder();
    flowFile(folder, 'pipeline.flow', PIPELINE);
    const { code, stdout, stderr } = await runProgram(args, folder, { env: { API_TOKEN: '' } });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/See `millrace( \w+)? --help`\.\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('reads secrets from a file', async () => {
    const folder = temporaryFolder();
    const file = flowFile(
      folder,
      'key.flow',
      'flow: 1\nsecrets: [KEY]\nnodes:\n  a: { uses: shell, secrets: [KEY], with: { run: "echo ${#KEY}" } }\n',
    );
    writeFileSync(join(folder, 'keys.env'), 'KEY="twelve chars"\n');
    const { stdout, code } = await runProgram(['run', file, '--env-file', 'keys.env'], folder);
    expect(stdout).toContain('[a] 12\n');
    expect(code).toBe(0);
  });

  it('prints what is wrong in the file with its place, and runs nothing', async () => {
    const folder = temporaryFolder();
    const file = flowFile(
      folder,
      'wrong.flow',
      'flow: 1\nnodes:\n  über_lang: { uses: shell }\n  b:\n    uses: shel\n    with: { run: touch ran }\n',
    );
    const { code, stdout, stderr } = await runProgram(['run', file], folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'wrong.flow:5:11: error: There is no kind "shel". Did you mean "shell"?\n  5 |     uses: shel\n    |           ^^^^\n',
    );
    expect(stderr.match(/error:/g)?.length).toBe(new Set(stderr.match(/^wrong.*error:.*$/gm)).size);
  });
});

describe('millrace validate', () => {
  it('finds nothing wrong in the examples', async () => {
    const folder = temporaryFolder();
    cpSync(join(repositoryRoot(), 'examples'), folder, { recursive: true });
    const files = [
      'repository-health/report.flow',
      'log-triage/triage.flow',
      'build-test-package/build.flow',
      'sales-report/report.flow',
      'http-orders/orders.flow',
      'text-figures/figures.flow',
    ];
    const { code, stdout } = await runProgram(['validate', ...files], folder);
    expect(stdout).toBe('6 files checked: no errors, no warnings.\n');
    expect(code).toBe(0);
  });

  it('prints all that is wrong, also as JSON', async () => {
    const folder = temporaryFolder();
    flowFile(
      folder,
      'wrong.flow',
      'flow: 1\nnodes:\n  a: { uses: shel }\n  b: { uses: shell, in: { x: c }, with: { run: "true" } }\n',
    );
    const { code, stdout } = await runProgram(['validate', 'wrong.flow'], folder);
    expect(code).toBe(2);
    expect(stdout).toMatch(/1 file checked: 2 errors, no warnings\.\n$/);
    const json = await runProgram(['validate', '--json', 'wrong.flow'], folder);
    const lines = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { file: 'wrong.flow', line: 3, column: 14, severity: 'error', code: 'unknown-kind', node: 'a' },
      { file: 'wrong.flow', line: 4, severity: 'error', code: 'unknown-node', node: 'b' },
    ]);
  });

  it('reports in the formats of code scanning and of GitHub', async () => {
    const folder = temporaryFolder();
    flowFile(folder, 'wrong.flow', 'flow: 1\nnodes:\n  a: { uses: shel }\n');
    const sarif = await runProgram(['validate', '--format', 'sarif', 'wrong.flow'], folder);
    expect(sarif.code).toBe(2);
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'unknown-kind' }] }],
    });
    const github = await runProgram(['validate', '--format=github', 'wrong.flow'], folder);
    expect(github.stdout).toMatch(/^::error file=wrong\.flow,line=3,endLine=3,col=14,.*::There is no kind "shel"/);
    const odd = await runProgram(['validate', '--format', 'sarf', 'wrong.flow'], folder);
    expect(odd.stderr).toContain('There is no format sarf, only text, json, sarif and github. Did you mean "sarif"?');
  });
});

describe('millrace', () => {
  it('explains every command and its exit codes', async () => {
    const folder = temporaryFolder();
    for (const command of [[], ['run'], ['validate'], ['exec'], ['stdio']]) {
      const { code, stdout, stderr } = await runProgram([...command, '--help'], folder);
      expect(stdout).toMatch(new RegExp(`^Usage: millrace ${command[0] ?? 'COMMAND'}`));
      expect(stdout).toContain('Exit codes:');
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });

  it('says its version', async () => {
    const { code, stdout } = await runProgram(['--version'], temporaryFolder());
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
  });
});
