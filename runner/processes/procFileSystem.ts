import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { COOKIE_VARIABLE } from './cookie.ts';
import type { ProcessEntry } from './processTable.ts';

/** Parent of all kernel threads; they have no environment. */
const KERNEL_THREADS = 2;
const DECIMAL = /^\d+$/;
const COOKIE_START = Buffer.from(`\0${COOKIE_VARIABLE}=`);

/** Grows to the largest environment met; 2 MiB is the usual bound of the system. */
let buffer = Buffer.alloc(64 * 1024);

/** Every process in /proc. One that ends while it is looked at is left out. Costs some 20 µs a process. */
export function readProcFileSystem(): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!DECIMAL.test(name)) continue;
    const entry = readEntry(Number(name));
    if (entry) entries.push(entry);
  }
  return entries;
}

function readEntry(pid: number): ProcessEntry | undefined {
  const length = readInto(`/proc/${pid}/stat`);
  if (length <= 0) return undefined;
  return entryFromStat(pid, buffer.toString('latin1', 0, length), () => readCookie(pid));
}

/**
 * Reads a line of /proc/<pid>/stat. The program's name stands in parentheses and may itself contain them and blanks, so
 * fields are counted from the last one.
 */
export function entryFromStat(pid: number, stat: string, cookieOf: () => string): ProcessEntry | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const startTime = fields[19];
  if (state === undefined || startTime === undefined) return undefined;
  // The first thread of a program may end before its others do; then the program is as alive as ever.
  const defunct = state === 'X' || (state === 'Z' && Number(fields[17]) <= 1);
  const kernel = pid === KERNEL_THREADS || Number(parent) === KERNEL_THREADS;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    defunct,
    startTime,
    cookie: defunct || kernel ? '' : cookieOf(),
  };
}

function readCookie(pid: number): string {
  const length = readInto(`/proc/${pid}/environ`);
  if (length <= 0) return '';
  const environment = buffer.subarray(0, length);
  const first = environment.subarray(0, COOKIE_START.length - 1).equals(COOKIE_START.subarray(1));
  const found = first ? -1 : environment.indexOf(COOKIE_START);
  if (!first && found < 0) return '';
  const start = found + COOKIE_START.length;
  const end = environment.indexOf(0, start);
  return environment.toString('utf8', start, end < 0 ? length : end);
}

/** Fills the shared buffer and says how much of it is used; -1 where the file cannot be read. */
function readInto(path: string): number {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return -1; // It has ended, or belongs to somebody else.
  }
  try {
    let length = 0;
    for (;;) {
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
      const got = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (got === 0) return length;
      length += got;
    }
  } catch {
    return -1; // It ended between opening and reading.
  } finally {
    closeSync(descriptor);
  }
}
