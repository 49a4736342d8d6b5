import type { Graph } from '../../proto/messages.ts';
import { type Checked, FailureCode, refuse } from './failures.ts';
import type { PlanResource, ResourceNeed } from './planTypes.ts';

/** Limit of a resource that the graph gives none: whoever needs it runs alone. */
const UNDECLARED_LIMIT = 1;

/** The resources that nodes need, and what each node needs of them, both without those of which nothing is needed. */
export interface CheckedResources {
  readonly resources: readonly PlanResource[];
  readonly needs: readonly (readonly ResourceNeed[])[];
}

/** Numbers the resources of a graph. Refuses a node that could never run because it needs more than there is. */
export function checkResources(graph: Graph): Checked<CheckedResources> {
  const indexes = new Map<string, number>();
  const resources: PlanResource[] = [];
  const needs: ResourceNeed[][] = [];
  for (const node of graph.nodes ?? []) {
    const own: ResourceNeed[] = [];
    for (const [name, amount] of Object.entries(node.resources ?? {})) {
      if (amount === 0) continue;
      const limit = limitOf(graph, name);
      if (amount > limit) {
        const message = `Node \`${node.id}\` needs ${amount} of the resource \`${name}\`, of which there is ${limit}, so it could never run.`;
        return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, node.id ?? '');
      }
      const resource = indexes.get(name) ?? resources.push({ name, limit }) - 1;
      indexes.set(name, resource);
      own.push({ resource, amount });
    }
    needs.push(own);
  }
  return { ok: true, value: { resources, needs } };
}

function limitOf({ resourceLimits }: Graph, name: string): number {
  return resourceLimits && Object.hasOwn(resourceLimits, name) ? (resourceLimits[name] ?? 0) : UNDECLARED_LIMIT;
}
