import { createHash } from 'node:crypto';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, machineName } from '../processes/processIdentity.ts';

const PRIVATE_FOLDER_NAME = 'private';

/** Nobody can tell whether a runner of another machine or container still lives; this long after its last write it does not. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** `run id, process id, mark of the machine`. */
const FOLDER_NAME = /\.(\d+)\.([0-9a-f]{8})$/;

/**
 * Folder for what the nodes of a run make that see a secret. It is made when there is such content, for its owner alone,
 * and does not outlive the run.
 */
export function privateFolderOf(stateFolder: string, runId: string): string {
  return join(stateFolder, PRIVATE_FOLDER_NAME, `${runId}.${process.pid}.${machineMark()}`);
}

/** Removes the private folder of a run that has ended. */
export async function removePrivateFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  // Others may have theirs in it.
  await rmdir(join(folder, '..')).catch(() => undefined);
}

/** Removes the private folders that killed runners have left in a state folder. */
export async function removeAbandonedFolders(stateFolder: string): Promise<void> {
  const parent = join(stateFolder, PRIVATE_FOLDER_NAME);
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name);
    if (await isAbandoned(name, folder)) await removePrivateFolder(folder);
  }
}

async function isAbandoned(name: string, folder: string): Promise<boolean> {
  const [, processId, mark] = FOLDER_NAME.exec(name) ?? [];
  if (processId !== undefined && mark === machineMark()) return !exists(Number(processId));
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS;
}

function machineMark(): string {
  return createHash('sha256').update(machineName()).digest('hex').slice(0, 8);
}
