import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionEvent, PastRun } from '../../proto/messages.ts';
import { runStatusNumber } from '../../src/flow/run/status.ts';
import { eachEvent } from '../journal/readJournal.ts';
import { journalPathOf, runsFolderOf } from '../journal/runFolder.ts';
import { isUnderWay } from '../journal/runLease.ts';
import { readSummary } from '../journal/runSummary.ts';

/** Which runs are asked for. */
export interface PastRunsQuery {
  /** Absolute. */
  readonly stateFolder: string;
  /** Empty: every flow. */
  readonly flowSource: string;
  /** 0: all. */
  readonly limit: number;
}

/**
 * The latest runs in a state folder, newest first. A run that has ended costs its summary, which is small; of one that has
 * not, the journal is read. What is no run is passed over.
 */
export async function listPastRuns({ stateFolder, flowSource, limit }: PastRunsQuery): Promise<PastRun[]> {
  const folder = runsFolderOf(stateFolder);
  const names = await readdir(folder).catch(() => []);
  const dated = await Promise.all(names.map((name) => dateRun(join(folder, name), name)));
  dated.sort((a, b) => b.startedMs - a.startedMs || (a.name < b.name ? 1 : -1));
  const found: PastRun[] = [];
  for (const run of dated) {
    if (limit > 0 && found.length >= limit) break;
    const past = run.writtenMs === 0 ? undefined : await describeRun(run);
    if (past && (flowSource === '' || past.flowSource === flowSource)) found.push(past);
  }
  return found;
}

interface DatedRun {
  readonly name: string;
  readonly folder: string;
  readonly startedMs: number;
  readonly writtenMs: number;
}

/** Some file systems do not tell when a file was made. */
async function dateRun(folder: string, name: string): Promise<DatedRun> {
  const found = await stat(journalPathOf(folder)).catch(() => undefined);
  const writtenMs = found?.mtimeMs ?? 0;
  return { name, folder, startedMs: found?.birthtimeMs || writtenMs, writtenMs };
}

async function describeRun(run: DatedRun): Promise<PastRun | undefined> {
  const summary = readSummary(run.folder);
  if (!summary) return describeUnfinished(run);
  const { runId, flowName, flowSource, startedMs, durationMs, reason, nodes } = summary;
  const status = runStatusNumber(summary.state);
  return { runId, flowName, flowSource, startedMs, durationMs, reason, nodes, status };
}

/** A run without a summary is under way, was lost, or has ended this very moment. */
async function describeUnfinished({ name, folder, writtenMs }: DatedRun): Promise<PastRun | undefined> {
  const ends: { first?: ExecutionEvent; last?: ExecutionEvent } = {};
  await eachEvent(journalPathOf(folder), (event) => {
    ends.first ??= event;
    ends.last = event;
    return true;
  }).catch(() => undefined);
  const started = ends.first?.runStarted;
  if (!started) return undefined;
  const finished = ends.last?.runFinished;
  const nowMs = Date.now();
  const startedMs = ends.first?.timeMs ?? 0;
  const common = {
    runId: name,
    flowName: started.flowName ?? '',
    flowSource: started.flowSource ?? '',
    startedMs,
    nodes: started.nodeIds?.length ?? 0,
  };
  if (finished) {
    const { status = 0, reason = '', durationMs = 0 } = finished;
    return { ...common, status, reason, durationMs };
  }
  if (isUnderWay(folder, nowMs)) {
    return { ...common, status: runStatusNumber('running'), reason: '', durationMs: nowMs - startedMs };
  }
  return { ...common, status: 0, reason: LOST_REASON, durationMs: Math.max(0, writtenMs - startedMs) };
}

/** What is known of a run whose journal just stops. */
export const LOST_REASON = 'The runner was lost before the run ended.';
