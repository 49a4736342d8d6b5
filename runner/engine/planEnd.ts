/** How the end of a node spreads through a plan, and how the plan closes; see `plan.ts`. */
import { areItemsOver, closeItem, haltItems, stateOfItems } from './itemsProgress.ts';
import type {
  FinalNodeState,
  GivenEnd,
  NodeProgress,
  PlanEffect,
  PlanNode,
  PlanState,
  RetryableState,
} from './planTypes.ts';
import { pushReady } from './readyQueue.ts';
import { sendAway } from './resourcePool.ts';

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

/** A node has failed for good. */
export function failed(state: PlanState, node: number, how: RetryableState, effects: PlanEffect[]): void {
  const policy = planOf(state, node).onError;
  if (policy !== 'ignore') state.cause ??= { state: 'failed', node };
  finish(state, node, how, '', effects);
  if (policy === 'stop' && !state.closed) {
    close(state, `not started because \`${planOf(state, node).id}\` ${verbOf(how)}`, 'failure', effects);
  }
}

/** From now on nothing starts: what has not started never will. */
export function close(state: PlanState, reason: string, cause: 'failure' | 'cancel', effects: PlanEffect[]): void {
  state.closed = true;
  state.ready.length = 0;
  sendAway(state.resources);
  state.nodes.forEach((progress, node) => {
    if (progress.items) return halt(state, node, cause, effects);
    if (progress.phase === 'running' || progress.phase === 'over') return;
    if (progress.attempts === 0) settle(state, node, 'skipped', reason, effects);
    else if (cause === 'cancel') settle(state, node, 'cancelled', '', effects);
    else settle(state, node, progress.lastFailure ?? 'failed', '', effects);
  });
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
  progress.phase = 'over';
  progress.state = how;
  progress.lastFailure = undefined;
  state.unfinished--;
  effects.push({ type: 'finish', node, state: how, attempts: progress.attempts, reason });
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
    default:
      return how ?? 'has not ended';
  }
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
