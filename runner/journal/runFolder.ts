import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs whose journals and logs are kept; older ones are removed when a new run has ended. */
export const RUNS_KEPT = 50;

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

/** Removes all but the newest runs. Runs under way have fresh journals and are told by `active` as well. */
export async function removeOldRuns(stateFolder: string, active: ReadonlySet<string>): Promise<void> {
  const runs = join(stateFolder, RUNS_FOLDER_NAME);
  const names = await readdir(runs);
  if (names.length <= RUNS_KEPT) return;
  const dated = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(runs, name, JOURNAL_FILE_NAME)).catch(() => undefined);
      return { name, changedMs: found?.mtimeMs ?? 0 };
    }),
  );
  dated.sort((a, b) => b.changedMs - a.changedMs || (a.name < b.name ? 1 : -1));
  for (const { name } of dated.slice(RUNS_KEPT)) {
    if (!active.has(name)) await rm(join(runs, name), { recursive: true, force: true });
  }
}
