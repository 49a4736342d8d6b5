import type { NodeVerb } from '../../src/flow/run/selection.ts';
import { type Lack, lackOf, type Made } from './made.ts';
import type { SelectionGraph, Taken } from './selectionGraph.ts';

/** A part that is named by one of its nodes, by index. */
export interface NodeWish {
  readonly verb: NodeVerb;
  readonly node: number;
}

/** What runs, and what takes part with outputs that were made before. All other nodes are left out. */
export interface Choice {
  readonly running: ReadonlySet<number>;
  readonly kept: ReadonlyMap<number, Made>;
  /** Why a node runs that succeeded before, in words. */
  readonly again: ReadonlyMap<number, string>;
}

/** A value that a node of the part needs and that cannot be had. */
export interface Want {
  readonly taker: number;
  readonly taken: Taken;
  /** `never`: no run that is known of made it. */
  readonly lack: Lack | 'never';
  /** The newest success of the node, when there is one. */
  readonly made: Made | undefined;
}

/**
 * The nodes that run when a person asks for this part. Pinned nodes never do; what only they need has no part in a run up
 * to a node.
 */
export function nodesThatRun(
  graph: SelectionGraph,
  { verb, node }: NodeWish,
  pinned: ReadonlySet<number>,
): Set<number> {
  switch (verb) {
    case 'only':
      return new Set([node]);
    case 'to':
      return reach(node, (at) => (graph.before[at] ?? []).filter((before) => !pinned.has(before)));
    case 'from':
      return new Set([...reach(node, (at) => graph.after[at] ?? [])].filter((at) => !pinned.has(at)));
    default:
      return verb satisfies never;
  }
}

/** The nodes that do not run and whose values those that run take. */
export function nodesThatGive(graph: SelectionGraph, running: ReadonlySet<number>): Set<number> {
  const giving = new Set<number>();
  for (const node of running) {
    for (const taken of graph.takes[node] ?? []) if (!running.has(taken.node)) giving.add(taken.node);
  }
  return giving;
}

/**
 * The first value, in document order, that cannot be had from what was made before.
 * @param concerns Which of the nodes that give values are looked at.
 */
export function firstWant(
  graph: SelectionGraph,
  running: ReadonlySet<number>,
  made: ReadonlyMap<number, Made>,
  concerns: (giver: number) => boolean = () => true,
): Want | undefined {
  for (const taker of [...running].sort((a, b) => a - b)) {
    for (const taken of graph.takes[taker] ?? []) {
      if (running.has(taken.node) || !concerns(taken.node)) continue;
      const record = made.get(taken.node);
      const lack = record ? lackOf(record, taken.port) : 'never';
      if (lack) return { taker, taken, lack, made: record };
    }
  }
  return undefined;
}

/** A node and all that can be reached from it. */
function reach(start: number, next: (node: number) => readonly number[]): Set<number> {
  const found = new Set([start]);
  // A set hands out what is added while it is gone through.
  for (const node of found) for (const other of next(node)) found.add(other);
  return found;
}
