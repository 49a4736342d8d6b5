// Runs a program in a process group of its own for as long as this process's stdin stays open:
//   node lease.mjs [--remove DIR]… -- PROGRAM ARGS…
// Whoever holds the other end of stdin may end in any way, kill -9 included: the whole group is ended and the folders are
// removed. The program's own streams are this process's stdout and stderr.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** How long the group may take to end by itself after the polite signal. */
const GRACE_MS = 2000;

/** Folders may still be written to by a process that is just dying. */
const REMOVE_ATTEMPTS = 20;

const separator = process.argv.indexOf('--');
const folders = process.argv.slice(2, separator).filter((arg) => arg !== '--remove');
const [program, ...args] = process.argv.slice(separator + 1);

if (program === undefined) throw new Error('which program? Use: node lease.mjs [--remove DIR]… -- PROGRAM ARGS…');

const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
const group = child.pid === undefined ? undefined : -child.pid;
let ending = false;

function signalGroup(signal) {
  if (group === undefined) return false;
  try {
    process.kill(group, signal);
    return true;
  } catch {
    // No process of the group is left.
    return false;
  }
}

function finish(code) {
  signalGroup('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: REMOVE_ATTEMPTS });
  process.exit(code);
}

function end() {
  if (ending) return;
  ending = true;
  if (!signalGroup('SIGTERM')) finish(0);
  setTimeout(() => finish(0), GRACE_MS);
}

child.once('error', (error) => {
  console.error(`cannot start ${program}: ${error.message}`);
  finish(127);
});
child.once('exit', (code) => finish(ending ? 0 : (code ?? 1)));
process.stdin.once('end', end).once('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
