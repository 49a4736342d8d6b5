import type { PreparedNode, PreparedSource } from '../engine/preparedRun.ts';

/** A value that a node takes from another one, named by its index. */
export interface Taken {
  readonly node: number;
  readonly port: string;
}

/**
 * What selecting must know of a graph without circles. Nodes are named by their index, in document order. A flow that runs
 * in the place of a node has a graph of its own.
 */
export interface SelectionGraph {
  readonly ids: readonly string[];
  /** For each node its index among all nodes of the run. */
  readonly places: readonly number[];
  /** For each node those that must have ended before it, with or without data. */
  readonly before: readonly (readonly number[])[];
  /** The same edges the other way round. */
  readonly after: readonly (readonly number[])[];
  /** The values that each node takes, its condition's included. */
  readonly takes: readonly (readonly Taken[])[];
}

/** The graph of those checked nodes that belong to a scope; 0: to the run itself. */
export function selectionGraphOf(nodes: readonly PreparedNode[], index = 0): SelectionGraph {
  const places = nodes.flatMap(({ scope }, place) => (scope === index ? [place] : []));
  const own = places.flatMap((place) => nodes[place] ?? []);
  const indexes = new Map(places.map((place, node) => [place, node]));
  const takes = own.map((node) => takenBy(node, indexes));
  const before = own.map(({ after }, node) => {
    const first = after.flatMap((place) => indexes.get(place) ?? []);
    return [...new Set([...(takes[node] ?? []).map((taken) => taken.node), ...first])];
  });
  return { ids: own.map(({ id }) => id), places, before, after: reversed(before), takes };
}

/** Edges the other way round. */
export function reversed(edges: readonly (readonly number[])[]): number[][] {
  const back: number[][] = edges.map(() => []);
  edges.forEach((ends, start) => {
    for (const end of ends) back[end]?.push(start);
  });
  return back;
}

function takenBy({ ports, when }: PreparedNode, indexes: ReadonlyMap<number, number>): Taken[] {
  const sources: PreparedSource[] = ports.flatMap((port) => [...port.sources]);
  if (when) sources.push(when.source);
  return sources.flatMap((source) => {
    const node = source.from === 'node' ? indexes.get(source.node) : undefined;
    return source.from === 'node' && node !== undefined ? { node, port: source.port } : [];
  });
}
