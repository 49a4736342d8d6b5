import type { ExecutionRequest } from '../../proto/messages.ts';
import type { RunSelection, UnfinishedVerb } from '../../src/flow/run/selection.ts';
import type { Checked } from '../engine/failures.ts';
import type { PreparedRun } from '../engine/preparedRun.ts';
import { Definitions } from '../history/definitions.ts';
import type { Pins } from '../pins/pinsFile.ts';
import type { ContentStore } from '../store/contentStore.ts';
import { withInputsOf } from './baseInputs.ts';
import { beginChoosing, finishChoosing, type PartSources } from './choosing.ts';
import { type BaseRun, findBase } from './findBase.ts';
import type { Layer } from './givenNodes.ts';
import { madeIn } from './made.ts';
import { impossible } from './refusals.ts';
import { type SelectionGraph, selectionGraphOf } from './selectionGraph.ts';
import { type BaseNode, selectUnfinished, type UnfinishedChoice } from './selectUnfinished.ts';
import { withStored } from './storedContent.ts';

/** Makes a run of what an earlier run left undone, with the inputs of that run. */
export async function prepareUnfinished(
  request: ExecutionRequest,
  selection: RunSelection & { readonly verb: UnfinishedVerb },
  pins: Pins,
  sources: PartSources,
): Promise<Checked<PreparedRun>> {
  const base = await findBase(sources.place, selection, sources.nowMs);
  if (!base.ok) return base;
  const withInputs = withInputsOf(base.value, request);
  if (!withInputs.ok) return withInputs;
  const begun = await beginChoosing(withInputs.value, pins, sources);
  if (!begun.ok) return begun;
  const { run, graph, definitions, pinned } = begun.value;
  const layer = new BaseLayer(base.value, run, sources.store);
  const then = new Definitions(base.value.request.graph ?? {});
  const choice = selectUnfinished(graph, await layer.factsOf(graph, definitions, then), pinned);
  const { runId } = base.value;
  if (choice.running.size === 0) {
    return impossible(`Nothing is left to do of run ${runId}: every node of the flow succeeded in it.`, runId);
  }
  const within = await layer.layersWithin(graph, choice, definitions, then);
  return finishChoosing(begun.value, { ...request.selection, baseRunId: runId }, choice, within);
}

/** What the base run tells of the nodes of a run. */
class BaseLayer {
  readonly #base: BaseRun;
  readonly #run: PreparedRun;
  readonly #store: ContentStore;
  readonly #isAboutPart: boolean;

  constructor(base: BaseRun, run: PreparedRun, store: ContentStore) {
    this.#base = base;
    this.#run = run;
    this.#store = store;
    const { asked } = base.snapshot.partial ?? {};
    this.#isAboutPart = asked !== undefined && 'node' in asked;
  }

  /** What it tells of each node of a graph, which is defined in this way now and was in that way then. */
  async factsOf({ ids }: SelectionGraph, now: Definitions, then: Definitions): Promise<readonly BaseNode[]> {
    const { runId, snapshot } = this.#base;
    const facts: BaseNode[] = [];
    for (const id of ids) {
      const node = snapshot.nodes.get(id);
      const made = madeIn(runId, node);
      facts.push({
        state: node?.state,
        made: made && (await withStored(made, this.#store)),
        // A node that is new in the flow has as little part in it as others that the run was not about.
        leftOut: node ? node.leftOut === true : this.#isAboutPart,
        changed: node !== undefined && !now.isSame(nameOf(id), then),
      });
    }
    return facts;
  }

  /**
   * What is left to do within flows that run in the place of nodes and get what they got: there, too, nodes that succeeded
   * keep what they made. In all other such flows everything runs.
   */
  async layersWithin(
    graph: SelectionGraph,
    { running, onSameValues }: UnfinishedChoice,
    now: Definitions,
    then: Definitions,
  ): Promise<readonly Layer[]> {
    const layers: Layer[] = [];
    for (const node of running) {
      const { opens, id = '' } = this.#run.nodes[graph.places[node] ?? -1] ?? {};
      const here = now.within(nameOf(id));
      const there = then.within(nameOf(id));
      if (opens === undefined || !here || !there || !onSameValues.has(node)) continue;
      if (!now.isSameAround(nameOf(id), then)) continue;
      const inner = selectionGraphOf(this.#run.nodes, opens);
      const wanted = (this.#run.scopes[opens]?.outputs ?? []).map((output) => ({
        node: inner.places.indexOf(output.node),
        port: output.port,
      }));
      const choice = selectUnfinished(inner, await this.factsOf(inner, here, there), new Map(), wanted);
      layers.push({ graph: inner, choice }, ...(await this.layersWithin(inner, choice, here, there)));
    }
    return layers;
  }
}

/** What a node is called within its own flow. */
function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
