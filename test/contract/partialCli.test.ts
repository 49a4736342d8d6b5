import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram, startRunner, temporaryFolder } from './support/workbench.ts';

const FLOW = `flow: 1
name: Sales
inputs:
  day: { type: text }
nodes:
  download:
    uses: shell
    in: { day: inputs.day }
    with: { run: 'echo "rows of $day"' }
  clean:
    uses: shell
    in: { rows: download.stdout }
    with: { run: 'test -e mended || exit 3; echo "clean $rows"' }
  chart:
    uses: shell
    in: { rows: clean.stdout }
    with: { run: 'echo "chart of $rows"' }
  mail:
    uses: shell
    after: [chart]
    with: { run: echo mailed }
outputs: { chart: chart.stdout }
`;

/** What differs from run to run, named. */
function stable(text: string): string {
  return text
    .replaceAll(/run of [^(]+\(/g, 'run of <moment> (')
    .replaceAll(/\d{8}-\d{6}-[0-9a-f]{6}/g, '<run>')
    .replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, '<time>');
}

async function millrace(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await runProgram(['run', 'sales.flow', ...args], folder);
  return { code, stdout: stable(stdout), stderr: stable(stderr) };
}

/** A folder with the flow, run once: `clean` failed. */
async function afterFailure(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'sales.flow'), FLOW);
  const { code, stdout } = await millrace(folder, '-i', 'day=monday');
  expect(code).toBe(1);
  expect(stdout).toContain('    Retry what failed: millrace run sales.flow --retry-failed\n');
  writeFileSync(join(folder, 'mended'), '');
  return folder;
}

describe('millrace run of a part', () => {
  it('prints what runs and where the rest comes from before anything starts', async () => {
    const folder = await afterFailure();
    const retry = await millrace(folder, '--retry-failed');
    expect(retry.stderr).toBe('');
    expect(retry.stdout).toBe(`Retry Failed of run <run>
Runs: clean, chart, mail
Kept from the run of <moment> (<run>): download
Inputs: as in run <run>

▸ clean test -e mended || exit 3; echo "clean $rows"
[clean] clean rows of monday
✓ clean <time>
▸ chart echo "chart of $rows"
[chart] chart of clean rows of monday
✓ chart <time>
▸ mail echo mailed
[mail] mailed
✓ mail <time>

✓ Sales succeeded in <time>: 3 succeeded, 1 kept
  chart: chart of clean rows of monday
`);
    const only = await millrace(folder, '--only', 'chart', '-i', 'day=tuesday');
    expect(only.stdout).toContain(`Run Only This Node: chart
Runs: chart
Kept from the run of <moment> (<run>): clean
Not part of this run: download, mail
`);
    expect(only.stdout).toContain('✓ Sales succeeded in <time>: 1 succeeded, 1 kept, 2 not part of it\n');
    const from = await millrace(folder, '--from', 'clean');
    expect(from.stdout).toContain('Runs: clean, chart, mail\n');
    expect(from.stdout).toContain('Inputs: as in run <run>\n');
    const to = await millrace(folder, '--to', 'clean', '-i', 'day=tuesday');
    expect(to.stdout).toContain('Runs: download, clean\nNot part of this run: chart, mail\n');
    expect([retry, only, from, to].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });

  it.each([
    [
      ['--only', 'chart', '-i', 'day=x'],
      'Run Only This Node is not possible: `chart` needs `clean.stdout`, but no recorded',
    ],
    [['--only', 'chrt', '-i', 'day=x'], 'The flow has no node `chrt`. Did you mean "chart"?'],
    [['--resume'], 'Run <run> was not interrupted, it failed. Use Retry Failed (--retry-failed) instead.'],
    [['--retry-failed', '-i', 'day=tuesday'], 'The input `day` had another value in run <run>'],
    [['--retry-failed', '--base', 'other'], 'There is no record of run other in'],
    [['--to', 'clean', '--from', 'chart'], '--to and --from are two different parts. Name one.'],
    [['--to', 'clean', '--base', 'x'], '--to runs all that the node needs'],
    [['--base', 'x'], '--base goes with --only'],
  ])('refuses %j in words', async (args, words) => {
    const { code, stdout, stderr } = await millrace(await afterFailure(), ...args);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('goes on after Ctrl+C', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sales.flow'), FLOW.replace('|| exit 3', '|| sleep 313'));
    const runner = startRunner(['run', 'sales.flow', '-i', 'day=monday'], folder);
    const output = runner.output();
    const { promise, resolve } = Promise.withResolvers<void>();
    runner.stdout.on('data', (chunk: Buffer) => String(chunk).includes('▸ clean') && resolve());
    await promise;
    runner.child.kill('SIGINT');
    expect((await runner.exit).code).toBe(130);
    expect(String(await output)).toContain('Go on from there: millrace run sales.flow --resume\n');
    writeFileSync(join(folder, 'mended'), '');
    const resumed = await millrace(folder, '--resume');
    expect(resumed.stdout).toContain('Resume of run <run>\nRuns: clean, chart, mail\n');
    expect(resumed.stdout).toContain('  chart: chart of clean rows of monday\n');
    expect(resumed.code).toBe(0);
  });
});
