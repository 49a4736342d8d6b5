import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './spawn.mjs';
import { CHROMIUM, PROGRAM_FOLDERS } from './tools.mjs';

/** What builds the native modules of the VS Code server. */
export const BUILD_PACKAGES = ['libkrb5-dev', 'pkg-config', 'python3', 'g++', 'make'];

/** The browser of the tests, and a font for its pictures. */
export const BROWSER_PACKAGES = ['chromium', 'fonts-dejavu-core'];

/** Programs that the tests of commands run, and the packages that have them. */
const COMMAND_PACKAGES = new Map([
  ['aws', 'awscli'],
  ['ssh-keygen', 'openssh-client'],
  ['python3', 'python3'],
  // Compiles the launcher; the compiler of C alone comes without the headers of the system.
  ['cc', 'g++'],
]);

function isDebian() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-query');
}

/** The packages among these that Debian's package manager does not have installed. */
function missingOf(packages) {
  const query = spawnSync('dpkg-query', ['-W', '-f=${Package}\\t${db:Status-Status}\\n', ...packages], {
    encoding: 'utf8',
  });
  const installed = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.endsWith('\tinstalled'))
      .map((line) => line.split('\t')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

function missingCommands() {
  return [...COMMAND_PACKAGES.keys()].filter((program) =>
    PROGRAM_FOLDERS.every((folder) => !existsSync(join(folder, program))),
  );
}

/**
 * Which system packages are still to be installed; none where the browser was named by CHROMIUM_PATH, or where a
 * program was put there by hand.
 * @param {{ build: boolean, browser: boolean, commands: boolean }} wanted
 */
export function missingPackages({ build, browser, commands }) {
  const packages = new Set([
    ...(build ? BUILD_PACKAGES : []),
    ...(browser && !existsSync(CHROMIUM) ? BROWSER_PACKAGES : []),
    ...(commands ? missingCommands().map((program) => COMMAND_PACKAGES.get(program)) : []),
  ]);
  if (packages.size === 0) return [];
  return isDebian() ? missingOf([...packages]) : missingPrograms({ build, browser, commands });
}

/** Elsewhere there is no telling what a package is called; only whether the programs are there. */
function missingPrograms({ build, browser, commands }) {
  const programs = build ? ['pkg-config', 'python3', 'g++', 'make'] : [];
  const missing = programs.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error);
  if (browser && !existsSync(CHROMIUM)) missing.push('chromium');
  return commands ? [...missing, ...missingCommands()] : missing;
}

/**
 * Installs system packages, or says exactly what to type where this script cannot.
 * @param {readonly string[]} packages
 */
export async function installPackages(packages) {
  const list = packages.join(' ');
  if (!isDebian()) {
    const hint = packages.includes('chromium') ? ' Set CHROMIUM_PATH to the browser if it is somewhere else.' : '';
    throw new Error(`Please install these and try again: ${list}.${hint}`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      `System packages are missing and only root may install them. Please run:\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-q'], { env, capture: true });
  await mustRun('apt-get', ['install', '-qy', '--no-install-recommends', ...packages], { env, capture: true });
}
