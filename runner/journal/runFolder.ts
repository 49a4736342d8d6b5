import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs whose journals and logs are kept; older ones are removed when a new run has ended. */
export const RUNS_KEPT = 50;

/** Runs beyond those kept that may gather before the older ones are removed, so that not every run has to look. */
export const RUNS_SPARE = 10;

/** Journal of a run, inside of its folder. */
export const JOURNAL_FILE_NAME = 'events.bin';

const RUNS_FOLDER_NAME = 'runs';

/** Folder of one run. */
export function runFolderOf(stateFolder: string, runId: string): string {
  return join(stateFolder, RUNS_FOLDER_NAME, runId);
}

/**
 * Makes the folder of a new run and, with the state folder, the file that keeps git away from it.
 * @throws when the file system refuses, and with code EEXIST when the run id was used before
 */
export function makeRunFolder(stateFolder: string, runId: string): string {
  const folder = runFolderOf(stateFolder, runId);
  mkdirSync(join(stateFolder, RUNS_FOLDER_NAME), { recursive: true });
  const ignore = join(stateFolder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  mkdirSync(folder);
  return folder;
}

/**
 * Removes all but the newest runs. Runs under way have fresh journals and are told by `active` as well.
 * @returns when something was removed, the time before which no run that is left began, in milliseconds
 */
export async function removeOldRuns(stateFolder: string, active: ReadonlySet<string>): Promise<number | undefined> {
  const runs = join(stateFolder, RUNS_FOLDER_NAME);
  const names = await readdir(runs);
  if (names.length <= RUNS_KEPT + RUNS_SPARE) return undefined;
  const dated = await Promise.all(names.map((name) => dateRun(runs, name)));
  dated.sort((a, b) => b.changedMs - a.changedMs || (a.name < b.name ? 1 : -1));
  const isKept = ({ name }: DatedRun, index: number) => index < RUNS_KEPT || active.has(name);
  for (const { name } of dated.filter((run, index) => !isKept(run, index))) {
    await rm(join(runs, name), { recursive: true, force: true });
  }
  return Math.min(...dated.filter(isKept).map(({ startedMs }) => startedMs));
}

interface DatedRun {
  readonly name: string;
  readonly startedMs: number;
  readonly changedMs: number;
}

/** A run without a journal counts as the oldest. */
async function dateRun(runs: string, name: string): Promise<DatedRun> {
  const found = await stat(join(runs, name, JOURNAL_FILE_NAME)).catch(() => undefined);
  // Some file systems do not tell when a file was made; the earlier time is the safe one.
  const startedMs = found ? Math.min(found.birthtimeMs, found.mtimeMs) : 0;
  return { name, startedMs, changedMs: found?.mtimeMs ?? 0 };
}
