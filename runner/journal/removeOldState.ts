import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storeFolderOf } from '../store/contentStore.ts';
import { listContent, removeOldContent } from '../store/removeOldContent.ts';
import { chooseRemoval, type PastRun, type RetentionLimits } from './retention.ts';
import { journalPathOf, runsFolderOf } from './runFolder.ts';
import { isUnderWay } from './runLease.ts';
import { readSummary } from './runSummary.ts';

/** One run in so many that are kept may be there in addition, so that not every run has to look through the store. */
const RUNS_PER_SPARE_RUN = 5;

/** A run with the most room that its stored values can take. */
interface FoundRun extends PastRun {
  readonly storedBytes: number;
}

/**
 * Removes old runs from a state folder, and stored content that no run needs any more. Runs that any runner works on stay,
 * and so does content in `needed`. Usually there is nothing to do, which is found without a look at the store.
 */
export async function removeOldState(
  stateFolder: string,
  limits: RetentionLimits,
  needed: () => Promise<ReadonlySet<string>> = () => Promise.resolve(new Set<string>()),
): Promise<void> {
  const runs = await findRuns(stateFolder);
  if (isWithin(runs, limits)) return;
  const store = storeFolderOf(stateFolder);
  const content = await listContent(store);
  const removal = chooseRemoval(runs, content, limits);
  for (const name of removal.runs) {
    await rm(join(runsFolderOf(stateFolder), name), { recursive: true, force: true, maxRetries: 3 });
  }
  await removeOldContent(store, content, removal.contentBeforeMs, await needed());
}

function isWithin(runs: readonly FoundRun[], limits: RetentionLimits): boolean {
  const ended = runs.filter((run) => !run.isUnderWay).length;
  const bytes = runs.reduce((sum, run) => sum + run.bytes + run.storedBytes, 0);
  return ended <= limits.runs + Math.ceil(limits.runs / RUNS_PER_SPARE_RUN) && bytes <= limits.bytes;
}

async function findRuns(stateFolder: string): Promise<FoundRun[]> {
  const folder = runsFolderOf(stateFolder);
  const nowMs = Date.now();
  const found: FoundRun[] = [];
  for (const name of await readdir(folder)) found.push(await findRun(join(folder, name), name, nowMs));
  return found;
}

/** A run without a journal counts as the oldest. */
async function findRun(folder: string, name: string, nowMs: number): Promise<FoundRun> {
  const journal = await stat(journalPathOf(folder)).catch(() => undefined);
  const summary = readSummary(folder);
  // Some file systems do not tell when a file was made; the earlier time is the safe one.
  const startedMs = journal ? Math.min(journal.birthtimeMs, journal.mtimeMs, summary?.startedMs ?? journal.mtimeMs) : 0;
  return {
    name,
    startedMs,
    changedMs: journal?.mtimeMs ?? 0,
    bytes: summary?.ownBytes ?? (await folderBytes(folder)),
    storedBytes: summary?.storedBytes ?? 0,
    isUnderWay: isUnderWay(folder, nowMs),
  };
}

/** Bytes of all files in a folder and in those below it; files that vanish meanwhile count nothing. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
