// Opens a folder in a real VS Code with Millrace as it is now, drives it and takes pictures:
//   node scripts/look.mjs [--folder DIR] [--open FILE] [--script FILE.mjs] [--shot FILE.png] [--theme dark|light|hc|hcLight]
//                         [--size 1440x900] [--settings '{"a.b": 1}'] [--keep] [--verbose]
// FILE.mjs exports `async function run({ workbench, page, server, shot, log })`.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import '../lib/endWithParent.mjs';
import { startBrowser } from '../../test/support/browser.ts';
import { startCodeServer } from '../../test/support/codeServer.ts';
import { THEMES } from '../../test/support/settings.ts';
import { Workbench } from '../../test/support/workbench.ts';
import { CACHE, inRoot } from '../lib/paths.mjs';
import { unpackExtension } from '../lib/unpackedExtension.mjs';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: inRoot('examples') },
    open: { type: 'string' },
    script: { type: 'string' },
    shot: { type: 'string' },
    theme: { type: 'string', default: 'dark' },
    size: { type: 'string', default: '1440x900' },
    settings: { type: 'string', default: '{}' },
    keep: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const started = performance.now();
const log = (...words) => console.log(`[${((performance.now() - started) / 1000).toFixed(1)} s]`, ...words);

function windowSize(text) {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!width) throw new Error(`--size is WIDTHxHEIGHT in pixels, such as 1440x900, not ${text}`);
  return { width: Number(width), height: Number(height) };
}

/** Errors that concern Millrace: from its webview, or about a content security policy. */
function printProblems(workbench, server) {
  const mine = /webview|millrace|Content Security Policy/i;
  for (const problem of workbench.consoleErrors()) {
    if (values.verbose || mine.test(problem)) console.log(`console: ${problem}`);
  }
  for (const line of server.extensionHostLog().split('\n')) {
    if (/\[error\]/.test(line) && (values.verbose || /millrace/i.test(line))) console.log(`extension host: ${line}`);
  }
}

async function drive(workbench, server) {
  const page = workbench.page;
  const shot = async (path) => {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    await workbench.screenshot(resolve(path));
    log(`picture ${path}`);
  };
  if (values.open) await workbench.openFile(values.open);
  if (values.script) {
    const { run } = await import(pathToFileURL(resolve(values.script)).href);
    await run({ workbench, page, server, shot, log });
  } else if (values.open?.endsWith('.flow')) {
    await workbench.webviewFrame();
  }
  if (values.shot) await shot(values.shot);
}

function untilInterrupted() {
  return new Promise((done) => process.once('SIGINT', done).once('SIGTERM', done));
}

async function main() {
  if (!(values.theme in THEMES)) throw new Error(`--theme is one of ${Object.keys(THEMES).join(', ')}`);
  const size = windowSize(values.size);
  mkdirSync(join(CACHE, 'sessions'), { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'sessions', 'extension-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const extension = await unpackExtension(folder, { log: values.verbose ? log : undefined });
  log('built');
  const settings = JSON.parse(values.settings);
  const server = await startCodeServer({ extensions: [extension], theme: values.theme, settings });
  const browser = await startBrowser();
  try {
    const workbench = await Workbench.open(browser, server, resolve(values.folder), size);
    log('window is open');
    try {
      await drive(workbench, server);
    } catch (error) {
      await workbench.screenshot(join(CACHE, 'look-failure.png'));
      log(`failed; picture ${join(CACHE, 'look-failure.png')}`);
      throw error;
    } finally {
      printProblems(workbench, server);
    }
    if (values.keep) {
      log(`open in a browser: ${server.folderUrl(resolve(values.folder))} (Ctrl+C ends)`);
      await untilInterrupted();
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  log('ended');
}

try {
  await main();
} catch (error) {
  console.error(error.stack ?? error);
  process.exitCode = 1;
}
