import type { RunSelection } from '../../src/flow/run/selection.ts';
import type { Checked } from '../engine/failures.ts';
import { Definitions } from '../history/definitions.ts';
import { type EarlierRun, earlierRuns, type FlowPlace, readRun } from '../history/earlierRuns.ts';
import { readRequest } from '../history/requestRecord.ts';
import { namedRun } from './findBase.ts';
import { type Made, madeIn } from './made.ts';

/**
 * What each of these nodes made when it last succeeded, by id, or in the run that the selection names; nodes that never
 * did are not in it. Journals are read from the newest back, until all are found. Refused when the named run cannot be.
 */
export async function latestMade(
  place: FlowPlace,
  selection: RunSelection,
  ids: ReadonlySet<string>,
  definitions: Definitions,
): Promise<Checked<ReadonlyMap<string, Made>>> {
  const found = new Map<string, Made>();
  if (ids.size === 0) return { ok: true, value: found };
  if (selection.baseRunId !== undefined) {
    const run = await namedRun(place, selection, selection.baseRunId);
    if (!run.ok) return run;
    await addMade(found, run.value, ids, definitions);
    return { ok: true, value: found };
  }
  for await (const run of earlierRuns(place)) {
    await addMade(found, run, ids, definitions);
    if (found.size === ids.size) break;
  }
  return { ok: true, value: found };
}

async function addMade(
  found: Map<string, Made>,
  run: EarlierRun,
  ids: ReadonlySet<string>,
  definitions: Definitions,
): Promise<void> {
  const { nodes } = await readRun(run);
  const missing = [...ids].filter((id) => !found.has(id) && madeIn(run.runId, nodes.get(id)));
  if (missing.length === 0) return;
  const graph = (await readRequest(run.folder))?.graph;
  const then = graph ? new Definitions(graph) : definitions;
  for (const id of missing) {
    const made = madeIn(run.runId, nodes.get(id));
    if (made) found.set(id, { ...made, changed: made.changed || !definitions.isSame(id, then) });
  }
}
