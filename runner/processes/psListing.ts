import { execFile } from 'node:child_process';
import { COOKIE_VARIABLE } from './cookie.ts';
import type { ProcessEntry } from './processTable.ts';

/** A listing with environments of some hundred processes is a few megabytes at most. */
const LISTING_BYTES = 64 * 1024 * 1024;

const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s?(.*)$/;

/** Processes as `ps` lists them; on macOS with the environments that the system shows. */
export function readPs(): Promise<ProcessEntry[]> {
  const environment = process.platform === 'darwin' ? ['-E'] : [];
  const args = ['-axww', ...environment, '-o', 'pid=,ppid=,pgid=,stat=,lstart=,command='];
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: LISTING_BYTES, env: { ...process.env, LC_ALL: 'C' } };
    execFile('ps', args, options, (error, stdout) => {
      if (error) reject(error);
      else resolve(entriesFromPs(stdout));
    });
  });
}

/** Reads the lines of `ps -o pid=,ppid=,pgid=,stat=,lstart=,command=` in the C locale. */
export function entriesFromPs(listing: string): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const line of listing.split('\n')) {
    const match = LINE.exec(line);
    if (!match) continue;
    const [, pid, parent, group, state = '', startTime = '', command = ''] = match;
    const defunct = state.startsWith('Z');
    const cookie = new RegExp(`(?:^|\\s)${COOKIE_VARIABLE}=(\\S*)`).exec(command)?.[1] ?? '';
    entries.push({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: 0,
      defunct,
      startTime,
      cookie,
    });
  }
  return entries;
}
