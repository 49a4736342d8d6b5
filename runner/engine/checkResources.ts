import type { GraphNode } from '../../proto/messages.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import type { LaidGraph, LaidNode } from './layOutGraph.ts';
import type { PlanResource, ResourceNeed } from './planTypes.ts';

/** Limit of a resource that no flow gives one: whoever needs it runs alone. */
const UNDECLARED_LIMIT = 1;

/** The resources that nodes need, and what each node needs of them, both without those of which nothing is needed. */
export interface CheckedResources {
  readonly resources: readonly PlanResource[];
  readonly needs: readonly (readonly ResourceNeed[])[];
}

/** What the nodes of a scope share. */
interface Shares {
  /** What the nearest node around them holds, which is all that they may use; undefined when none holds anything. */
  readonly held: { readonly by: string; readonly amounts: ReadonlyMap<string, Share> } | undefined;
  /** Places in flows around them that run only so many nodes at a time. */
  readonly places: readonly ResourceNeed[];
}

interface Share {
  readonly resource: number;
  readonly limit: number;
}

/**
 * Numbers the resources of a graph. A node that stands for a flow and holds some hands them to the nodes within, which
 * share just these: so nobody holds something while waiting for more. Refuses a node that could never run because it
 * needs more than there is.
 */
export function checkResources({ nodes, scopes }: LaidGraph): Checked<CheckedResources> {
  const resources: PlanResource[] = [];
  const limits = limitsOf(scopes);
  const run = new Map<string, Share>();
  const shares: Shares[] = [{ held: undefined, places: [] }];
  const needs: ResourceNeed[][] = [];
  const add = (name: string, limit: number): Share => ({ resource: resources.push({ name, limit }) - 1, limit });
  for (const node of nodes) {
    const { held, places } = shares[node.scope] ?? { held: undefined, places: [] };
    const own: ResourceNeed[] = [];
    for (const [name, amount] of amountsOf(node.message)) {
      const known = held ? held.amounts.get(name) : run.get(name);
      const limit = known?.limit ?? (held ? 0 : (limits.get(name) ?? UNDECLARED_LIMIT));
      if (amount > limit) return refuseNeed(node, name, amount, limit, held?.by);
      const share = known ?? add(name, limit);
      if (!known) run.set(name, share);
      own.push({ resource: share.resource, amount });
    }
    needs.push(node.opens === undefined ? [...own, ...places] : own);
    if (node.opens === undefined) continue;
    const amounts = new Map(amountsOf(node.message).map(([name, amount]) => [name, add(name, amount)]));
    const atOnce = node.message.subFlow?.concurrency ?? 0;
    const place = atOnce > 0 ? [{ resource: add(`a place in ${node.id}`, atOnce).resource, amount: 1 }] : [];
    shares[node.opens] = {
      held: amounts.size > 0 ? { by: node.id, amounts } : held,
      places: [...places, ...place],
    };
  }
  return { ok: true, value: { resources, needs } };
}

function amountsOf({ resources }: GraphNode): (readonly [name: string, amount: number])[] {
  return Object.entries(resources ?? {}).filter(([, amount]) => amount > 0);
}

/** How much there is of each resource that a flow speaks of: the outermost flow counts, among equals the smallest. */
function limitsOf(scopes: LaidGraph['scopes']): ReadonlyMap<string, number> {
  const limits = new Map<string, { limit: number; depth: number }>();
  for (const { graph, depth } of scopes) {
    for (const [name, limit] of Object.entries(graph.resourceLimits ?? {})) {
      const known = limits.get(name);
      if (!known || depth < known.depth || (depth === known.depth && limit < known.limit)) {
        limits.set(name, { limit, depth });
      }
    }
  }
  return new Map([...limits].map(([name, { limit }]) => [name, limit]));
}

function refuseNeed(
  { id }: LaidNode,
  name: string,
  amount: number,
  limit: number,
  holder: string | undefined,
): ReturnType<typeof refuse> {
  const message = holder
    ? `Node \`${id}\` needs ${amount} of the resource \`${name}\`, but \`${holder}\` holds ${limit} for all of its nodes, so it could never run.`
    : `Node \`${id}\` needs ${amount} of the resource \`${name}\`, of which there is ${limit}, so it could never run.`;
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, id);
}
