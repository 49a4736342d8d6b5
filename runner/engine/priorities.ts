import { median } from '../journal/durationsRecord.ts';
import type { PlanGraph } from './planTypes.ts';

/**
 * What counts as long as nothing is known, in milliseconds. No node counts less: among nodes that take no time at all,
 * those with more after them still go first.
 */
const UNIT_MS = 1;

/** What the estimates must know of a node. */
export interface EstimatedNode {
  readonly id: string;
  readonly kind: string;
}

/**
 * What each of these nodes took in earlier runs of the flow that came from `flowSource`, in milliseconds: undefined for a
 * node that never succeeded, an empty list when there were no earlier runs. Never throws.
 */
export type EarlierDurations = (
  stateFolder: string,
  flowSource: string,
  nodes: readonly EstimatedNode[],
) => readonly (number | undefined)[];

/** The plan with each node's urgency: the longest path from it to an end, by what nodes took in earlier runs. */
export function prioritise(
  plan: PlanGraph,
  nodes: readonly EstimatedNode[],
  earlier: readonly (number | undefined)[],
): PlanGraph {
  const dependents = plan.nodes.map((node) => node.dependents);
  const durations = estimateDurations(nodes, earlier);
  const heights =
    plan.scopes.length === 1
      ? longestPaths(dependents, durations)
      : longestPaths(throughScopes(plan), durationsThroughScopes(plan, durations));
  return { ...plan, nodes: plan.nodes.map((node, index) => ({ ...node, height: heights[index] ?? UNIT_MS })) };
}

/**
 * Who waits for whom when the beginning and the end of a flow that runs in the place of a node are two steps: the node
 * itself is the beginning, and after all nodes comes the end of each scope.
 */
function throughScopes({ nodes, scopes }: PlanGraph): Followers[] {
  const endOf = (scope: number) => ({ node: nodes.length + scope });
  const followers: { node: number }[][] = nodes.map(({ opens, scope, dependents }) => {
    if (opens !== undefined) return [endOf(opens)];
    return dependents.length === 0 && scope !== 0 ? [endOf(scope)] : [...dependents];
  });
  for (const { node } of scopes) followers.push(endsOf(node));
  nodes.forEach(({ scope, waitsFor }, node) => {
    if (scope !== 0 && waitsFor === 0) followers[scopes[scope]?.node ?? -1]?.push({ node });
  });
  return followers;

  function endsOf(node: number): { node: number }[] {
    const opener = nodes[node];
    if (!opener) return [];
    return opener.dependents.length === 0 && opener.scope !== 0 ? [endOf(opener.scope)] : [...opener.dependents];
  }
}

/** What a flow took is what its nodes took. */
function durationsThroughScopes({ nodes, scopes }: PlanGraph, durations: readonly number[]): number[] {
  return [
    ...nodes.map(({ opens }, node) => (opens === undefined ? (durations[node] ?? UNIT_MS) : 0)),
    ...scopes.map(() => 0),
  ];
}

/** How long each node will take, in milliseconds: as long as before, else as the median of its kind, else one unit. */
export function estimateDurations(nodes: readonly EstimatedNode[], earlier: readonly (number | undefined)[]): number[] {
  const ofKind = earlier.includes(undefined) ? medianByKind(nodes, earlier) : new Map<string, number>();
  return nodes.map(({ kind }, index) => Math.max(UNIT_MS, Math.round(earlier[index] ?? ofKind.get(kind) ?? UNIT_MS)));
}

function medianByKind(nodes: readonly EstimatedNode[], earlier: readonly (number | undefined)[]): Map<string, number> {
  const known = new Map<string, number[]>();
  nodes.forEach(({ kind }, index) => {
    const duration = earlier[index];
    if (duration === undefined) return;
    const others = known.get(kind);
    if (others) others.push(duration);
    else known.set(kind, [duration]);
  });
  return new Map([...known].map(([kind, durations]) => [kind, median(durations) ?? UNIT_MS]));
}

/**
 * For each node the longest path from its own start to an end of the graph, when node `i` takes `durations[i]`. Looks
 * three times at every edge; a list instead of recursion, since chains are as long as graphs, and plain loops, since it
 * runs once, before anything has warmed up.
 * @param dependents For each node those that wait for it; without circles.
 */
export function longestPaths(dependents: readonly Followers[], durations: readonly number[]): number[] {
  const paths = [...durations];
  const order = startsFirst(dependents);
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    const followers = dependents[node] ?? [];
    let longest = 0;
    for (let edge = 0; edge < followers.length; edge++) {
      longest = Math.max(longest, paths[followers[edge]?.node ?? node] ?? 0);
    }
    paths[node] = (paths[node] ?? 0) + longest;
  }
  return paths;
}

/** The nodes that wait for one node. */
type Followers = readonly { readonly node: number }[];

/** Every node before those that wait for it. */
function startsFirst(dependents: readonly Followers[]): Uint32Array {
  const waitsFor = new Uint32Array(dependents.length);
  const order = new Uint32Array(dependents.length);
  let found = 0;
  for (let node = 0; node < dependents.length; node++) {
    const followers = dependents[node] ?? [];
    for (let edge = 0; edge < followers.length; edge++) {
      const follower = followers[edge]?.node ?? 0;
      waitsFor[follower] = (waitsFor[follower] ?? 0) + 1;
    }
  }
  for (let node = 0; node < dependents.length; node++) if (waitsFor[node] === 0) order[found++] = node;
  for (let at = 0; at < found; at++) {
    const followers = dependents[order[at] ?? 0] ?? [];
    for (let edge = 0; edge < followers.length; edge++) {
      const follower = followers[edge]?.node ?? 0;
      const left = (waitsFor[follower] ?? 0) - 1;
      waitsFor[follower] = left;
      if (left === 0) order[found++] = follower;
    }
  }
  return order;
}
