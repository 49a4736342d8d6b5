// Runs the suites in test/vscode/suite inside a real VS Code: `npm test -- vscode`.
//   VSCODE_PATH=/path/to/code      a desktop VS Code that is installed here
//   VSCODE_VERSION=stable|1.134.0  a desktop VS Code that is downloaded (needs a network and a display)
//   neither                        the VS Code server with a headless browser, which set-up installs
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import '../../scripts/lib/endWithParent.mjs';
import { CACHE, inRoot } from '../../scripts/lib/paths.mjs';
import { unpackExtension } from '../../scripts/lib/unpackedExtension.mjs';
import { copyExamples } from '../support/examplesCopy.ts';
import { quietSettings } from '../support/settings.ts';
import { REPORT_VARIABLE } from './environment.ts';

const SUITE_FOLDER = join(CACHE, 'vscode-suite');

/** Bundles each suite by itself, so that a new file is found without a list. */
async function bundleSuites(): Promise<string> {
  rmSync(SUITE_FOLDER, { recursive: true, force: true });
  const suites = readdirSync(inRoot('test', 'vscode', 'suite')).filter((name) => name.endsWith('.test.ts'));
  await esbuild.build({
    absWorkingDir: inRoot(),
    entryPoints: {
      index: 'test/vscode/main.ts',
      ...Object.fromEntries(suites.map((name) => [`suite/${basename(name, '.ts')}`, `test/vscode/suite/${name}`])),
    },
    outdir: SUITE_FOLDER,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(SUITE_FOLDER, 'index.cjs');
}

async function vscodeProgram(): Promise<string> {
  const { VSCODE_PATH, VSCODE_VERSION } = process.env;
  if (VSCODE_PATH) return VSCODE_PATH;
  if (VSCODE_VERSION) return downloadAndUnzipVSCode({ version: VSCODE_VERSION, cachePath: inRoot('.tools', 'vscode') });
  return inRoot('test', 'vscode', 'launcher', 'code.mjs');
}

/** An empty profile with quiet settings. */
function prepareProfile(session: string): { userData: string; extensions: string } {
  const userData = join(session, 'user-data');
  const extensions = join(session, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions);
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(quietSettings('dark')));
  return { userData, extensions };
}

async function main(): Promise<void> {
  const session = mkdtempSync(join(tmpdir(), 'millrace-vscode-'));
  process.once('exit', () => rmSync(session, { recursive: true, force: true }));
  const { userData, extensions } = prepareProfile(session);
  const [extensionTestsPath, extensionDevelopmentPath] = await Promise.all([
    bundleSuites(),
    unpackExtension(join(session, 'unpacked'), { production: true }),
  ]);
  const report = process.env[REPORT_VARIABLE];
  await runTests({
    vscodeExecutablePath: await vscodeProgram(),
    extensionDevelopmentPath,
    extensionTestsPath,
    launchArgs: [copyExamples().folder, `--user-data-dir=${userData}`, `--extensions-dir=${extensions}`],
    extensionTestsEnv: report === undefined ? {} : { [REPORT_VARIABLE]: report },
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof TestRunFailedError ? error.message : error);
  process.exitCode = 1;
}
