/**
 * Nodes that run once per item of a list; see `plan.ts`. Each item takes a slot and the node's resources like a node of
 * its own, and has its own attempts. The node keeps one place in the ready queue, for its next item.
 */
import { canStartItem, closeItem, itemIsDue, startItem, stateOfItems, unknownItems } from './itemsProgress.ts';
import { blame, close, failed, finish, gatherWhenOver } from './planEnd.ts';
import { planOf, progressOf, scopeOf } from './planState.ts';
import type {
  ItemState,
  NodeProgress,
  PlanEffect,
  PlanEvent,
  PlanState,
  RetryableState,
  StopCause,
} from './planTypes.ts';
import { pushReady } from './readyQueue.ts';
import { giveBack } from './resourcePool.ts';
import { retryDelayMs } from './retryDelay.ts';

/** Whether a node runs once per item and its list has not been looked at: looking takes a slot, but no resources. */
export function isUnexpanded(state: PlanState, node: number): boolean {
  return planOf(state, node).each !== undefined && !progressOf(state, node).items;
}

/** Uses a slot for a node: for its list the first time, then for one item. */
export function startNextItem(state: PlanState, node: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  if (!progress.items) {
    progress.phase = 'running';
    progress.attempts = progress.earlier + 1;
    progress.items = unknownItems();
    effects.push({ type: 'expand', node });
    return;
  }
  progress.items.queued = false;
  const { item, attempt } = startItem(progress.items);
  progress.attempts = Math.max(progress.attempts, progress.earlier + attempt);
  effects.push({ type: 'start', node, item, attempt });
  queueNext(state, node, progress);
}

/** The list of a node is known, or it is none. */
export function expanded(state: PlanState, node: number, count: number | undefined, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  const { items } = progress;
  if (items?.stage !== 'expanding') return;
  state.running--;
  if (count === undefined) {
    progress.items = undefined;
    return failed(state, node, 'failed', effects);
  }
  items.stage = 'running';
  items.count = count;
  queueNext(state, node, progress);
  gatherWhenOver(state, node, effects);
}

/** An attempt of an item is over. */
export function itemEnded(
  state: PlanState,
  event: PlanEvent & { type: 'ended'; item: number },
  effects: PlanEffect[],
): void {
  const { node, item, attempt } = event;
  const progress = progressOf(state, node);
  const { items } = progress;
  const open = items?.open.get(item);
  if (!items || open?.phase !== 'running' || open.attempt !== attempt) return;
  const plan = planOf(state, node);
  state.running--;
  items.running--;
  giveBack(state.resources, plan.needs);
  const outcome = outcomeOf(event.result, open.stopCause);
  if (isFailure(outcome) && event.retryable && mayRetry(state, node, attempt, outcome)) {
    open.phase = 'resting';
    open.lastFailure = outcome;
    const delayMs = retryDelayMs(plan.retry, attempt);
    effects.push({ type: 'retry', node, item, attempt: attempt + 1, delayMs, state: outcome });
  } else {
    closeItem(items, item, outcome);
    effects.push({ type: 'item', node, item, state: outcome });
    if (isFailure(outcome) && plan.onError === 'stop') stopAll(state, node, effects);
  }
  queueNext(state, node, progress);
  gatherWhenOver(state, node, effects);
}

/** The outputs of a node's items have been put together: the node ends as its items did. */
export function gathered(state: PlanState, node: number, ok: boolean, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  const { items } = progress;
  if (items?.stage !== 'gathering') return;
  progress.items = undefined;
  const how = ok || stateOfItems(items) !== 'succeeded' ? stateOfItems(items) : 'failed';
  if (isFailure(how)) return failed(state, node, how, effects);
  const reason = how === 'cancelled' ? `${items.succeeded} of ${items.count} items had run` : '';
  finish(state, node, how, reason, effects);
}

/** The time limit of an item's attempt has passed. */
export function itemOverdue(
  state: PlanState,
  node: number,
  item: number,
  attempt: number,
  effects: PlanEffect[],
): void {
  const open = progressOf(state, node).items?.open.get(item);
  if (open?.phase !== 'running' || open.attempt !== attempt || open.stopCause) return;
  open.stopCause = 'timeout';
  effects.push({ type: 'stop', node, item, attempt, cause: 'timeout' });
}

/** The delay before an item's next attempt has passed. */
export function itemDue(state: PlanState, node: number, item: number): void {
  const progress = progressOf(state, node);
  if (!progress.items) return;
  itemIsDue(progress.items, item);
  queueNext(state, node, progress);
}

/** What the result of an attempt means, given why it was being stopped. */
export function outcomeOf(
  result: 'succeeded' | 'failed' | 'crashed' | 'stopped',
  stopCause: StopCause | undefined,
): ItemState {
  if (result !== 'stopped') return result;
  if (stopCause === 'timeout') return 'timed-out';
  return stopCause === 'cancel' ? 'cancelled' : 'crashed';
}

function mayRetry(state: PlanState, node: number, attempt: number, outcome: RetryableState): boolean {
  const { retry } = planOf(state, node);
  const halted = progressOf(state, node).items?.halted ?? true;
  return attempt <= retry.attempts && retry.on.includes(outcome) && !scopeOf(state, node).closed && !halted;
}

function isFailure(state: ItemState): state is RetryableState {
  return state !== 'succeeded' && state !== 'cancelled';
}

/** One item has failed under `stop`: the run has failed, though other items still run. */
function stopAll(state: PlanState, node: number, effects: PlanEffect[]): void {
  const { scope } = planOf(state, node);
  blame(state, node);
  if (scopeOf(state, node).closed) return;
  close(state, scope, `not started because \`${planOf(state, node).id}\` failed`, 'failure', effects);
}

/** Gives the node a place in the ready queue if it can use one. */
function queueNext(state: PlanState, node: number, { items }: NodeProgress): void {
  const atOnce = planOf(state, node).each?.atOnce ?? 1;
  if (!items || items.queued || scopeOf(state, node).closed || !canStartItem(items, atOnce)) return;
  items.queued = true;
  pushReady(state.ready, state.graph.nodes, node);
}
