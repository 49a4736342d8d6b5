import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** What the bundler defines in the programs, so that sources run unbundled in tests. */
export const DEFINES = { __MILLRACE_VERSION__: JSON.stringify(version) };

/** `vscode` exists only inside VS Code; unit tests get a small stand-in for it. */
const vscodeStandIn = new URL('test/support/fakeVscode.ts', import.meta.url).pathname;

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
      {
        extends: true,
        test: {
          name: 'contract',
          environment: 'node',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: ['test/contract/support/globalSetup.ts'],
          // These start real processes, which on a busy machine takes longer than calling a function.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: { name: 'webview', environment: 'jsdom', include: ['test/webview/**/*.test.{ts,tsx}'] },
      },
    ],
  },
});
