// Installs what Millrace's scripts need and what is not there yet: `node scripts/setup.mjs`. Starts with nothing but
// Node 20, npm and git; imports only Node's own modules and files that do the same.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, missingPackages } from './lib/debianPackages.mjs';
import { inRoot } from './lib/paths.mjs';
import { formatSeconds, timed } from './lib/report.mjs';
import { mustRun } from './lib/spawn.mjs';
import {
  CODE_SERVER_FOLDER,
  CODE_SERVER_VERSION,
  NODE_FOLDER,
  NODE_PACKAGE,
  NODE_VERSION,
  TOOL_NODE,
  VSCODE_SERVER_MAIN,
} from './lib/tools.mjs';

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Whether node_modules holds exactly what the lock file asks for; packages for other platforms may be absent. */
function dependenciesAreInstalled() {
  const installedLock = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = readJson(installedLock).packages;
  return Object.entries(readJson(inRoot('package-lock.json')).packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === wanted.version : wanted.optional === true || wanted.peer === true;
  });
}

/**
 * Installs the versions of the lock file without touching it. `npm ci` would do the same, but refuses a lock file that
 * lacks a package for some other platform, and npm leaves those out when a registry does not have them.
 */
function installDependencies() {
  return mustRun(NPM, ['install', '--no-save', '--no-audit', '--no-fund'], { capture: true });
}

/** Whether an exact version of a package is installed in one of the tool folders. */
function toolIsInstalled(folder, name, version) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) && readJson(manifest).version === version;
}

/**
 * Installs one package into a folder of its own. It is made aside and moved into place when it is complete, so that an
 * interrupted installation is never taken for a finished one.
 */
async function installTool(folder, name, version, env) {
  const aside = `${folder}.partial`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  // Newer npm versions run a dependency's install script only with this consent; older ones do not ask.
  const manifest = { private: true, dependencies: { [name]: version }, allowScripts: { [name]: true } };
  writeFileSync(join(aside, 'package.json'), JSON.stringify(manifest));
  await mustRun(NPM, ['install', '--no-audit', '--no-fund'], { cwd: aside, env, capture: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

/** The VS Code server's native modules are compiled for the Node that runs them, with that Node's own headers. */
function codeServerEnvironment() {
  // An npm that runs this script tells its children what it is, its Node's version included, and the package's
  // install script believes that more than the Node that it gets.
  const { npm_config_user_agent: _outerNpm, ...environment } = process.env;
  return {
    ...environment,
    PATH: [dirname(TOOL_NODE), environment.PATH].join(delimiter),
    npm_config_nodedir: join(NODE_FOLDER, 'node_modules', NODE_PACKAGE),
    npm_config_build_from_source: 'true',
    JOBS: 'max',
  };
}

async function setUpTools({ vscode, browser, commands }) {
  if (!toolIsInstalled(NODE_FOLDER, NODE_PACKAGE, NODE_VERSION)) {
    await timed(`Installing Node ${NODE_VERSION} into .tools`, () =>
      installTool(NODE_FOLDER, NODE_PACKAGE, NODE_VERSION, process.env),
    );
  }
  const codeServerIsMissing = vscode && !(existsSync(VSCODE_SERVER_MAIN) && codeServerIsInstalled());
  const packages = missingPackages({ build: codeServerIsMissing, browser, commands });
  if (packages.length > 0) {
    await timed(`Installing system packages ${packages.join(', ')}`, () => installPackages(packages));
  }
  if (codeServerIsMissing) {
    await timed(`Installing VS Code's server (code-server ${CODE_SERVER_VERSION}) into .tools, about 90 s`, () =>
      installTool(CODE_SERVER_FOLDER, 'code-server', CODE_SERVER_VERSION, codeServerEnvironment()),
    );
  }
}

function codeServerIsInstalled() {
  return toolIsInstalled(CODE_SERVER_FOLDER, 'code-server', CODE_SERVER_VERSION);
}

async function setUpDependencies() {
  if (dependenciesAreInstalled()) return;
  await timed('Installing dependencies', installDependencies);
}

/**
 * Brings everything up to date; does nothing and says nothing when it is. Node 24 and the dependencies are always
 * wanted; the VS Code server, the browser and the programs that tests of commands run take longer and are installed
 * only for those who ask.
 * @param {{ vscode?: boolean, browser?: boolean, commands?: boolean }} [wanted]
 */
export async function setup({ vscode = false, browser = false, commands = false } = {}) {
  await Promise.all([setUpDependencies(), setUpTools({ vscode, browser, commands })]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  try {
    await setup({ vscode: true, browser: true, commands: true });
    console.log(`Everything is installed (${formatSeconds(performance.now() - started)})`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
