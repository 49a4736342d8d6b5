import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE, inRoot } from './paths.mjs';

const SOURCES = inRoot('runner', 'launcher');

/** Name of the launcher's program; the runner looks for the same (runner/processes/launcherFile.ts). */
export const LAUNCHER_NAME = `launcher-${process.platform}-${process.arch}`;

const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra'];

/** Without shared libraries a program starts faster and runs on any Linux; not every system has what that needs. */
const LINKING = process.platform === 'linux' ? [['-static', '-s'], ['-s']] : [[]];

function sourceFiles() {
  return readdirSync(SOURCES)
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => join(SOURCES, name));
}

/** Where the program for these very sources is kept once it was compiled. */
function cachedProgram(compiler) {
  const hash = createHash('sha256').update(JSON.stringify([compiler, FLAGS, LINKING]));
  for (const file of sourceFiles()) hash.update(readFileSync(file));
  return join(CACHE, 'launcher', hash.digest('hex').slice(0, 16), LAUNCHER_NAME);
}

function compile(compiler, program) {
  const aside = `${program}.${process.pid}`;
  const files = sourceFiles().filter((file) => file.endsWith('.c'));
  mkdirSync(dirname(program), { recursive: true });
  let said = '';
  for (const linking of LINKING) {
    const result = spawnSync(compiler, [...FLAGS, ...linking, '-o', aside, ...files], { encoding: 'utf8' });
    if (result.error) return `there is no C compiler (${compiler})`;
    if (result.status === 0) {
      renameSync(aside, program);
      return undefined;
    }
    said ||= result.stderr.trim();
  }
  return `${compiler} cannot compile it:\n${said}`;
}

/**
 * Compiles the launcher (runner/launcher/) into a folder, if there is a C compiler: `cc`, or what the variable CC names.
 * Without it the runner starts commands by what Node has, which takes longer.
 * @param {string} outdir
 * @returns {{ program: string } | { why: string }} The program, or why there is none.
 */
export function buildLauncher(outdir) {
  if (process.platform === 'win32') return { why: 'there is none for Windows' };
  const compiler = process.env.CC || 'cc';
  const cached = cachedProgram(compiler);
  const why = existsSync(cached) ? undefined : compile(compiler, cached);
  if (why !== undefined) return { why };
  const program = join(outdir, LAUNCHER_NAME);
  mkdirSync(outdir, { recursive: true });
  copyFileSync(cached, `${program}.${process.pid}`);
  renameSync(`${program}.${process.pid}`, program);
  return { program };
}
