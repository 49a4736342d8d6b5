import type { PlanGraph, PlanNode, PlanScope } from '../../../../runner/engine/planTypes.ts';
import { type Edge, type NodeScript, planNode } from './planRun.ts';

/** A node of a flow, or another flow in its place. */
export interface NestedNode {
  readonly policy: Partial<PlanNode>;
  readonly script: NodeScript;
  readonly flow?: NestedFlow | undefined;
}

/** A flow; edges go from lower to higher indexes of its own nodes. */
export interface NestedFlow {
  readonly nodes: readonly NestedNode[];
  readonly edges: readonly Edge[];
}

/** A plan made of flows within each other, and how its nodes behave. */
export interface NestedPlan {
  readonly graph: PlanGraph;
  readonly scripts: readonly NodeScript[];
}

/** Lays flows within each other out as the engine does. */
export function nestedPlan(flow: NestedFlow, concurrency: number, limits: readonly number[] = []): NestedPlan {
  const nodes: PlanNode[] = [];
  const scopes: PlanScope[] = [];
  const scripts: NodeScript[] = [];
  const layOut = ({ nodes: own, edges }: NestedFlow, node: number, prefix: string) => {
    const first = nodes.length;
    const scope = scopes.push({ node, first, end: first, members: own.length }) - 1;
    const places: number[] = [];
    own.forEach(({ policy, script, flow: inner }, index) => {
      const id = `${prefix}n${index}`;
      const place = nodes.push(planNode(id, { ...policy, scope })) - 1;
      places.push(place);
      scripts.push(script);
      const made = nodes[place];
      if (!inner || !made) return;
      nodes[place] = { ...made, opens: scopes.length };
      layOut(inner, place, `${id}/`);
    });
    own.forEach((_, index) => {
      const place = places[index] ?? -1;
      const dependents = edges
        .filter(({ from }) => from === index)
        .map(({ to, needs }) => ({ node: places[to] ?? -1, needs }));
      const made = nodes[place];
      if (made) nodes[place] = { ...made, dependents, waitsFor: edges.filter(({ to }) => to === index).length };
    });
    scopes[scope] = { node, first, end: nodes.length, members: own.length };
  };
  layOut(flow, -1, '');
  const resources = limits.map((limit, index) => ({ name: `r${index}`, limit }));
  return { graph: { nodes, scopes, resources, concurrency }, scripts };
}

/**
 * The same work without flows within flows: whoever waits for a flow waits for all of its nodes, and all of its nodes wait
 * for whom it waits for.
 */
export function flattenedPlan({ graph, scripts }: NestedPlan): NestedPlan {
  const leaves = graph.nodes.flatMap(({ opens }, node) => (opens === undefined ? [node] : []));
  const places = new Map(leaves.map((node, place) => [node, place]));
  const within = (node: number) => {
    const scope = graph.scopes[graph.nodes[node]?.opens ?? -1];
    if (!scope) return [{ node, itself: true }];
    return leaves
      .filter((leaf) => leaf >= scope.first && leaf < scope.end)
      .map((leaf) => ({ node: leaf, itself: false }));
  };
  const edges = new Map<string, Edge>();
  graph.nodes.forEach(({ dependents }, node) => {
    for (const { node: dependent, needs } of dependents) {
      for (const before of within(node)) {
        for (const after of within(dependent)) {
          const edge = { from: places.get(before.node) ?? -1, to: places.get(after.node) ?? -1 };
          edges.set(`${edge.from} ${edge.to}`, { ...edge, needs: needs && before.itself });
        }
      }
    }
  });
  const all = [...edges.values()];
  const nodes = leaves.map((leaf, place): PlanNode => {
    const dependents = all.filter(({ from }) => from === place).map(({ to, needs }) => ({ node: to, needs }));
    const waitsFor = all.filter(({ to }) => to === place).length;
    return { ...planNode(''), ...graph.nodes[leaf], scope: 0, dependents, waitsFor };
  });
  const scopes = [{ node: -1, first: 0, end: nodes.length, members: nodes.length }];
  const own = leaves.flatMap((leaf) => scripts[leaf] ?? []);
  return { graph: { ...graph, nodes, scopes }, scripts: own };
}
