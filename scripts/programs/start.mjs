// Packages Millrace, runs the first example in the terminal, opens the examples in VS Code with Millrace installed, and
// stays until Ctrl+C. VS Code is the desktop's own where there is one, else its server for a browser (--browser insists
// on that; --port chooses the port). The profile is private and temporary: nobody's own VS Code is touched.
//
// The examples are opened where they are: what runs write (out/, .millrace/) is ignored by git.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { stop as stopBundler } from 'esbuild';
import { startCodeServer } from '../../test/support/codeServer.ts';
import { quietSettings } from '../../test/support/settings.ts';
import '../lib/endWithParent.mjs';
import { desktopCode } from '../lib/desktopCode.mjs';
import { CACHE, inRoot, ROOT } from '../lib/paths.mjs';
import { timed } from '../lib/report.mjs';
import { mustRun, run } from '../lib/spawn.mjs';
import { packageExtension } from '../package.mjs';

const EXAMPLES = inRoot('examples');

/** Run in the terminal, and the one to try first in VS Code. */
const FIRST_EXAMPLE = join(EXAMPLES, 'repository-health', 'report.flow');

/**
 * The examples' README is on the screen first. Not a flow: a VS Code that starts for the first time shows a file before
 * it knows which extension has an editor for it.
 */
const SETTINGS = { ...quietSettings('dark'), 'workbench.startupEditor': 'readme' };

/** Resolves when somebody presses Ctrl+C or asks this process to end. */
function untilInterrupted() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
}

function makeSessionFolder() {
  mkdirSync(join(CACHE, 'sessions'), { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'sessions', 'start-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function runFirstExample() {
  const shown = relative(ROOT, FIRST_EXAMPLE);
  console.log(`\nmillrace run ${shown}`);
  const { code } = await run(process.execPath, [inRoot('dist', 'runner', 'millrace.mjs'), 'run', FIRST_EXAMPLE]);
  console.log(code === 0 ? '' : `The example ended with exit code ${code}.\n`);
}

function printGuide(where) {
  const name = relative(EXAMPLES, FIRST_EXAMPLE);
  console.log(`Millrace is open ${where}

  1. Click ${name} in the README on the screen: it opens as a graph.
  2. Press Run, the triangle at the top right, and watch the nodes.
  3. Click a node to see its settings, its outputs and its log.
  4. Double-click the empty canvas to add a node; drag from port to port to connect.

Ctrl+C ends VS Code and leaves nothing behind.`);
}

async function openInBrowser(vsix, port) {
  const server = await timed("Starting VS Code's server with Millrace installed", () =>
    startCodeServer({ packages: [vsix], settings: SETTINGS, ...(port === undefined ? {} : { port }) }),
  );
  printGuide(`at\n\n  ${server.folderUrl(EXAMPLES)}`);
  await untilInterrupted();
  console.log('\nEnding …');
  await server.stop();
}

/** Ends the processes whose command line names the private profile: nothing but this session's VS Code does. */
function endProcessesOf(userData) {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' });
  for (const line of (stdout ?? '').split('\n')) {
    const pid = Number.parseInt(line, 10);
    if (!line.includes(userData) || pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It ended in the meantime.
    }
  }
}

async function openOnDesktop(code, vsix, session) {
  const userData = join(session, 'user-data');
  const profile = ['--user-data-dir', userData, '--extensions-dir', join(session, 'extensions')];
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(SETTINGS, null, 2));
  await timed('Installing Millrace into a private profile', () =>
    mustRun(code, [...profile, '--install-extension', vsix], { capture: true }),
  );
  const window = spawn(code, [...profile, '--new-window', '--wait', EXAMPLES], { stdio: 'ignore' });
  const closed = new Promise((resolve) => {
    window.once('exit', resolve);
    window.once('error', resolve);
  });
  printGuide('in a new window of VS Code');
  await Promise.race([untilInterrupted(), closed]);
  endProcessesOf(userData);
  await closed;
}

async function main() {
  const { values } = parseArgs({ options: { browser: { type: 'boolean' }, port: { type: 'string' } } });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port is a number from 1 to 65535, not ${values.port}`);
  }
  const session = makeSessionFolder();
  const { file } = await timed('Building and packaging Millrace', () => packageExtension(session));
  // Its service would live as long as this process, and a moment longer.
  await stopBundler();
  await runFirstExample();
  const code = values.browser ? undefined : desktopCode();
  if (code === undefined) await openInBrowser(file, port);
  else await openOnDesktop(code, file, session);
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
