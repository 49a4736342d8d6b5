import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { LAUNCHER_VARIABLE } from './runner/processes/launcherFile.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** What the bundler defines in the programs, so that sources run unbundled in tests. */
export const DEFINES = { __MILLRACE_VERSION__: JSON.stringify(version) };

/** `vscode` exists only inside VS Code; unit tests get a small stand-in for it. */
const vscodeStandIn = new URL('test/support/fakeVscode.ts', import.meta.url).pathname;

/** Tests of the real runner, which start real processes: on a busy machine that takes longer than calling a function. */
const contract = {
  environment: 'node',
  globalSetup: ['test/contract/support/globalSetup.ts'],
  setupFiles: ['test/contract/support/useLauncher.ts', 'test/contract/support/nothingLeft.ts'],
  testTimeout: 30_000,
};

export default defineConfig({
  define: DEFINES,
  test: {
    allowOnly: false,
    projects: [
      {
        extends: true,
        resolve: { alias: { vscode: vscodeStandIn } },
        test: { name: 'unit', environment: 'node', include: ['test/unit/**/*.test.ts'] },
      },
      { extends: true, test: { ...contract, name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          ...contract,
          name: 'contract-without-launcher',
          include: ['test/contract/processes/*.test.ts'],
          env: { [LAUNCHER_VARIABLE]: 'off' },
        },
      },
      {
        extends: true,
        test: { name: 'webview', environment: 'jsdom', include: ['test/webview/**/*.test.{ts,tsx}'] },
      },
    ],
  },
});
