import type { ExecutionRequest, Selection } from '../../proto/messages.ts';
import type { Checked } from '../engine/failures.ts';
import type { PreparedRun } from '../engine/preparedRun.ts';
import { Definitions } from '../history/definitions.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import { pinnedNodes } from '../pins/pinnedNodes.ts';
import type { Pins } from '../pins/pinsFile.ts';
import type { ContentStore } from '../store/contentStore.ts';
import type { RequestWithInputs } from './baseInputs.ts';
import { type Layer, partOf } from './givenNodes.ts';
import type { Made } from './made.ts';
import { lostPin, pinWithout } from './refusals.ts';
import { type Choice, firstWant } from './select.ts';
import { type SelectionGraph, selectionGraphOf } from './selectionGraph.ts';

/** What preparing a part works with. */
export interface PartSources {
  readonly place: FlowPlace;
  readonly store: ContentStore;
  readonly nowMs: number;
  /** Checks a request as for a whole run. */
  readonly check: (request: ExecutionRequest) => Checked<PreparedRun>;
}

/** A checked run of which a part is to be chosen. */
export interface Choosing {
  readonly run: PreparedRun;
  readonly graph: SelectionGraph;
  readonly definitions: Definitions;
  readonly pinned: ReadonlyMap<number, Made>;
  readonly inputsRunId: string | undefined;
}

/** Checks a request and finds its pinned nodes. Refused when something that a node is pinned to is no longer stored. */
export async function beginChoosing(
  { request, runId: inputsRunId }: RequestWithInputs,
  pins: Pins,
  { check, store }: PartSources,
): Promise<Checked<Choosing>> {
  const checked = check(request);
  if (!checked.ok) return checked;
  const graph = selectionGraphOf(checked.value.nodes);
  const definitions = new Definitions(request.graph ?? {});
  const pinned = await pinnedNodes(graph.ids, pins, definitions, store);
  for (const [node, { gone }] of pinned) if (gone.size > 0) return lostPin(graph.ids[node] ?? '');
  const run = { ...checked.value, notes: notesOn(pins, graph.ids) };
  return { ok: true, value: { run, graph, definitions, pinned, inputsRunId } };
}

/** The run of a choice, and of choices about flows within it. Refused when a node that runs needs an output that a pinned node does not have. */
export function finishChoosing(
  { run, graph, pinned, inputsRunId }: Choosing,
  asked: Selection | undefined,
  choice: Choice,
  within: readonly Layer[] = [],
): Checked<PreparedRun> {
  const want = firstWant(graph, choice.running, choice.kept, (node) => pinned.has(node));
  if (want) return pinWithout(want, graph.ids);
  return {
    ok: true,
    value: partOf(run, [{ graph, choice }, ...within], { selection: asked, inputsRunId }, new Set(pinned.keys())),
  };
}

function notesOn(pins: Pins, ids: readonly string[]): string[] {
  if (pins.size === 0) return [];
  const known = new Set(ids);
  const strangers = [...pins.keys()].filter((id) => !known.has(id));
  return strangers.map((id) => `\`${id}\` is pinned, but the flow has no such node. Unpin it.`);
}
