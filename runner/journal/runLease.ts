import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifeOf, ownIdentity, type ProcessIdentity } from '../processes/processIdentity.ts';
import { journalPathOf, summaryPathOf } from './runFolder.ts';

/** In the folder of a run while a runner works on it: which process that is. */
const LEASE_FILE_NAME = 'lease.json';

/** Nobody can tell whether a runner of another machine or container lives; this long after its last write it does not. */
const FOREIGN_RUN_MS = 24 * 60 * 60 * 1000;

/** A folder that was made a moment ago may have no lease yet. */
const JUST_MADE_MS = 60 * 1000;

/**
 * Says that this process works on the run.
 * @throws when the file system refuses
 */
export function takeLease(runFolder: string): void {
  writeFileSync(join(runFolder, LEASE_FILE_NAME), JSON.stringify(ownIdentity()), { flag: 'wx' });
}

/** The run has ended. What is left of it is nobody's work any more. */
export function releaseLease(runFolder: string): void {
  rmSync(join(runFolder, LEASE_FILE_NAME), { force: true });
}

/**
 * Whether a runner, of whatever process, works on the run of this folder. That is known from the process itself: a runner
 * that was killed holds nothing, and one that says nothing for hours holds what it has. Never throws.
 */
export function isUnderWay(runFolder: string, nowMs: number): boolean {
  const lease = readLease(runFolder);
  if (!lease) return !existsSync(summaryPathOf(runFolder)) && nowMs - changedMs(runFolder) < JUST_MADE_MS;
  const life = lifeOf(lease);
  return life === 'alive' || (life === 'unknown' && nowMs - changedMs(journalPathOf(runFolder)) < FOREIGN_RUN_MS);
}

/** Undefined without one, and for one that a killed runner has not written to its end. */
function readLease(runFolder: string): ProcessIdentity | undefined {
  try {
    const found = JSON.parse(readFileSync(join(runFolder, LEASE_FILE_NAME), 'utf8')) as Partial<ProcessIdentity> | null;
    const { pid, machine, boot, started } = found ?? {};
    if (typeof pid !== 'number' || typeof machine !== 'string') return undefined;
    return { pid, machine, boot: boot ?? '', started: started ?? '' };
  } catch {
    return undefined;
  }
}

/** Longest ago for what is not there. */
function changedMs(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  } catch {
    return 0;
  }
}
