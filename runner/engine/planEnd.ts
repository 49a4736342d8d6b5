/** How the end of a node spreads through a plan, and how the plan closes; see `plan.ts`. */
import { areItemsOver, closeItem, haltItems, type ItemsProgress, stateOfItems } from './itemsProgress.ts';
import { eachWithin, planOf, progressOf, rangeOf, scopeOf } from './planState.ts';
import type { FinalNodeState, GivenEnd, ItemState, PlanEffect, PlanState, RetryableState } from './planTypes.ts';
import { pushReady, removeReady } from './readyQueue.ts';
import { sendAway } from './resourcePool.ts';
import { retryDelayMs } from './retryDelay.ts';

/** Everything that a node waits for has ended well enough. */
export function release(state: PlanState, node: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  if (planOf(state, node).conditional && progress.phase === 'pending') {
    progress.phase = 'deciding';
    effects.push({ type: 'decide', node });
    return;
  }
  progress.phase = 'ready';
  pushReady(state.ready, state.graph.nodes, node);
  effects.push({ type: 'ready', node });
}

/** Lets those nodes of a scope begin that wait for no other. */
export function begin(state: PlanState, scope: number, effects: PlanEffect[]): void {
  const { first, end } = rangeOf(state, scope);
  for (let node = first; node < end; node++) {
    const { phase, waitsFor } = progressOf(state, node);
    if (planOf(state, node).scope === scope && phase === 'pending' && waitsFor === 0) release(state, node, effects);
  }
}

/** An attempt of a node has ended: the node ends like it, or rests before the next one. */
export function attemptOver(
  state: PlanState,
  node: number,
  outcome: ItemState,
  retryable: boolean,
  effects: PlanEffect[],
): void {
  if (outcome === 'succeeded') return finish(state, node, outcome, '', effects);
  if (outcome === 'cancelled') return finish(state, node, outcome, whyCancelled(state, node), effects);
  const progress = progressOf(state, node);
  const { retry } = planOf(state, node);
  const made = progress.attempts - progress.earlier;
  const again = retryable && made <= retry.attempts && retry.on.includes(outcome) && !scopeOf(state, node).closed;
  if (!again) return failed(state, node, outcome, effects);
  progress.phase = 'resting';
  progress.lastFailure = outcome;
  const delayMs = retryDelayMs(retry, made);
  effects.push({ type: 'retry', node, attempt: progress.attempts + 1, delayMs, state: outcome });
}

/** A node has failed for good. */
export function failed(state: PlanState, node: number, how: RetryableState, effects: PlanEffect[]): void {
  const { onError, scope } = planOf(state, node);
  if (onError !== 'ignore') blame(state, node);
  finish(state, node, how, '', effects);
  if (onError === 'stop' && !scopeOf(state, node).closed) {
    close(state, scope, `not started because \`${planOf(state, node).id}\` ${verbOf(how)}`, 'failure', effects);
  }
}

/** A node's failure decides how its scope ends, unless something else has. */
export function blame(state: PlanState, node: number): void {
  const { scope } = planOf(state, node);
  if (scope === 0) state.cause ??= { state: 'failed', node };
  else if (progressOf(state, rangeOf(state, scope).node).stopCause) scopeOf(state, node).cut = true;
  else scopeOf(state, node).decidedBy ??= node;
}

/** From now on nothing starts in a scope, nor in those within it: what has not started never will. */
export function close(
  state: PlanState,
  scope: number,
  reason: string,
  cause: 'failure' | 'cancel',
  effects: PlanEffect[],
): void {
  const { first, end } = rangeOf(state, scope);
  eachWithin(state, scope, (inner) => {
    inner.closed = true;
  });
  removeReady(state.ready, state.graph.nodes, first, end);
  sendAway(state.resources, first, end);
  for (let node = first; node < end; node++) {
    const progress = progressOf(state, node);
    if (progress.items) halt(state, node, cause, effects);
    else if (progress.phase !== 'running' && progress.phase !== 'over') shelve(state, node, reason, cause, effects);
  }
  // A flow without nodes has none whose end would end it.
  eachWithin(state, scope, ({ unfinished }, inner) => {
    if (inner !== 0 && unfinished === 0) state.emptied.push(inner);
  });
}

/** Ends a node that does not run and never will. */
function shelve(
  state: PlanState,
  node: number,
  reason: string,
  cause: 'failure' | 'cancel',
  effects: PlanEffect[],
): void {
  const progress = progressOf(state, node);
  scopeOf(state, node).cut = true;
  if (progress.attempts === progress.earlier) settle(state, node, 'skipped', reason, effects);
  else if (cause === 'cancel') settle(state, node, 'cancelled', whyCancelled(state, node), effects);
  else settle(state, node, progress.lastFailure ?? 'failed', '', effects);
}

/** Stops everything that runs in a scope and in those within it. */
export function stopWithin(state: PlanState, scope: number, effects: PlanEffect[]): void {
  const { first, end } = rangeOf(state, scope);
  for (let node = first; node < end; node++) {
    const progress = progressOf(state, node);
    if (progress.items) stopItems(progress.items, node, effects);
    else if (progress.phase === 'running' && !progress.stopCause) {
      progress.stopCause = 'cancel';
      if (planOf(state, node).opens !== undefined) continue;
      effects.push({ type: 'stop', node, attempt: progress.attempts, cause: 'cancel' });
    }
  }
}

