import { execFile } from 'node:child_process';
import type { ProcessEntry } from './processTable.ts';

const LISTING_BYTES = 64 * 1024 * 1024;

const QUERY =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.CreationDate.Ticks)" }';

/** Windows has no groups and shows no environments, but it never forgets who started a process. */
export function readWindowsProcesses(): Promise<ProcessEntry[]> {
  return new Promise((resolve, reject) => {
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', QUERY];
    execFile('powershell.exe', args, { maxBuffer: LISTING_BYTES, windowsHide: true }, (error, stdout) => {
      if (error) reject(error);
      else resolve(entriesFromQuery(stdout));
    });
  });
}

/**
 * Reads lines of pid, parent's pid and start. A parent that started after its child is another process that got the pid
 * of the parent; such a child counts as nobody's.
 */
export function entriesFromQuery(listing: string): ProcessEntry[] {
  const rows = listing
    .split(/\r?\n/)
    .map((line) => line.trim().split(' '))
    .filter((fields) => fields.length === 3);
  const started = new Map(rows.map(([pid, , start]) => [pid, BigInt(start ?? 0)]));
  return rows.map(([pid, parent, start]) => {
    const parentStart = started.get(parent);
    const genuine = parentStart !== undefined && parentStart <= BigInt(start ?? 0);
    return {
      pid: Number(pid),
      parent: genuine ? Number(parent) : 0,
      group: 0,
      session: 0,
      defunct: false,
      startTime: start ?? '',
      cookie: '',
    };
  });
}
