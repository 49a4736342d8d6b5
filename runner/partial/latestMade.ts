import type { JsonObject } from '../../src/flow/model.ts';
import { sameJson } from '../../src/flow/sameJson.ts';
import type { Checked } from '../engine/failures.ts';
import { Definitions } from '../history/definitions.ts';
import { type EarlierRun, earlierRuns, type FlowPlace, readRun } from '../history/earlierRuns.ts';
import { readRequest } from '../history/requestRecord.ts';
import { namedRun } from './findBase.ts';
import { type Made, madeIn } from './made.ts';

/** What a node made, with its definition in the run that tells so; undefined where that is not recorded. */
export interface RecordedMade {
  readonly made: Made;
  readonly definition: JsonObject | undefined;
}

/**
 * What each of these nodes made when it last succeeded, by id, or in the run that is named; nodes that never did are not
 * in it. Journals are read from the newest back, until all are found. Refused when the named run cannot be.
 */
export async function latestMade(
  place: FlowPlace,
  ids: ReadonlySet<string>,
  runId?: string,
): Promise<Checked<ReadonlyMap<string, RecordedMade>>> {
  const found = new Map<string, RecordedMade>();
  if (runId !== undefined) {
    const run = await namedRun(place, runId);
    if (!run.ok) return run;
    await addMade(found, run.value, ids);
    return { ok: true, value: found };
  }
  if (ids.size === 0) return { ok: true, value: found };
  for await (const run of earlierRuns(place)) {
    await addMade(found, run, ids);
    if (found.size === ids.size) break;
  }
  return { ok: true, value: found };
}

/** What a node made, with whether the node is defined otherwise now. */
export function comparedTo(definition: JsonObject | undefined, recorded: RecordedMade): Made {
  const { made } = recorded;
  const isOther = recorded.definition !== undefined && !sameJson(recorded.definition, definition);
  return { ...made, changed: made.changed || isOther };
}

async function addMade(found: Map<string, RecordedMade>, run: EarlierRun, ids: ReadonlySet<string>): Promise<void> {
  const { nodes } = await readRun(run);
  let then: Promise<Definitions | undefined> | undefined;
  for (const id of ids) {
    const made = found.has(id) ? undefined : madeIn(run.runId, nodes.get(id));
    if (!made) continue;
    then ??= definitionsOf(run);
    found.set(id, { made, definition: (await then)?.of(id) });
  }
}

async function definitionsOf({ folder }: EarlierRun): Promise<Definitions | undefined> {
  const graph = (await readRequest(folder))?.graph;
  return graph ? new Definitions(graph) : undefined;
}
