import type { Position } from '../model.ts';
import { BoxField } from './boxField.ts';
import { type LayoutEdge, type LayoutNode, layeredLayout } from './layeredLayout.ts';

/** Distance that placed nodes keep from the nodes around them. */
const CLEARANCE = 20;
/** Distance from a neighbour that a node is placed next to. */
const NEIGHBOUR_GAP = 80;
/**
 * Up to this share of nodes without a position, each is placed next to its neighbours. Beyond it the layered layout of
 * the whole graph decides, so that moving a single node of an automatic layout leaves the others where they are.
 */
const FEW = 0.25;

/**
 * Positions of the nodes that have none, without overlap; nodes with a fixed position stay there. The result has an
 * entry for every node. The same arguments always give the same result.
 */
export function placeNodes(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  fixed: ReadonlyMap<string, Position>,
): ReadonlyMap<string, Position> {
  const positions = new Map<string, Position>();
  const field = new BoxField(CLEARANCE);
  const open: LayoutNode[] = [];
  for (const node of nodes) {
    const position = fixed.get(node.id);
    if (!position) {
      open.push(node);
      continue;
    }
    positions.set(node.id, position);
    field.add(position[0], position[1], node.width, node.height);
  }
  if (open.length === 0) return positions;
  if (positions.size === 0) return layeredLayout(nodes, edges);
  const wanted = open.length <= nodes.length * FEW ? byNeighbours(nodes, edges, open, positions) : undefined;
  const layered = wanted ? undefined : layeredLayout(nodes, edges);
  for (const node of open) {
    const [x, y] = wanted?.(node) ?? layered?.get(node.id) ?? [0, 0];
    positions.set(node.id, field.addBelow(x, y, node.width, node.height));
  }
  return positions;
}

/** Where a node is best: right of what it needs, else left of what needs it, else below everything. */
function byNeighbours(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  open: readonly LayoutNode[],
  positions: ReadonlyMap<string, Position>,
): (node: LayoutNode) => Position {
  const boxes = new Map(nodes.map((node) => [node.id, node]));
  const before = new Map<string, string[]>(open.map((node) => [node.id, []]));
  const after = new Map<string, string[]>(open.map((node) => [node.id, []]));
  for (const { from, to } of edges) {
    before.get(to)?.push(from);
    after.get(from)?.push(to);
  }
  const below = lowerLeft(boxes, positions);
  return (node) => {
    const sources = placed(before.get(node.id), positions);
    if (sources.length > 0) {
      const right = sources.map(([id, [x]]) => x + (boxes.get(id)?.width ?? 0));
      return [Math.max(...right) + NEIGHBOUR_GAP, meanY(sources)];
    }
    const targets = placed(after.get(node.id), positions);
    if (targets.length === 0) return below;
    return [Math.min(...targets.map(([, [x]]) => x)) - NEIGHBOUR_GAP - node.width, meanY(targets)];
  };
}

function placed(
  ids: readonly string[] | undefined,
  positions: ReadonlyMap<string, Position>,
): readonly (readonly [string, Position])[] {
  const found: (readonly [string, Position])[] = [];
  for (const id of ids ?? []) {
    const position = positions.get(id);
    if (position) found.push([id, position]);
  }
  return found;
}

function meanY(nodes: readonly (readonly [string, Position])[]): number {
  return Math.round(nodes.reduce((sum, [, [, y]]) => sum + y, 0) / nodes.length);
}

function lowerLeft(boxes: ReadonlyMap<string, LayoutNode>, positions: ReadonlyMap<string, Position>): Position {
  let left = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const [id, [x, y]] of positions) {
    left = Math.min(left, x);
    bottom = Math.max(bottom, y + (boxes.get(id)?.height ?? 0));
  }
  return [left, bottom + NEIGHBOUR_GAP];
}
