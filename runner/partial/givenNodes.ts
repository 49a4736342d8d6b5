import type { KeptNode, PartialRun, Selection } from '../../proto/messages.ts';
import type { PortType } from '../../src/flow/model.ts';
import { LEFT_OUT_WORDS } from '../../src/flow/run/partialWords.ts';
import type { OutputSnapshot } from '../../src/flow/run/snapshot.ts';
import type { GivenNode, KeptOutput, PreparedRun } from '../engine/preparedRun.ts';
import type { Made } from './made.ts';
import type { Choice } from './select.ts';
import type { SelectionGraph } from './selectionGraph.ts';

/**
 * The run with a choice made: every node that does not run is given. Nodes of a flow within it go with the node that the
 * flow runs in the place of.
 */
export function partOf(
  run: PreparedRun,
  { ids, places }: SelectionGraph,
  selection: Selection | undefined,
  { running, kept, again }: Choice,
  pinned: ReadonlySet<number>,
): PreparedRun {
  const idOf = (node: number) => ids[node] ?? '';
  const inOrder = (nodes: Iterable<number>) => [...nodes].sort((a, b) => a - b);
  const partial: PartialRun = {
    ...(selection && { selection }),
    running: inOrder(running).flatMap((node) => withMembers(run, places[node] ?? -1)),
    kept: inOrder(kept.keys()).flatMap((node) => keptNode(idOf(node), kept.get(node), pinned.has(node))),
    again: Object.fromEntries(inOrder(again.keys()).map((node) => [idOf(node), again.get(node) ?? ''])),
  };
  const given = new Map<number, GivenNode>();
  places.forEach((place, node) => {
    const made = kept.get(node);
    if (made) given.set(place, keptGiven(made, pinned.has(node)));
    else if (!running.has(node)) given.set(place, { state: 'skipped', reason: LEFT_OUT_WORDS, outputs: new Map() });
  });
  return { ...run, plan: { ...run.plan, given }, part: { message: partial, given } };
}

/** Ids of a node and of those in the flow that runs in its place. */
function withMembers({ nodes, scopes }: PreparedRun, place: number): string[] {
  const scope = scopes[nodes[place]?.opens ?? -1];
  return nodes.slice(place, scope?.end ?? place + 1).map(({ id }) => id);
}

function keptNode(node: string, made: Made | undefined, pinned: boolean): KeptNode[] {
  return made ? [{ node, runId: made.runId, timeMs: made.timeMs, pinned, changed: made.changed }] : [];
}

function keptGiven(made: Made, pinned: boolean): GivenNode {
  return {
    state: 'cached',
    reason: `${pinned ? 'pinned, from' : 'kept from'} run ${made.runId}`,
    outputs: new Map([...made.outputs.values()].map((output) => [output.port, keptOutput(output)])),
  };
}

function keptOutput({ type, value, reference, tainted }: OutputSnapshot): KeptOutput {
  const portType = type as PortType;
  return {
    tainted: tainted ?? false,
    value: reference
      ? { kind: 'stored', content: reference, type: portType }
      : { kind: 'inline', value: value ?? null, type: portType },
  };
}