/** Stops every item that runs. */
function stopItems(items: ItemsProgress, node: number, effects: PlanEffect[]): void {
  for (const [item, open] of items.open) {
    if (open.phase !== 'running' || open.stopCause) continue;
    open.stopCause = 'cancel';
    effects.push({ type: 'stop', node, item, attempt: open.attempt, cause: 'cancel' });
  }
}

/** Starts no further item of a node; those that run end by themselves. */
export function halt(state: PlanState, node: number, cause: 'failure' | 'cancel', effects: PlanEffect[]): void {
  const { items } = progressOf(state, node);
  if (!items) return;
  for (const { item, lastFailure } of haltItems(items)) {
    const how = cause === 'cancel' ? 'cancelled' : lastFailure;
    closeItem(items, item, how);
    effects.push({ type: 'item', node, item, state: how });
  }
  gatherWhenOver(state, node, effects);
}

/** Once nothing of a node runs any more, its outputs can be put together. */
export function gatherWhenOver(state: PlanState, node: number, effects: PlanEffect[]): void {
  const { items } = progressOf(state, node);
  if (!items || !areItemsOver(items)) return;
  items.stage = 'gathering';
  effects.push({ type: 'gather', node, state: stateOfItems(items) });
}

/** Ends a node that does not run, before anything begins; those that wait for it wait for the others. */
export function give(state: PlanState, node: number, { state: how, reason }: GivenEnd, effects: PlanEffect[]): void {
  settle(state, node, how, reason, effects);
  freeDependents(state, node);
}

/** Those that wait for a node wait for it no more. */
export function freeDependents(state: PlanState, node: number): void {
  for (const dependent of planOf(state, node).dependents) progressOf(state, dependent.node).waitsFor--;
}

/** Ends a node and all that cannot run because of it. A list instead of recursion: chains are as long as graphs. */
export function finish(
  state: PlanState,
  first: number,
  how: FinalNodeState,
  reason: string,
  effects: PlanEffect[],
): void {
  const over = [first];
  settle(state, first, how, reason, effects);
  for (let at = 0; at < over.length; at++) {
    const node = over[at] ?? 0;
    for (const dependent of planOf(state, node).dependents) {
      const progress = progressOf(state, dependent.node);
      if (progress.phase !== 'pending') continue;
      progress.waitsFor--;
      const why = whySkipped(state, node, dependent.needs);
      if (why) {
        progress.tainted = isTainting(state, node);
        settle(state, dependent.node, 'skipped', why, effects);
        over.push(dependent.node);
      } else if (progress.waitsFor === 0) release(state, dependent.node, effects);
    }
  }
}

function settle(state: PlanState, node: number, how: FinalNodeState, reason: string, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  const { opens, scope, id } = planOf(state, node);
  const attempts = progress.attempts === progress.earlier ? 0 : progress.attempts;
  const own = scopeOf(state, node);
  progress.phase = 'over';
  progress.state = how;
  progress.lastFailure = undefined;
  state.unfinished--;
  own.unfinished--;
  if (how === 'cancelled') own.cut = true;
  if (scope !== 0 && own.unfinished === 0) state.emptied.push(scope);
  effects.push({ type: 'finish', node, state: how, attempts, reason });
  if (opens !== undefined) settleWithin(state, opens, `\`${id}\` ${verbOf(how)}${reason && `: ${reason}`}`, effects);
}

/** The nodes of a scope that never ran, or not to its end, end with the node that it runs in the place of. */
function settleWithin(state: PlanState, scope: number, reason: string, effects: PlanEffect[]): void {
  const { first, end } = rangeOf(state, scope);
  for (let node = first; node < end; node++) {
    if (progressOf(state, node).phase !== 'over') settle(state, node, 'skipped', reason, effects);
  }
}

/** Why a node was ended although the run goes on; empty when the run does not. */
function whyCancelled(state: PlanState, node: number): string {
  if (state.cancelling) return '';
  for (let { scope } = planOf(state, node); scope !== 0; ) {
    const around = rangeOf(state, scope).node;
    if (progressOf(state, around).stopCause === 'timeout') {
      return `\`${planOf(state, around).id}\` took longer than its limit`;
    }
    scope = planOf(state, around).scope;
  }
  return planOf(state, node).opens === undefined ? '' : 'not all of its nodes had run';
}

/** Why the end of `node` keeps a dependent from running; undefined when it does not. */
function whySkipped(state: PlanState, node: number, needs: boolean): string | undefined {
  const how = progressOf(state, node).state;
  const { id } = planOf(state, node);
  if (how === 'skipped') {
    if (!needs && !isTainting(state, node)) return undefined;
    return `${needs ? 'needs' : 'comes after'} \`${id}\`, which was skipped`;
  }
  if (!isTainting(state, node)) return undefined;
  return `${needs ? 'needs' : 'comes after'} \`${id}\`, which ${verbOf(how)}`;
}

/** Whether a node's end counts as a failure for what comes after it. */
function isTainting(state: PlanState, node: number): boolean {
  const progress = progressOf(state, node);
  switch (progress.state) {
    case 'skipped':
      return progress.tainted;
    case 'failed':
    case 'crashed':
    case 'timed-out':
      return planOf(state, node).onError !== 'ignore';
    case 'cancelled':
      return true;
    default:
      return false;
  }
}

function verbOf(how: FinalNodeState | undefined): string {
  switch (how) {
    case 'timed-out':
      return 'timed out';
    case 'cancelled':
      return 'was cancelled';
    case 'skipped':
      return 'was skipped';
    case 'cached':
      return 'did not run';
    default:
      return how ?? 'has not ended';
  }
}
