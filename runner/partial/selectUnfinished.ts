import type { NodeState } from '../../src/flow/run/snapshot.ts';
import { isSameMade, lackOf, type Made } from './made.ts';
import type { Choice } from './select.ts';
import type { SelectionGraph, Taken } from './selectionGraph.ts';

/** What is known of a node from the run that is gone on from. */
export interface BaseNode {
  /** How it ended there; undefined when it did not, or the run had no such node. */
  readonly state: NodeState | undefined;
  /** What it made, if it succeeded. */
  readonly made: Made | undefined;
  /** The run was about a part that the node did not belong to. */
  readonly leftOut: boolean;
  /** Its definition or wiring was another one. */
  readonly changed: boolean;
}

const UNKNOWN: BaseNode = { state: undefined, made: undefined, leftOut: false, changed: false };

/** What is left to do, and what it can be taken up again on. */
export interface UnfinishedChoice extends Choice {
  /** Nodes that run and take what they took before. */
  readonly onSameValues: ReadonlySet<number>;
}

/** What becomes of a node. `same`: it is looked at again and comes to the same end, as nothing before it differs. */
type Fate = 'kept' | 'runs' | 'same' | 'left out';

/**
 * What is left to do of a run: all that did not succeed, all that was changed since, and all that comes after these.
 * What succeeded stays as it is, except where a node that runs needs a value of it that cannot be had any more; making
 * such a value again is no reason to run what else came of it.
 */
export function selectUnfinished(
  graph: SelectionGraph,
  facts: readonly BaseNode[],
  pinned: ReadonlyMap<number, Made>,
  wanted: readonly Taken[] = [],
): UnfinishedChoice {
  const base = (node: number) => facts[node] ?? UNKNOWN;
  const fates: Fate[] = [];
  const again = new Map<number, string>();
  const differing = new Set<number>();
  const onSameValues = new Set<number>();
  for (const node of topologicalOrder(graph)) {
    const was = base(node);
    const pin = pinned.get(node);
    const cause = (graph.before[node] ?? []).find((before) => differing.has(before));
    const fate = pin ? 'kept' : fateOf(was, cause !== undefined);
    fates[node] = fate;
    if (pin ? !isSameMade(was.made, pin) : fate === 'runs') differing.add(node);
    if (fate === 'runs' && cause === undefined) onSameValues.add(node);
    if (fate === 'runs' && was.made) again.set(node, whyAgain(graph, was, cause, pinned));
  }
  runWhatIsMissing(graph, fates, base, again, pinned, wanted);
  return {
    running: new Set(fates.flatMap((fate, node) => (fate === 'runs' || fate === 'same' ? [node] : []))),
    kept: new Map(
      fates.flatMap((fate, node) => {
        const made = pinned.get(node) ?? base(node).made;
        return fate === 'kept' && made ? [[node, made] as const] : [];
      }),
    ),
    again,
    onSameValues,
  };
}

function fateOf(was: BaseNode, isAfterDifference: boolean): Fate {
  if (was.leftOut) return 'left out';
  if (was.changed || isAfterDifference) return 'runs';
  if (was.made) return 'kept';
  // Its condition did not hold, or what it needs was skipped for that: with the same values it will not hold again.
  return was.state === 'skipped' ? 'same' : 'runs';
}

/** Values that nodes of the run need and that nobody has any more are made again, with all that this takes in turn. */
function runWhatIsMissing(
  graph: SelectionGraph,
  fates: Fate[],
  base: (node: number) => BaseNode,
  again: Map<number, string>,
  pinned: ReadonlyMap<number, Made>,
  wanted: readonly Taken[],
): void {
  const running = fates.flatMap((fate, node) => (fate === 'runs' || fate === 'same' ? [node] : []));
  // What is wanted from outside is looked at like what one more node takes.
  running.push(graph.ids.length);
  for (let at = 0; at < running.length; at++) {
    const taker = running[at] ?? 0;
    for (const { node, port } of graph.takes[taker] ?? wanted) {
      const fate = fates[node];
      if (fate === 'runs' || fate === 'same' || pinned.has(node)) continue;
      const { made } = base(node);
      const lack = made && fate === 'kept' ? lackOf(made, port) : 'left out';
      // A node that made no such output before would make none again; the one that takes it will say so.
      if (!lack || lack === 'no such output') continue;
      fates[node] = 'runs';
      running.push(node);
      if (made) again.set(node, whyMissing(graph.ids[taker], lack));
    }
  }
}

function whyAgain(
  graph: SelectionGraph,
  was: BaseNode,
  cause: number | undefined,
  pinned: ReadonlyMap<number, Made>,
): string {
  if (was.changed) return 'it was changed since';
  const id = graph.ids[cause ?? -1] ?? '';
  return pinned.has(cause ?? -1)
    ? `it comes after \`${id}\`, whose pinned outputs are others`
    : `it comes after \`${id}\``;
}

function whyMissing(id: string | undefined, lack: 'secret' | 'gone' | 'left out'): string {
  const taker = id === undefined ? 'the flow around it' : `\`${id}\``;
  switch (lack) {
    case 'secret':
      return `${taker} needs its outputs, which come of a secret and were not kept`;
    case 'gone':
      return `${taker} needs its outputs, which are no longer stored`;
    case 'left out':
      return `${taker} needs its outputs`;
    default:
      return lack satisfies never;
  }
}

function topologicalOrder({ before, after }: SelectionGraph): number[] {
  const waitsFor = before.map((nodes) => nodes.length);
  const order = waitsFor.flatMap((count, node) => (count === 0 ? [node] : []));
  for (let at = 0; at < order.length; at++) {
    for (const node of after[order[at] ?? -1] ?? []) {
      const left = (waitsFor[node] ?? 0) - 1;
      waitsFor[node] = left;
      if (left === 0) order.push(node);
    }
  }
  return order;
}
