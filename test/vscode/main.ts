// Runs in VS Code's extension host: loads every bundled suite that lies beside it and runs them with mocha.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { OUTPUT_MARK, REPORT_VARIABLE } from './environment.ts';

/** Opening an editor in a fresh VS Code on a busy computer takes seconds. */
const TEST_LIMIT_MS = 30_000;

interface TestOutcome {
  readonly title: string;
  readonly passed: boolean;
  readonly milliseconds: number;
  readonly error?: string;
}

/** Called by VS Code. Rejects when a test failed, which makes the window end with a failure. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = printMarked;
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: TEST_LIMIT_MS, forbidOnly: true });
  const suites = join(__dirname, 'suite');
  const files = readdirSync(suites).filter((name) => name.endsWith('.test.cjs'));
  for (const file of files.sort()) mocha.addFile(join(suites, file));
  const outcomes: TestOutcome[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => outcomes.push(outcomeOf(test)));
    runner.on('fail', (test, error) => outcomes.push(outcomeOf(test, error)));
  });
  const report = process.env[REPORT_VARIABLE];
  if (report) writeFileSync(report, JSON.stringify(outcomes, null, 2));
  if (failures > 0) throw new Error(`${failures} tests failed`);
  if (outcomes.length === 0) throw new Error(`no test was found in ${suites}`);
}

function printMarked(...words: readonly unknown[]): void {
  const lines = format(...words).split('\n');
  console.log(lines.map((line) => `${OUTPUT_MARK}${line}`).join('\n'));
}

function outcomeOf(test: Mocha.Runnable, error?: unknown): TestOutcome {
  const common = { title: test.fullTitle(), milliseconds: test.duration ?? 0 };
  if (error === undefined) return { ...common, passed: true };
  return { ...common, passed: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
