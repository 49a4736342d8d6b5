import { execFile } from 'node:child_process';
import type { ProcessEntry } from './processTable.ts';

/** Sends signals to processes and their groups. A target that is gone already is no error. */
export interface Signals {
  /** Asks to end, and wakes what is stopped so that it can. `groups` are groups whose leader is known to be ours. */
  ask(groups: readonly number[], entries: readonly ProcessEntry[]): void;
  /** Ends at once, without asking. */
  kill(groups: readonly number[], entries: readonly ProcessEntry[]): void;
}

/** The signals of this system. */
export function systemSignals(): Signals {
  return process.platform === 'win32' ? WINDOWS_SIGNALS : POSIX_SIGNALS;
}

const POSIX_SIGNALS: Signals = {
  ask(groups, entries) {
    for (const signal of ['SIGTERM', 'SIGCONT'] as const) sendAll(groups, entries, signal);
  },
  kill(groups, entries) {
    sendAll(groups, entries, 'SIGKILL');
  },
};

/** A console program on Windows cannot be asked from outside its console: it is ended with all its children. */
const WINDOWS_SIGNALS: Signals = {
  ask(groups) {
    for (const pid of groups) execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, ignore);
  },
  kill(groups, entries) {
    for (const pid of groups) execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, ignore);
    for (const { pid } of entries) send(pid, 'SIGKILL');
  },
};

function sendAll(groups: readonly number[], entries: readonly ProcessEntry[], signal: NodeJS.Signals): void {
  for (const group of groups) send(-group, signal);
  const signalled = new Set(groups);
  for (const { pid, group } of entries) if (!signalled.has(group)) send(pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or not ours to signal: the next look at the process table tells which.
  }
}

/** `taskkill` fails when the process is gone, which is what was wanted. */
function ignore(): void {}
