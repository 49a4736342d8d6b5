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

/**
 * Waits until the system has taken the pids off its table. A program's connections close a moment before that, while it
 * is already ending.
 */
export async function untilGone(...pids: number[]): Promise<void> {
  while (living(...pids).length > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** The session of a living process. */
export function sessionOf(pid: number): number | undefined {
  return readProcFileSystem().find((entry) => entry.pid === pid)?.session;
}

/** The parent of a living process. */
export function parentOf(pid: number): number | undefined {
  return readProcFileSystem().find((entry) => entry.pid === pid)?.parent;
}

/** Pids of everything that lives below a process. */
export function descendantsOf(pid: number): number[] {
  const below = new Set([pid]);
  const entries = readProcFileSystem().filter((entry) => !entry.defunct);
  for (const ancestor of below) for (const entry of entries) if (entry.parent === ancestor) below.add(entry.pid);
  below.delete(pid);
  return [...below];
}
