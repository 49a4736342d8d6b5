/**
 * Nodes in whose place another flow runs; see `plan.ts`. Such a node takes no slot, so that its flow can always go on; it
 * holds its resources from the beginning of that flow to its end. What happens in the flow stays there until it has ended.
 */
import { attemptOver, begin, close, freeDependents, stopWithin } from './planEnd.ts';
import { eachWithin, planOf, progressOf, rangeOf, scopeOf } from './planState.ts';
import type { ItemState, PlanEffect, PlanEvent, PlanState, ScopeProgress } from './planTypes.ts';
import { giveBack } from './resourcePool.ts';

/** Begins an attempt of a node that stands for a flow; all nodes of the flow start over. */
export function openScope(state: PlanState, node: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  const { opens = 0 } = planOf(state, node);
  progress.phase = 'running';
  progress.attempts++;
  progress.lastFailure = undefined;
  if (progress.attempts > progress.earlier + 1) startOver(state, opens);
  state.opening.add(node);
  effects.push({ type: 'open', node, attempt: progress.attempts });
}

/** The inputs of a scope are there, or are not what it takes. */
export function opened(state: PlanState, event: PlanEvent & { type: 'opened' }, effects: PlanEffect[]): void {
  const { node, attempt, ok } = event;
  const progress = progressOf(state, node);
  const { opens } = planOf(state, node);
  if (opens === undefined || progress.phase !== 'running' || progress.attempts !== attempt) return;
  state.opening.delete(node);
  const scope = state.scopes[opens];
  if (!scope || scope.closed) return;
  if (!ok) return shut(state, node, 'failed', undefined, false, effects);
  if (scope.unfinished === 0) state.emptied.push(opens);
  else begin(state, opens, effects);
}

/** Ends the nodes in whose scopes the last node has ended, which may be the last of their own. */
export function endScopes(state: PlanState, effects: PlanEffect[]): void {
  for (let index = state.emptied.pop(); index !== undefined; index = state.emptied.pop()) {
    const scope = state.scopes[index];
    const { node } = rangeOf(state, index);
    if (!scope || scope.unfinished > 0 || progressOf(state, node).phase !== 'running') continue;
    shut(state, node, outcomeOfScope(state, node, scope), scope.decidedBy, true, effects);
  }
}

/** The time limit of a node that stands for a flow has passed: what runs in it is stopped, and nothing more starts. */
export function scopeOverdue(state: PlanState, node: number, effects: PlanEffect[]): void {
  const { opens = 0, id } = planOf(state, node);
  progressOf(state, node).stopCause = 'timeout';
  stopWithin(state, opens, effects);
  close(state, opens, `not started because \`${id}\` took longer than its limit`, 'cancel', effects);
}

function shut(
  state: PlanState,
  node: number,
  outcome: ItemState,
  member: number | undefined,
  retryable: boolean,
  effects: PlanEffect[],
): void {
  const progress = progressOf(state, node);
  state.opening.delete(node);
  giveBack(state.resources, planOf(state, node).needs);
  effects.push({ type: 'shut', node, state: outcome, member });
  attemptOver(state, node, outcome, retryable, effects);
  progress.stopCause = undefined;
}

/** The first cause counts. What was to be ended early and came to its end all the same has not been. */
function outcomeOfScope(state: PlanState, node: number, scope: ScopeProgress): ItemState {
  if (scope.decidedBy !== undefined) return 'failed';
  if (!scope.cut) return 'succeeded';
  return progressOf(state, node).stopCause === 'timeout' ? 'timed-out' : 'cancelled';
}

function startOver(state: PlanState, index: number): void {
  eachWithin(state, index, (scope) => {
    scope.closed = false;
    scope.cut = false;
    scope.decidedBy = undefined;
  });
  const { first, end } = rangeOf(state, index);
  const given: number[] = [];
  for (let node = first; node < end; node++) {
    const progress = progressOf(state, node);
    if (state.graph.given?.has(node)) {
      // What was made before the run stays, with all that stands in its place.
      given.push(node);
      const inner = planOf(state, node).opens;
      if (inner !== undefined) node = rangeOf(state, inner).end - 1;
      continue;
    }
    progress.phase = 'pending';
    progress.state = undefined;
    progress.waitsFor = planOf(state, node).waitsFor;
    progress.earlier = progress.attempts;
    progress.lastFailure = undefined;
    progress.tainted = false;
    state.unfinished++;
    scopeOf(state, node).unfinished++;
  }
  for (const node of given) freeDependents(state, node);
}
