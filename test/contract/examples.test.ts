import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { repositoryRoot } from './support/repository.ts';
import { RunnerProcess } from './support/runnerProcess.ts';
import { temporaryFolder } from './support/workbench.ts';

// The tests need a newer Node than the runner does. npm tells which Node it runs on itself, and that is what `npx
// millrace` gets; on a machine that just meets our needs, it is the oldest that we promise to work on.
const nodeOfPeople = process.env['npm_node_execpath'] ?? process.execPath;

const examples = join(repositoryRoot(), 'examples');
const flows = globSync('*/*.flow', { cwd: examples }).sort();

/** A copy of the examples that is a git repository with one commit, as a fresh clone is. */
function examplesRepository(): string {
  const folder = temporaryFolder();
  cpSync(examples, folder, {
    recursive: true,
    filter: (source) => !/[\\/](out|\.millrace)([\\/]|$)/.test(source.slice(examples.length)),
  });
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '--message=First');
  return folder;
}

async function runExample(folder: string, flow: string) {
  const runner = new RunnerProcess(
    inject('runnerProgram'),
    ['run', flow],
    folder,
    {
      ...process.env,
      PATH: `${join(nodeOfPeople, '..')}:${process.env['PATH']}`,
    },
    nodeOfPeople,
  );
  runner.stdin.end();
  const output = (await runner.output()).toString('utf8');
  return { output, ...(await runner.exit) };
}

describe('the examples on the command line', () => {
  it('are at least five', () => expect(flows.length).toBeGreaterThanOrEqual(5));

  it.each(flows)('%s succeeds, every node of it', async (flow) => {
    const { code, output } = await runExample(examplesRepository(), flow);
    expect(output).toMatch(/^✓ .+ succeeded in .+: \d+ succeeded$/m);
    expect(code).toBe(0);
  });

  it('write what they promise', async () => {
    const folder = examplesRepository();
    await runExample(folder, 'sales-report/report.flow');
    const figures = JSON.parse(readFileSync(join(folder, 'sales-report/out/sales.json'), 'utf8'));
    expect(figures).toMatchObject({ month: '2026-10', orders: 60, total: 8356.65 });
    await runExample(folder, 'repository-health/report.flow');
    expect(existsSync(join(folder, 'repository-health/out/commits.svg'))).toBe(true);
    expect(readFileSync(join(folder, 'repository-health/out/report.md'), 'utf8')).toContain('| Ada | 1 |');
    await runExample(folder, 'two-shops/compare.flow');
    const shops = readFileSync(join(folder, 'two-shops/out/shops.md'), 'utf8');
    expect(shops).toContain('| North | 62 | ');
    expect(shops).toContain('| South | 142 | ');
    await runExample(folder, 'text-figures/figures.flow');
    const words = readFileSync(join(folder, 'text-figures/out/figures.md'), 'utf8');
    expect(words).toContain('| mountain | 62 | everyone |\n| harbour | 56 | understands |\n');
  });
});
