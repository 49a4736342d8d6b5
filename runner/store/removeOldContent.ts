import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of content are named by the first two digits of its digest; nothing else of a store is touched. */
const SHARD = /^[0-9a-f]{2}$/;

/**
 * Removes content that was last stored before a time, in milliseconds. Storing content again makes it new, so what a run
 * refers to is never older than the run. Files that vanish meanwhile, by another runner, are no error.
 */
export async function removeOldContent(storeFolder: string, beforeMs: number): Promise<void> {
  const shards = (await readdir(storeFolder).catch(() => [])).filter((name) => SHARD.test(name));
  for (const shard of shards) {
    const folder = join(storeFolder, shard);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < beforeMs) await rm(path, { force: true });
    }
  }
}
