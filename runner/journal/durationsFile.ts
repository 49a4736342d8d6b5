import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDurations, formatDurations, mediansOf, parseDurations, parseKnownDurations } from './durationsRecord.ts';
import { flowFileName } from './flowFile.ts';

/** Flows whose durations a state folder keeps; of more, those that did not run for longest are forgotten. */
export const FLOWS_REMEMBERED = 100;

/** A larger file is none that we have written. */
const RECORD_BYTES_LIMIT = 32 * 1024 * 1024;

const DURATIONS_FOLDER_NAME = 'durations';

/** The file with the durations of one flow. */
export function durationsPathOf(stateFolder: string, flow: string): string {
  return join(stateFolder, DURATIONS_FOLDER_NAME, `${flowFileName(flow)}.jsonl`);
}

/**
 * For each node the median of what it took in earlier runs of the flow, in milliseconds: undefined for a node that never
 * succeeded, an empty list when nothing is known, as of a flow that came from nowhere. Never throws.
 */
export function earlierDurations(
  stateFolder: string,
  flow: string,
  nodes: readonly { readonly id: string }[],
): readonly (number | undefined)[] {
  const text = flow === '' ? undefined : readText(durationsPathOf(stateFolder, flow));
  const known = text === undefined ? undefined : parseKnownDurations(text, flow);
  if (!known) return [];
  const ids = nodes.map((node) => node.id);
  return mediansOf(known, ids);
}

/**
 * Adds what the nodes of one run took, in milliseconds by id. The file is replaced as a whole, so that a reader or a kill
 * at any moment finds the old one or the new one. Of two runs that end at the same moment one may go unremembered. A flow
 * that came from nowhere is not remembered. Rejects when the file system refuses.
 */
export async function keepDurations(
  stateFolder: string,
  flow: string,
  measured: ReadonlyMap<string, number>,
): Promise<void> {
  if (measured.size === 0 || flow === '') return;
  const path = durationsPathOf(stateFolder, flow);
  const folder = join(stateFolder, DURATIONS_FOLDER_NAME);
  // Only this folder: a state folder that somebody removed meanwhile stays removed.
  await mkdir(folder).catch(unlessItExists);
  const earlier = parseDurations(readText(path) ?? '', flow);
  const record = addDurations(flow, earlier, measured);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, formatDurations(record), { flag: 'wx' });
    await rename(draft, path);
  } catch (fault) {
    await rm(draft, { force: true });
    throw fault;
  }
  await forgetOldest(folder);
}

/** Undefined when there is nothing that can be read. */
function readText(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && found.size <= RECORD_BYTES_LIMIT ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function unlessItExists(fault: unknown): void {
  if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault;
}

/** Drafts that a killed runner left behind go the same way. */
async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= FLOWS_REMEMBERED) return;
  const dated = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return { name, changedMs: found?.mtimeMs ?? 0 };
    }),
  );
  dated.sort((a, b) => b.changedMs - a.changedMs || (a.name < b.name ? 1 : -1));
  for (const { name } of dated.slice(FLOWS_REMEMBERED)) await rm(join(folder, name), { force: true });
}
