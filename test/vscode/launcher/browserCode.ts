// A VS Code without a display: takes the arguments that @vscode/test-electron gives to a desktop VS Code, starts the VS
// Code server and a headless browser instead, lets the extension host in the server run the test module, prints what it
// prints and ends with its result.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, parseArgs } from 'node:util';
import '../../../scripts/lib/endWithParent.mjs';
import { startBrowser } from '../../support/browser.ts';
import { type CodeServer, startCodeServer } from '../../support/codeServer.ts';
import type { Settings } from '../../support/settings.ts';
import { OUTPUT_MARK } from '../environment.ts';

/** Ends with this code when the tests could not be run at all; VS Code itself uses it too. */
const EXIT_NOT_RUN = 1;

/** All suites together; an extension host that hangs must not hang the checks. */
const SUITES_LIMIT_MS = 8 * 60_000;

interface LaunchArguments {
  readonly folder: string | undefined;
  readonly userData: string | undefined;
  readonly extensionDevelopmentPath: readonly string[];
  readonly extensionTestsPath: string;
}

function readArguments(): LaunchArguments {
  const { values, positionals } = parseArgs({
    // A desktop VS Code knows many more switches; what means nothing here is ignored.
    strict: false,
    allowPositionals: true,
    options: {
      'user-data-dir': { type: 'string' },
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
    },
  });
  const tests = values.extensionTestsPath;
  if (typeof tests !== 'string') throw new Error('--extensionTestsPath=FILE is missing: which tests are to be run?');
  const userData = values['user-data-dir'];
  const development = values.extensionDevelopmentPath;
  return {
    folder: positionals[0],
    userData: typeof userData === 'string' ? userData : undefined,
    extensionDevelopmentPath: Array.isArray(development) ? development.filter((path) => typeof path === 'string') : [],
    extensionTestsPath: tests,
  };
}

function readSettings(userData: string | undefined): Settings {
  const file = userData === undefined ? '' : join(userData, 'User', 'settings.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Settings) : {};
}

/** The address that makes the workbench load an extension under development and run tests in its extension host. */
function testUrl(server: CodeServer, args: LaunchArguments): string {
  const authority = new URL(server.origin).host;
  const remote = (path: string) => `vscode-remote://${authority}${path}`;
  const payload = [
    ...args.extensionDevelopmentPath.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ['extensionTestsPath', remote(args.extensionTestsPath)],
  ];
  const folder = args.folder === undefined ? `${server.origin}/?tkn=${server.token}` : server.folderUrl(args.folder);
  return `${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

function withoutMarks(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith(OUTPUT_MARK) ? line.slice(OUTPUT_MARK.length) : line))
    .join('\n');
}

/** Prints what the suite says at once, and keeps the workbench's own messages for the case that something fails. */
class Log {
  readonly #kept: string[] = [];

  readonly add = (type: string, words: readonly unknown[]): void => {
    const text = format(...words);
    if (text.startsWith(OUTPUT_MARK)) console.log(withoutMarks(text));
    else this.#kept.push(`${type}: ${text}`);
  };

  printKept(): void {
    console.log(`What the workbench logged:\n${this.#kept.join('\n')}`);
  }
}

async function runTests(server: CodeServer, args: LaunchArguments, log: Log): Promise<number> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => {
      const seconds = SUITES_LIMIT_MS / 1000;
      setTimeout(() => reject(new Error(`The suites did not end within ${seconds} s.`)), SUITES_LIMIT_MS).unref();
      page.once('crash', () => reject(new Error('The browser page crashed.')));
      page.once('close', () => reject(new Error('The browser page was closed.')));
    });
    const exited = new Promise<number>((resolve, reject) => {
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    });
    await page.exposeFunction('codeAutomationLog', log.add);
    await page.goto(testUrl(server, args));
    return await Promise.race([exited, failed]);
  } finally {
    await browser.close();
  }
}

async function main(): Promise<number> {
  const args = readArguments();
  const settings = readSettings(args.userData);
  const server = await startCodeServer({ settings, args: ['--enable-smoke-test-driver'] });
  const log = new Log();
  let code = EXIT_NOT_RUN;
  try {
    code = await runTests(server, args, log);
    return code;
  } finally {
    if (code !== 0) log.printKept();
    await server.stop();
  }
}

// Whoever started this holds the other end of stdin; when that process dies, so does everything here.
process.stdin.once('end', () => process.exit(EXIT_NOT_RUN)).resume();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error);
  process.exitCode = EXIT_NOT_RUN;
}
process.stdin.destroy();
