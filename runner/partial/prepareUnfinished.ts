import type { ExecutionRequest } from '../../proto/messages.ts';
import type { RunSelection, UnfinishedVerb } from '../../src/flow/run/selection.ts';
import type { Checked } from '../engine/failures.ts';
import type { PreparedRun } from '../engine/preparedRun.ts';
import { Definitions } from '../history/definitions.ts';
import type { Pins } from '../pins/pinsFile.ts';
import type { ContentStore } from '../store/contentStore.ts';
import { withInputsOf } from './baseInputs.ts';
import { beginChoosing, type Choosing, finishChoosing, type PartSources } from './choosing.ts';
import { type BaseRun, findBase } from './findBase.ts';
import { madeIn } from './made.ts';
import { impossible } from './refusals.ts';
import { type BaseNode, selectUnfinished } from './selectUnfinished.ts';
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
  const facts = await factsOf(base.value, begun.value, sources.store);
  const choice = selectUnfinished(begun.value.graph, facts, begun.value.pinned);
  const { runId } = base.value;
  if (choice.running.size === 0) {
    return impossible(`Nothing is left to do of run ${runId}: every node of the flow succeeded in it.`, runId);
  }
  return finishChoosing(begun.value, { ...request.selection, baseRunId: runId }, choice);
}

/** What the base run tells of each node of the flow. */
async function factsOf(
  { runId, snapshot, request }: BaseRun,
  { graph, definitions }: Choosing,
  store: ContentStore,
): Promise<readonly BaseNode[]> {
  const then = new Definitions(request.graph ?? {});
  const { asked } = snapshot.partial ?? {};
  const isAboutPart = asked !== undefined && 'node' in asked;
  const facts: BaseNode[] = [];
  for (const id of graph.ids) {
    const node = snapshot.nodes.get(id);
    const made = madeIn(runId, node);
    facts.push({
      state: node?.state,
      made: made && (await withStored(made, store)),
      // A node that is new in the flow has as little part in it as others that the run was not about.
      leftOut: node ? node.leftOut === true : isAboutPart,
      changed: node !== undefined && !definitions.isSame(id, then),
    });
  }
  return facts;
}
