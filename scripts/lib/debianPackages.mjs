import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mustRun } from './spawn.mjs';
import { CHROMIUM } from './tools.mjs';

/** What builds the native modules of the VS Code server. */
export const BUILD_PACKAGES = ['libkrb5-dev', 'pkg-config', 'python3', 'g++', 'make'];

/** The browser of the tests, and a font for its pictures. */
export const BROWSER_PACKAGES = ['chromium', 'fonts-dejavu-core'];

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

/**
 * Which system packages are still to be installed; none where the browser was named by CHROMIUM_PATH or put there by hand.
 * @param {{ build: boolean, browser: boolean }} wanted
 */
export function missingPackages({ build, browser }) {
  const packages = [...(build ? BUILD_PACKAGES : []), ...(browser && !existsSync(CHROMIUM) ? BROWSER_PACKAGES : [])];
  if (packages.length === 0) return [];
  return isDebian() ? missingOf(packages) : missingPrograms({ build, browser });
}

/** Elsewhere there is no telling what a package is called; only whether the programs are there. */
function missingPrograms({ build, browser }) {
  const programs = build ? ['pkg-config', 'python3', 'g++', 'make'] : [];
  const missing = programs.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error);
  return browser && !existsSync(CHROMIUM) ? [...missing, 'chromium'] : missing;
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
