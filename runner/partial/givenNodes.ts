import type { KeptNode, PartialRun, Selection } from '../../proto/messages.ts';
import type { PortType } from '../../src/flow/model.ts';
import { LEFT_OUT_WORDS } from '../../src/flow/run/partialWords.ts';
import type { OutputSnapshot } from '../../src/flow/run/snapshot.ts';
import type { GivenNode, KeptOutput, PreparedRun } from '../engine/preparedRun.ts';
import type { Made } from './made.ts';
import type { Choice } from './select.ts';
import type { SelectionGraph } from './selectionGraph.ts';

/** A choice among the nodes of the run itself, or of a flow that runs in the place of one of its nodes. */
export interface Layer {
  readonly graph: SelectionGraph;
  readonly choice: Choice;
}

/**
 * The run with choices made, that of the run itself first: every node that does not run is given. Nodes of a flow about
 * which no choice was made go with the node that it runs in the place of.
 */
export function partOf(
  run: PreparedRun,
  layers: readonly Layer[],
  { selection, inputsRunId }: { readonly selection: Selection | undefined; readonly inputsRunId: string | undefined },
  pinned: ReadonlySet<number>,
): PreparedRun {
  const given = new Map<number, GivenNode>();
  const running = new Set<number>();
  const kept = new Map<number, KeptNode>();
  const again: Record<string, string> = {};
  for (const [depth, { graph, choice }] of layers.entries()) {
    graph.places.forEach((place, node) => {
      const id = graph.ids[node] ?? '';
      const made = choice.kept.get(node);
      const isPinned = depth === 0 && pinned.has(node);
      if (made) {
        given.set(place, keptGiven(made, isPinned));
        kept.set(place, keptNode(id, made, isPinned));
        membersOf(run, place).forEach((member) => running.delete(member));
      } else if (choice.running.has(node)) membersOf(run, place).forEach((member) => running.add(member));
      else given.set(place, { state: 'skipped', reason: LEFT_OUT_WORDS, outputs: new Map() });
      const reason = choice.again.get(node);
      if (reason) again[id] = reason;
    });
  }
  const inOrder = (places: Iterable<number>) => [...places].sort((a, b) => a - b);
  const message: PartialRun = {
    ...(selection && { selection }),
    running: inOrder(running).map((place) => run.nodes[place]?.id ?? ''),
    kept: inOrder(kept.keys()).flatMap((place) => kept.get(place) ?? []),
    again,
    ...(inputsRunId && { inputsRunId }),
  };
  return { ...run, plan: { ...run.plan, given }, part: { message, given } };
}

/** Places of a node and of those in the flow that runs in its place. */
function membersOf({ nodes, scopes }: PreparedRun, place: number): number[] {
  const end = scopes[nodes[place]?.opens ?? -1]?.end ?? place + 1;
  return Array.from({ length: end - place }, (_, member) => place + member);
}

function keptNode(node: string, { runId, timeMs, changed }: Made, pinned: boolean): KeptNode {
  return { node, runId, timeMs, pinned, changed };
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
