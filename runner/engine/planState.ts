/** Looking things up in the state of a plan. */
import type { NodeProgress, PlanNode, PlanScope, PlanState, ScopeProgress } from './planTypes.ts';

/** Calls back for a scope and for each within it. */
export function eachWithin(
  state: PlanState,
  scope: number,
  visit: (progress: ScopeProgress, scope: number) => void,
): void {
  const { end } = rangeOf(state, scope);
  for (let inner = scope; inner < state.scopes.length && rangeOf(state, inner).first <= end; inner++) {
    const progress = state.scopes[inner];
    if (progress && rangeOf(state, inner).end <= end) visit(progress, inner);
  }
}

/** Where the scope stands that a node belongs to. @throws {RangeError} when the plan has no such node */
export function scopeOf(state: PlanState, node: number): ScopeProgress {
  const progress = state.scopes[planOf(state, node).scope];
  if (!progress) throw new RangeError(`The plan has no scope around node ${node}.`);
  return progress;
}

/** What the plan knows of a scope. @throws {RangeError} when it has no such scope */
export function rangeOf(state: PlanState, scope: number): PlanScope {
  const range = state.graph.scopes[scope];
  if (!range) throw new RangeError(`The plan has no scope ${scope}.`);
  return range;
}

/** Where a node stands. @throws {RangeError} when the plan has no such node */
export function progressOf(state: PlanState, node: number): NodeProgress {
  const progress = state.nodes[node];
  if (!progress) throw new RangeError(`The plan has no node ${node}.`);
  return progress;
}

/** What the plan knows of a node. @throws {RangeError} when it has no such node */
export function planOf(state: PlanState, node: number): PlanNode {
  const plan = state.graph.nodes[node];
  if (!plan) throw new RangeError(`The plan has no node ${node}.`);
  return plan;
}
