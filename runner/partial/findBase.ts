import type { ExecutionRequest } from '../../proto/messages.ts';
import type { RunSelection, UnfinishedVerb } from '../../src/flow/run/selection.ts';
import type { RunSnapshot } from '../../src/flow/run/snapshot.ts';
import type { Checked } from '../engine/failures.ts';
import { type EarlierRun, earlierRuns, type FlowPlace, findRun, readRun } from '../history/earlierRuns.ts';
import { readRequest } from '../history/requestRecord.ts';
import { isUnderWay } from '../journal/runLease.ts';
import { impossible, noBase, unfitBase } from './refusals.ts';

/** The run that a partial run goes on from. */
export interface BaseRun {
  readonly runId: string;
  readonly snapshot: RunSnapshot;
  readonly request: ExecutionRequest;
}

/** A recorded run of this flow by its id. */
export async function namedRun(place: FlowPlace, runId: string): Promise<Checked<EarlierRun>> {
  const run = await findRun(place.stateFolder, runId);
  if (!run) return impossible(`There is no record of run ${runId} in ${place.stateFolder}.`, runId);
  if (run.flowSource === place.flowSource) return { ok: true, value: run };
  return impossible(`Run ${runId} is one of another flow: ${run.flowSource || 'one that came from nowhere'}.`, runId);
}

/**
 * The run whose unfinished nodes are to run: the one that is named, else the newest of the flow, where runs of a part that
 * succeeded are passed over. It must have ended in the way that the verb is about.
 */
export async function findBase(
  place: FlowPlace,
  selection: RunSelection & { verb: UnfinishedVerb },
  nowMs: number,
): Promise<Checked<BaseRun>> {
  const found = await newestOrNamed(place, selection);
  if (!found.ok) return found;
  const { run, snapshot } = found.value;
  const isLost = snapshot.state === 'running' && !isUnderWay(run.folder, nowMs);
  const state = isLost ? 'crashed' : snapshot.state;
  const unfit = unfitBase(selection.verb, run.runId, state);
  if (unfit) return unfit;
  const request = await readRequest(run.folder);
  if (request) return { ok: true, value: { runId: run.runId, snapshot, request } };
  return impossible(`What run ${run.runId} was asked to do is not recorded. Run the whole flow instead.`, run.runId);
}

async function newestOrNamed(
  place: FlowPlace,
  selection: RunSelection,
): Promise<Checked<{ run: EarlierRun; snapshot: RunSnapshot }>> {
  if (selection.baseRunId !== undefined) {
    const run = await namedRun(place, selection.baseRunId);
    return run.ok ? { ok: true, value: { run: run.value, snapshot: await readRun(run.value) } } : run;
  }
  for await (const run of earlierRuns(place)) {
    const snapshot = await readRun(run);
    if (!isPartThatSucceeded(snapshot)) return { ok: true, value: { run, snapshot } };
  }
  return noBase(selection, place.stateFolder);
}

function isPartThatSucceeded({ state, partial }: RunSnapshot): boolean {
  return state === 'succeeded' && partial?.asked !== undefined && 'node' in partial.asked;
}
