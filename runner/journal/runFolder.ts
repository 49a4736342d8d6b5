import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Journal of a run, inside of its folder. */
export const JOURNAL_FILE_NAME = 'events.bin';

/** What a run came to, inside of its folder. */
const SUMMARY_FILE_NAME = 'summary.json';

const RUNS_FOLDER_NAME = 'runs';

/** Folder of the folders of all runs. */
export function runsFolderOf(stateFolder: string): string {
  return join(stateFolder, RUNS_FOLDER_NAME);
}

/** Folder of one run. */
export function runFolderOf(stateFolder: string, runId: string): string {
  return join(runsFolderOf(stateFolder), runId);
}

/** Journal of the run of a folder. */
export function journalPathOf(runFolder: string): string {
  return join(runFolder, JOURNAL_FILE_NAME);
}

/** Summary of the run of a folder; there is one once the run has ended. */
export function summaryPathOf(runFolder: string): string {
  return join(runFolder, SUMMARY_FILE_NAME);
}

/**
 * Makes the folder of a new run and, with the state folder, the file that keeps git away from it.
 * @throws when the file system refuses, and with code EEXIST when the run id was used before
 */
export function makeRunFolder(stateFolder: string, runId: string): string {
  const folder = runFolderOf(stateFolder, runId);
  mkdirSync(runsFolderOf(stateFolder), { recursive: true });
  const ignore = join(stateFolder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  mkdirSync(folder);
  return folder;
}
