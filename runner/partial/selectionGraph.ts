import type { PreparedNode, PreparedSource } from '../engine/preparedRun.ts';

/** A value that a node takes from another one, named by its index. */
export interface Taken {
  readonly node: number;
  readonly port: string;
}

/** What selecting must know of a graph without circles. Nodes are named by their index, in document order. */
export interface SelectionGraph {
  readonly ids: readonly string[];
  /** For each node those that must have ended before it, with or without data. */
  readonly before: readonly (readonly number[])[];
  /** The same edges the other way round. */
  readonly after: readonly (readonly number[])[];
  /** The values that each node takes, its condition's included. */
  readonly takes: readonly (readonly Taken[])[];
}

/** The graph of checked nodes. */
export function selectionGraphOf(nodes: readonly PreparedNode[]): SelectionGraph {
  const indexes = new Map(nodes.map(({ id }, index) => [id, index]));
  const takes = nodes.map(takenBy);
  const before = nodes.map(({ message }, index) => {
    const first = (message.after ?? []).flatMap((id) => indexes.get(id) ?? []);
    return [...new Set([...(takes[index] ?? []).map(({ node }) => node), ...first])];
  });
  return { ids: nodes.map(({ id }) => id), before, after: reversed(before), takes };
}

/** Edges the other way round. */
export function reversed(edges: readonly (readonly number[])[]): number[][] {
  const back: number[][] = edges.map(() => []);
  edges.forEach((ends, start) => {
    for (const end of ends) back[end]?.push(start);
  });
  return back;
}

function takenBy({ ports, when }: PreparedNode): Taken[] {
  const sources: PreparedSource[] = ports.flatMap((port) => [...port.sources]);
  if (when) sources.push(when.source);
  return sources.flatMap((source) => (source.from === 'node' ? { node: source.node, port: source.port } : []));
}
