import { readProcFileSystem } from '../../../runner/processes/procFileSystem.ts';

/** Which of the pids are alive; one that waits to be collected is not. */
export function living(...pids: number[]): number[] {
  return readProcFileSystem()
    .filter((entry) => !entry.defunct && pids.includes(entry.pid))
    .map((entry) => entry.pid);
}

/** Pids of living processes whose cookie contains a text. */
export function livingWithCookie(text: string): number[] {
  return readProcFileSystem()
    .filter((entry) => !entry.defunct && entry.cookie.includes(text))
    .map((entry) => entry.pid);
}

/** Pids of living processes whose parent is `pid`. */
export function livingChildrenOf(pid: number): number[] {
  return readProcFileSystem()
    .filter((entry) => !entry.defunct && entry.parent === pid)
    .map((entry) => entry.pid);
}
