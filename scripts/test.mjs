// Everything that has to hold: `npm test`, or some stages by name: `npm test -- unit vscode`.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, inRoot } from './lib/paths.mjs';
import { formatSeconds, tableLines } from './lib/report.mjs';
import { run } from './lib/spawn.mjs';
import { readReport } from './lib/testReports.mjs';
import { dependencyProgram, TOOL_NODE } from './lib/tools.mjs';
import { setup } from './setup.mjs';

const RESULTS = join(CACHE, 'results');

/** Where a stage leaves its report. */
function reportPath(stage) {
  return join(RESULTS, `${stage}.json`);
}

function script(...parts) {
  return () => run(TOOL_NODE, [inRoot(...parts)]);
}

function vitest(stage, ...args) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath(stage)}`];
  return () => run(TOOL_NODE, [dependencyProgram('vitest', 'vitest.mjs'), 'run', ...args, ...reporters]);
}

function insideVscode() {
  const env = { ...process.env, MILLRACE_VSCODE_REPORT: reportPath('vscode') };
  return run(TOOL_NODE, [inRoot('test', 'vscode', 'run.ts')], { env });
}

/**
 * Stages in their order. `tests`: it writes a report with counts; `essential`: nothing after it makes sense without it;
 * `vscode`, `browser`, `commands`: what set-up has to install for it.
 */
const STAGES = [
  { name: 'generate', action: script('scripts', 'generate.mjs'), essential: true },
  { name: 'build', action: () => run(TOOL_NODE, [inRoot('esbuild.mjs'), '--production']), essential: true },
  { name: 'check', action: script('scripts', 'check.mjs') },
  { name: 'unit', action: vitest('unit', '--project', 'unit'), tests: true },
  { name: 'contract', action: vitest('contract', '--project', 'contract*'), tests: true, commands: true },
  { name: 'webview', action: vitest('webview', '--project', 'webview'), tests: true },
  { name: 'package', action: script('scripts', 'package.mjs') },
  { name: 'vscode', action: insideVscode, tests: true, vscode: true, browser: true },
  {
    name: 'e2e',
    action: vitest('e2e', '--config', 'vitest.e2e.config.ts'),
    tests: true,
    vscode: true,
    browser: true,
  },
];

/** Stages to run: those named, and before them what they are made from. */
function chooseStages(names) {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new Error(`unknown stage ${unknown.join(', ')}; known: ${STAGES.map((stage) => stage.name).join(', ')}`);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => stage.essential || names.includes(stage.name));
}

/** A stage that fails without a failed test to show for it counts as one failure. */
function countFailures(stage, code, counts) {
  if (stage.tests && code === 0 && counts.passed + counts.failed === 0) {
    console.error(`Stage ${stage.name} found no tests.`);
    return 1;
  }
  return code !== 0 && counts.failed === 0 ? 1 : counts.failed;
}

async function runStage(stage) {
  console.log(`\n=== ${stage.name} ===`);
  const started = performance.now();
  const { code } = await stage.action();
  const counts = stage.tests ? readReport(reportPath(stage.name)) : { passed: 0, failed: 0 };
  const failed = countFailures(stage, code, counts);
  return { stage, passed: counts.passed, failed, milliseconds: performance.now() - started };
}

async function setUp(stages) {
  console.log('=== set-up ===');
  const started = performance.now();
  await setup({
    vscode: stages.some((stage) => stage.vscode),
    browser: stages.some((stage) => stage.browser),
    commands: stages.some((stage) => stage.commands),
  });
  return { stage: { name: 'set-up' }, passed: 0, failed: 0, milliseconds: performance.now() - started };
}

async function runStages(stages) {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const outcomes = [await setUp(stages)];
  for (const stage of stages) {
    const outcome = await runStage(stage);
    outcomes.push(outcome);
    if (stage.essential && outcome.failed > 0) break;
  }
  return outcomes;
}

function sum(outcomes, key) {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}

/** The last line is exactly `N passed, N failed`. */
function printSummary(outcomes) {
  const rows = outcomes.map(({ stage, passed, failed, milliseconds }) => [
    stage.name,
    failed > 0 ? 'FAILED' : 'passed',
    stage.tests ? passed : '',
    stage.tests ? failed : '',
    formatSeconds(milliseconds),
  ]);
  console.log('');
  for (const line of tableLines([['stage', 'result', 'passed', 'failed', 'time'], ...rows])) console.log(line);
  console.log(`${'all'.padEnd(8)}  ${formatSeconds(sum(outcomes, 'milliseconds'))}`);
  console.log(`${sum(outcomes, 'passed')} passed, ${sum(outcomes, 'failed')} failed`);
}

try {
  const outcomes = await runStages(chooseStages(process.argv.slice(2)));
  printSummary(outcomes);
  process.exitCode = sum(outcomes, 'failed') > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
