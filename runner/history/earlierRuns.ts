import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { emptyRun, foldEvents } from '../../src/flow/run/fold.ts';
import type { RunSnapshot } from '../../src/flow/run/snapshot.ts';
import { eachEvent } from '../journal/readJournal.ts';
import { journalPathOf, runFolderOf, runsFolderOf } from '../journal/runFolder.ts';

/** A run as the first event of its journal tells of it. */
export interface EarlierRun {
  readonly runId: string;
  readonly folder: string;
  readonly flowSource: string;
}

/** What looking at the runs of a flow needs. */
export interface FlowPlace {
  /** Absolute. */
  readonly stateFolder: string;
  /** Where the flow came from, exactly as its runs tell it. */
  readonly flowSource: string;
}

/**
 * The runs of a flow, newest first, those under way included. Reads one event of each journal, and no journal before it
 * is asked for. What is no run, or one that never told anything, is passed over.
 */
export async function* earlierRuns({ stateFolder, flowSource }: FlowPlace): AsyncGenerator<EarlierRun, undefined> {
  const folder = runsFolderOf(stateFolder);
  const names = await readdir(folder).catch(() => []);
  const dated = await Promise.all(names.map(async (name) => ({ name, startedMs: await startOf(join(folder, name)) })));
  dated.sort((a, b) => b.startedMs - a.startedMs || (a.name < b.name ? 1 : -1));
  for (const { name } of dated) {
    const run = await findRun(stateFolder, name);
    if (run?.flowSource === flowSource) yield run;
  }
}

/** A run of any flow by its id; undefined when its journal cannot be read or does not begin as journals do. */
export async function findRun(stateFolder: string, runId: string): Promise<EarlierRun | undefined> {
  const folder = runFolderOf(stateFolder, runId);
  let first: ExecutionEvent | undefined;
  await eachEvent(journalPathOf(folder), (event) => {
    first ??= event;
    return false;
  }).catch(() => undefined);
  const started = first?.runStarted;
  return started ? { runId, folder, flowSource: started.flowSource ?? '' } : undefined;
}

/** A run as its journal tells it up to now; logs and progress, which are most of it, are passed over. */
export async function readRun({ runId, folder }: EarlierRun): Promise<RunSnapshot> {
  const events: ExecutionEvent[] = [];
  await eachEvent(journalPathOf(folder), (event) => {
    if (!event.nodeLog && !event.nodeProgress) events.push(event);
    return true;
  });
  return foldEvents(emptyRun(runId), events);
}

/** Some file systems do not tell when a file was made. */
async function startOf(folder: string): Promise<number> {
  const found = await stat(journalPathOf(folder)).catch(() => undefined);
  return found ? found.birthtimeMs || found.mtimeMs : 0;
}
