import type { ProcessTracking } from './processKeeper.ts';
import { readProcFileSystem } from './procFileSystem.ts';
import { readPs } from './psListing.ts';
import { readWindowsProcesses } from './windowsListing.ts';

/** A process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Process group and session; 0 where the system has none. */
  readonly group: number;
  readonly session: number;
  /** Ended, but not yet collected by its parent: it can do nothing any more. */
  readonly defunct: boolean;
  /** When it started, in units of the system; together with the pid it names a process for good. */
  readonly startTime: string;
  /** Value of the cookie variable in its environment; empty where there is none or it cannot be read. */
  readonly cookie: string;
}

/** Lists the processes of this machine. */
export interface ProcessTable {
  /** How descendants are found by it. */
  readonly tracking: Exclude<ProcessTracking, 'tree'>;
  list(): Promise<readonly ProcessEntry[]>;
}

/** The table of the system that this runs on. Callers of the same moment share one listing. */
export function systemProcessTable(): ProcessTable {
  switch (process.platform) {
    case 'linux':
      return { tracking: 'proc', list: shared(async () => readProcFileSystem()) };
    case 'win32':
      return { tracking: 'group', list: shared(readWindowsProcesses) };
    default:
      return { tracking: 'group', list: shared(readPs) };
  }
}

/**
 * Ten nodes that are cancelled together look at one listing, not at ten. Only what is asked for in one go is shared: a
 * later caller may look for a process that started in between.
 */
function shared(read: () => Promise<readonly ProcessEntry[]>): ProcessTable['list'] {
  let current: Promise<readonly ProcessEntry[]> | undefined;
  return () => {
    if (current) return current;
    current = read();
    process.nextTick(() => {
      current = undefined;
    });
    return current;
  };
}
