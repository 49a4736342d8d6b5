import type { FlowNode } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { isSubFlow, type SubFlow } from '../subflow/subFlow.ts';
import { fileNameOf } from '../subflow/subFlowPath.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';

/** A flow whose nodes need more of a resource than they can have where it is used. */
export function subFlowResourceProblems(scope: FlowScope, node: FlowNode, flow: SubFlow): readonly Problem[] {
  const holds = Object.keys(node.resources).length > 0;
  const own = scope.model.defaults.resources ?? {};
  return [...needsWithin(flow)].flatMap(([name, amount]): readonly Problem[] => {
    const limit = holds ? (ownValue(node.resources, name) ?? 0) : (ownValue(own, name) ?? Number.POSITIVE_INFINITY);
    if (amount <= limit) return [];
    const there = holds
      ? `"${node.id}" holds ${limit} for all of its nodes. Raise that under "resources"`
      : `there is ${limit}. Raise that under "defaults"`;
    const message = `A node of ${fileNameOf(node.uses)} needs ${amount} of "${name}", of which ${there}.`;
    const path = ['nodes', node.id, 'uses'];
    return [{ code: 'limit', severity: 'error', message, path, node: node.id }];
  });
}

/** The most that any node of a flow needs of each resource at once, beyond what a node around it holds. */
function needsWithin({ document, flows }: SubFlow): ReadonlyMap<string, number> {
  const needs = new Map<string, number>();
  const note = (name: string, amount: number) => needs.set(name, Math.max(amount, needs.get(name) ?? 0));
  for (const { uses, resources } of document.model.nodes) {
    const own = Object.entries(resources);
    for (const [name, amount] of own) note(name, amount);
    const inner = flows.get(uses);
    if (own.length === 0 && isSubFlow(inner)) for (const [name, amount] of needsWithin(inner)) note(name, amount);
  }
  return needs;
}
