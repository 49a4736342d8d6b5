import type { ExecutionRequest } from '../../proto/messages.ts';
import { type NodeVerb, type RunSelection, readSelection, type UnfinishedVerb } from '../../src/flow/run/selection.ts';
import type { Checked } from '../engine/failures.ts';
import type { PreparedRun } from '../engine/preparedRun.ts';
import { Definitions } from '../history/definitions.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import type { ContentStore } from '../store/contentStore.ts';
import { withInputsOf } from './baseInputs.ts';
import { type BaseRun, findBase } from './findBase.ts';
import { partOf } from './givenNodes.ts';
import { latestMade } from './latestMade.ts';
import { type Made, madeIn } from './made.ts';
import { impossible, pinnedNode, unknownNode, wantedValue } from './refusals.ts';
import { type Choice, firstWant, type NodeWish, nodesThatGive, nodesThatRun } from './select.ts';
import { type SelectionGraph, selectionGraphOf } from './selectionGraph.ts';
import { type BaseNode, selectUnfinished } from './selectUnfinished.ts';
import { withStored } from './storedContent.ts';

/** What preparing a part works with. */
export interface PartSources {
  readonly place: FlowPlace;
  readonly store: ContentStore;
  readonly nowMs: number;
  /** Checks a request as for a whole run. */
  readonly check: (request: ExecutionRequest) => Checked<PreparedRun>;
}

/**
 * Makes a run of a part of a graph from what earlier runs of the flow left. Refused, in a sentence that says what is
 * missing and what else can be done, when the part needs something that nobody has.
 */
export async function preparePart(request: ExecutionRequest, sources: PartSources): Promise<Checked<PreparedRun>> {
  const selection = request.selection ? readSelection(request.selection) : undefined;
  if (!selection) return impossible('The selection names no part of the flow that this runner knows.', 'selection');
  if ('node' in selection) return prepareNamed(request, selection, sources);
  return prepareUnfinished(request, selection, sources);
}

async function prepareNamed(
  request: ExecutionRequest,
  selection: RunSelection & { readonly verb: NodeVerb },
  { place, store, check }: PartSources,
): Promise<Checked<PreparedRun>> {
  const checked = check(request);
  if (!checked.ok) return checked;
  const run = checked.value;
  const graph = selectionGraphOf(run.nodes);
  const wish: NodeWish = { verb: selection.verb, node: graph.ids.indexOf(selection.node) };
  if (wish.node < 0) return unknownNode(selection.node, graph.ids);
  const pinned = new Map<number, Made>();
  if (pinned.has(wish.node)) return pinnedNode(selection.node);
  const running = nodesThatRun(graph, wish, new Set(pinned.keys()));
  const giving = nodesThatGive(graph, running);
  const ids = new Set([...giving].filter((node) => !pinned.has(node)).map((node) => graph.ids[node] ?? ''));
  const latest = await latestMade(place, selection, ids, new Definitions(request.graph ?? {}));
  if (!latest.ok) return latest;
  const kept = new Map<number, Made>();
  for (const node of [...giving].sort((a, b) => a - b)) {
    const made = pinned.get(node) ?? latest.value.get(graph.ids[node] ?? '');
    if (made) kept.set(node, await withStored(made, store));
  }
  const want = firstWant(graph, running, kept);
  if (want) return wantedValue(wish, want, graph.ids);
  return { ok: true, value: partOf(run, request.selection ?? {}, { running, kept, again: new Map() }, new Set()) };
}

async function prepareUnfinished(
  request: ExecutionRequest,
  selection: RunSelection & { readonly verb: UnfinishedVerb },
  { place, store, nowMs, check }: PartSources,
): Promise<Checked<PreparedRun>> {
  const base = await findBase(place, selection, nowMs);
  if (!base.ok) return base;
  const withInputs = withInputsOf(base.value, request);
  if (!withInputs.ok) return withInputs;
  const checked = check(withInputs.value);
  if (!checked.ok) return checked;
  const run = checked.value;
  const graph = selectionGraphOf(run.nodes);
  const choice = await chooseUnfinished(graph, base.value, new Definitions(request.graph ?? {}), store);
  if (choice.running.size === 0) {
    const { runId } = base.value;
    return impossible(`Nothing is left to do of run ${runId}: every node of the flow succeeded in it.`, runId);
  }
  const asked = { ...request.selection, baseRunId: base.value.runId };
  return { ok: true, value: partOf(run, asked, choice, new Set()) };
}

async function chooseUnfinished(
  graph: SelectionGraph,
  { runId, snapshot, request }: BaseRun,
  definitions: Definitions,
  store: ContentStore,
): Promise<Choice> {
  const then = new Definitions(request.graph ?? {});
  const facts: BaseNode[] = [];
  for (const id of graph.ids) {
    const node = snapshot.nodes.get(id);
    const made = madeIn(runId, node);
    facts.push({
      state: node?.state,
      made: made && (await withStored(made, store)),
      leftOut: node ? node.leftOut === true : snapshot.partial !== undefined,
      changed: node !== undefined && !definitions.isSame(id, then),
    });
  }
  const unknown: BaseNode = { state: undefined, made: undefined, leftOut: false, changed: false };
  return selectUnfinished(graph, (node) => facts[node] ?? unknown, new Map());
}
