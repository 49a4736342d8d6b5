/** A node as a layout sees it: a box with a name. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** An edge between two boxes, in the direction in which data flows. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

/** A graph by number instead of by name, without loops, repeated edges, unknown ends and circles. */
export interface GraphIndex {
  readonly successors: readonly (readonly number[])[];
  readonly predecessors: readonly (readonly number[])[];
  /** Every node after all of its predecessors; otherwise in the order given. */
  readonly order: readonly number[];
}

/** Numbers the nodes in the order given. Edges that close a circle are left out, the last ones first. */
export function indexGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): GraphIndex {
  const successors = withoutCircles(neighbours(nodes, edges));
  const predecessors: number[][] = nodes.map(() => []);
  successors.forEach((targets, from) => {
    for (const to of targets) predecessors[to]?.push(from);
  });
  return { successors, predecessors, order: topologicalOrder(successors, predecessors) };
}

function neighbours(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): number[][] {
  const numbers = new Map(nodes.map((node, index) => [node.id, index]));
  const successors: Set<number>[] = nodes.map(() => new Set());
  for (const edge of edges) {
    const from = numbers.get(edge.from);
    const to = numbers.get(edge.to);
    if (from !== undefined && to !== undefined && from !== to) successors[from]?.add(to);
  }
  return successors.map((targets) => [...targets]);
}

const UNSEEN = 0;
const OPEN = 1;
const DONE = 2;

/** Walks depth first, without recursion, and leaves out each edge that leads back to a node on the way. */
function withoutCircles(successors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const state = new Uint8Array(successors.length);
  const next = new Int32Array(successors.length);
  const kept: number[][] = successors.map(() => []);
  for (let root = 0; root < successors.length; root += 1) {
    if (state[root] !== UNSEEN) continue;
    const way = [root];
    state[root] = OPEN;
    while (way.length > 0) {
      const node = way.at(-1) ?? 0;
      const index = next[node] ?? 0;
      const target = successors[node]?.[index];
      if (target === undefined) {
        state[node] = DONE;
        way.pop();
        continue;
      }
      next[node] = index + 1;
      if (state[target] === OPEN) continue;
      kept[node]?.push(target);
      if (state[target] === UNSEEN) {
        state[target] = OPEN;
        way.push(target);
      }
    }
  }
  return kept;
}

function topologicalOrder(
  successors: readonly (readonly number[])[],
  predecessors: readonly (readonly number[])[],
): readonly number[] {
  const waiting = predecessors.map((sources) => sources.length);
  const order: number[] = [];
  waiting.forEach((count, node) => {
    if (count === 0) order.push(node);
  });
  for (let index = 0; index < order.length; index += 1) {
    for (const target of successors[order[index] ?? 0] ?? []) {
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) order.push(target);
    }
  }
  return order;
}
