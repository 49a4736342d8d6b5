import type { ExecutionRequest, Selection } from '../../proto/messages.ts';
import { type NodeVerb, type RunSelection, readSelection } from '../../src/flow/run/selection.ts';
import type { Checked } from '../engine/failures.ts';
import type { PreparedRun } from '../engine/preparedRun.ts';
import { type Pins, pinsPathOf, readPins } from '../pins/pinsFile.ts';
import { withLatestInputs } from './baseInputs.ts';
import { beginChoosing, type Choosing, finishChoosing, type PartSources } from './choosing.ts';
import { comparedTo, latestMade } from './latestMade.ts';
import type { Made } from './made.ts';
import { prepareUnfinished } from './prepareUnfinished.ts';
import { impossible, pinnedNode, unknownNode, unreadablePins, wantedValue } from './refusals.ts';
import { firstWant, type NodeWish, nodesThatGive, nodesThatRun } from './select.ts';
import { withStored } from './storedContent.ts';

/**
 * Makes a run of a part of a graph from what earlier runs of the flow left, or a run of all of it but the pinned nodes.
 * Refused, in a sentence that says what is missing and what else can be done, when it needs something that nobody has.
 */
export async function preparePart(request: ExecutionRequest, sources: PartSources): Promise<Checked<PreparedRun>> {
  const pins = await pinsFor(request, sources);
  if (!pins.ok) return pins;
  if (!request.selection) return prepareWhole(await beginChoosing({ request }, pins.value, sources));
  const selection = readSelection(request.selection);
  if (!selection) return impossible('The selection names no part of the flow that this runner knows.', 'selection');
  if (!('node' in selection)) return prepareUnfinished(request, selection, pins.value, sources);
  // Nothing of an earlier run takes part in a run up to a node, so its inputs are those of a whole run.
  const asked =
    selection.verb === 'to' ? { request } : await withLatestInputs(sources.place, request, selection.baseRunId);
  return prepareNamed(request.selection, selection, await beginChoosing(asked, pins.value, sources), sources);
}

async function pinsFor({ config }: ExecutionRequest, { place }: PartSources): Promise<Checked<Pins>> {
  try {
    return { ok: true, value: config?.ignorePins ? new Map() : await readPins(place) };
  } catch (fault) {
    return unreadablePins(pinsPathOf(place), fault);
  }
}

function prepareWhole(begun: Checked<Choosing>): Checked<PreparedRun> {
  if (!begun.ok) return begun;
  const { run, graph, pinned } = begun.value;
  if (pinned.size === 0) return { ok: true, value: run };
  const running = new Set(graph.ids.flatMap((_, node) => (pinned.has(node) ? [] : [node])));
  return finishChoosing(begun.value, undefined, { running, kept: pinned, again: new Map() });
}

async function prepareNamed(
  message: Selection,
  selection: RunSelection & { readonly verb: NodeVerb },
  begun: Checked<Choosing>,
  { place, store }: PartSources,
): Promise<Checked<PreparedRun>> {
  if (!begun.ok) return begun;
  const { graph, definitions, pinned } = begun.value;
  const wish: NodeWish = { verb: selection.verb, node: graph.ids.indexOf(selection.node) };
  if (wish.node < 0) return unknownNode(selection.node, graph.ids);
  if (pinned.has(wish.node)) return pinnedNode(selection.node);
  const running = nodesThatRun(graph, wish, new Set(pinned.keys()));
  const giving = [...nodesThatGive(graph, running)];
  const idOf = (node: number) => graph.ids[node] ?? '';
  const wanted = new Set(giving.filter((node) => !pinned.has(node)).map(idOf));
  const latest = await latestMade(place, wanted, selection.baseRunId);
  if (!latest.ok) return latest;
  const kept = new Map<number, Made>();
  for (const node of giving) {
    const pin = pinned.get(node);
    const recorded = latest.value.get(idOf(node));
    if (pin) kept.set(node, pin);
    else if (recorded) kept.set(node, await withStored(comparedTo(definitions.of(idOf(node)), recorded), store));
  }
  const want = firstWant(graph, running, kept);
  if (want && !pinned.has(want.taken.node)) return wantedValue(wish, want, graph.ids);
  return finishChoosing(begun.value, message, { running, kept, again: new Map() });
}
