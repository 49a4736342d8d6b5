import type { Graph } from './buildGraph.ts';

/** A direction of the arrow keys. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The card that Alt+arrow leads to: along a wire to the left and right, to the nearest card above or below. Without a
 * wire that way, the nearest card on that side. Undefined at the edge of the graph.
 */
export function neighbour(graph: Graph, from: string, direction: Direction): string | undefined {
  const wired =
    direction === 'left' ? wireEnds(graph, from, 'to') : direction === 'right' ? wireEnds(graph, from, 'from') : [];
  return nearest(graph, from, direction, wired) ?? nearest(graph, from, direction, graph.cards.keys());
}

function wireEnds(graph: Graph, id: string, end: 'from' | 'to'): string[] {
  if (end === 'to') return (graph.wiresTo.get(id) ?? []).map((wire) => wire.from);
  return (graph.wiresFrom.get(id) ?? []).map((wire) => wire.to);
}

function nearest(graph: Graph, from: string, direction: Direction, candidates: Iterable<string>): string | undefined {
  const origin = graph.positions.get(from);
  if (!origin) return undefined;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const id of candidates) {
    const position = graph.positions.get(id);
    if (!position || id === from) continue;
    const dx = position[0] - origin[0];
    const dy = position[1] - origin[1];
    const [along, across] = { left: [-dx, dy], right: [dx, dy], up: [-dy, dx], down: [dy, dx] }[direction] as [
      number,
      number,
    ];
    // What lies aside counts double: a card straight ahead beats a nearer one at an angle.
    const distance = along + 2 * Math.abs(across);
    if (along > 0 && distance < bestDistance) {
      best = id;
      bestDistance = distance;
    }
  }
  return best;
}
