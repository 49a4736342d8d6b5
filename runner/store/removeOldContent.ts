import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of content are named by the first two digits of its digest; nothing else of a store is touched. */
const SHARD = /^[0-9a-f]{2}$/;

/** Stored content as it lies in its folder. */
export interface FoundContent {
  readonly digest: string;
  readonly path: string;
  readonly bytes: number;
  /** When it was last stored, in milliseconds. */
  readonly storedMs: number;
}

/** All content of a store. Files that vanish meanwhile, by another runner, are left out. */
export async function listContent(storeFolder: string): Promise<FoundContent[]> {
  const found: FoundContent[] = [];
  const shards = (await readdir(storeFolder).catch(() => [])).filter((name) => SHARD.test(name));
  for (const shard of shards) {
    const folder = join(storeFolder, shard);
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const file = await stat(path).catch(() => undefined);
      if (file) found.push({ digest: shard + name, path, bytes: file.size, storedMs: file.mtimeMs });
    }
  }
  return found;
}

/**
 * Removes content that was last stored before a time, in milliseconds, but not what is in `needed`. Storing content again
 * makes it new, so what a run made is never older than the run.
 */
export async function removeOldContent(
  storeFolder: string,
  content: readonly FoundContent[],
  beforeMs: number,
  needed: ReadonlySet<string> = new Set(),
): Promise<void> {
  const mark = randomBytes(8).toString('hex');
  for (const { path, digest, storedMs } of content) {
    if (storedMs >= beforeMs || needed.has(digest)) continue;
    const aside = join(storeFolder, 'tmp', `old-${mark}-${digest}`);
    await removeUnlessRenewed(path, aside, beforeMs);
  }
}

/**
 * Another runner may store the same content again at this very moment, and only makes it new when it finds it. So the
 * file is put aside first, where nobody finds it any more, and comes back when it was made new before that.
 */
async function removeUnlessRenewed(path: string, aside: string, beforeMs: number): Promise<void> {
  try {
    await rename(path, aside);
  } catch {
    return; // Another runner has removed it, or nothing may be removed here.
  }
  const file = await stat(aside).catch(() => undefined);
  if (file && file.mtimeMs >= beforeMs) await rename(aside, path);
  else await rm(aside, { force: true });
}
