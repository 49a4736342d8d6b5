/**
 * The scheduler: decides what is ready, started, retried, skipped, stopped and finished. It never waits, reads no clock
 * and starts nothing; `driver.ts` does that and tells what happened. For speed a step changes the state in place, so the
 * state before it is gone; feeding the same events to a new state leads to an equal one.
 *
 * How the end of a node spreads: a failure that is not ignored skips all that needs the node or comes after it, and
 * under `stop` all that has not started. A `when` that does not hold skips what needs the node's outputs; what only
 * comes after it runs.
 */
import type {
  FinalNodeState,
  NodeProgress,
  PlanEffect,
  PlanEvent,
  PlanGraph,
  PlanNode,
  PlanState,
  RetryableState,
  RunCause,
} from './planTypes.ts';
import { popReady, pushReady } from './readyQueue.ts';
import { fullPool, giveBack, sendAway, serveNext, takeOrWait } from './resourcePool.ts';

/** State of a run before its first event. */
export function initialState(graph: PlanGraph): PlanState {
  const nodes = graph.nodes.map(
    (node): NodeProgress => ({
      phase: 'pending',
      state: undefined,
      waitsFor: node.waitsFor,
      attempts: 0,
      stopCause: undefined,
      lastFailure: undefined,
      tainted: false,
    }),
  );
  return {
    graph,
    nodes,
    ready: [],
    resources: fullPool(graph.resources),
    running: 0,
    unfinished: nodes.length,
    begun: false,
    over: false,
    closed: false,
    cancelling: false,
    cause: undefined,
  };
}

/** Takes one event in. The state is changed in place and returned. */
export function step(state: PlanState, event: PlanEvent): { state: PlanState; effects: PlanEffect[] } {
  const effects: PlanEffect[] = [];
  if (state.over) return { state, effects };
  apply(state, event, effects);
  startReady(state, effects);
  if (state.begun && state.unfinished === 0) {
    state.over = true;
    effects.push({ type: 'end', cause: state.cause ?? { state: 'succeeded' } });
  }
  return { state, effects };
}

function apply(state: PlanState, event: PlanEvent, effects: PlanEffect[]): void {
  switch (event.type) {
    case 'begin':
      state.begun = true;
      state.nodes.forEach((progress, node) => {
        if (progress.phase === 'pending' && progress.waitsFor === 0) release(state, node, effects);
      });
      return;
    case 'decided':
      return decided(state, event.node, event.run, effects);
    case 'ended':
      return ended(state, event, effects);
    case 'overdue':
      return overdue(state, event.node, event.attempt, effects);
    case 'due':
      return due(state, event.node);
    case 'cancel':
      return cancel(state, { state: 'cancelled', reason: event.reason }, effects);
    case 'run-overdue':
      return cancel(state, { state: 'timed-out', reason: event.reason }, effects);
    default:
      event satisfies never;
  }
}

/** Everything that a node waits for has ended well enough. */
function release(state: PlanState, node: number, effects: PlanEffect[]): void {
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

function startReady(state: PlanState, effects: PlanEffect[]): void {
  while (!state.closed && state.running < state.graph.concurrency) {
    const node = serveNext(state.resources) ?? popStartable(state, effects);
    if (node === undefined) return;
    const progress = progressOf(state, node);
    progress.phase = 'running';
    progress.attempts++;
    progress.lastFailure = undefined;
    state.running++;
    effects.push({ type: 'start', node, attempt: progress.attempts });
  }
}

/** The most urgent ready node that may have what it needs; those that may not begin to wait for it. */
function popStartable(state: PlanState, effects: PlanEffect[]): number | undefined {
  for (;;) {
    const node = popReady(state.ready, state.graph.nodes);
    if (node === undefined) return undefined;
    const { needs } = planOf(state, node);
    const missing = takeOrWait(state.resources, node, needs);
    if (missing.length === 0) return node;
    effects.push({ type: 'wait', node, resources: missing });
  }
}

function decided(state: PlanState, node: number, run: boolean, effects: PlanEffect[]): void {
  if (progressOf(state, node).phase !== 'deciding') return;
  if (run) release(state, node, effects);
  else finish(state, node, 'skipped', 'its condition does not hold', effects);
}

function ended(state: PlanState, event: PlanEvent & { type: 'ended' }, effects: PlanEffect[]): void {
  const progress = progressOf(state, event.node);
  if (progress.phase !== 'running' || progress.attempts !== event.attempt) return;
  state.running--;
  giveBack(state.resources, planOf(state, event.node).needs);
  const outcome = outcomeOf(event.result, progress);
  progress.stopCause = undefined;
  if (outcome === 'succeeded' || outcome === 'cancelled') return finish(state, event.node, outcome, '', effects);
  const retry = planOf(state, event.node).retry;
  const again = event.retryable && progress.attempts <= retry.attempts && retry.on.includes(outcome) && !state.closed;
  if (!again) return failed(state, event.node, outcome, effects);
  progress.phase = 'resting';
  progress.lastFailure = outcome;
  const delayMs = retry.delayMs * retry.backoff ** (progress.attempts - 1);
  effects.push({ type: 'retry', node: event.node, attempt: progress.attempts + 1, delayMs });
}

function outcomeOf(
  result: 'succeeded' | 'failed' | 'crashed' | 'stopped',
  progress: NodeProgress,
): 'succeeded' | 'cancelled' | RetryableState {
  if (result !== 'stopped') return result;
  if (progress.stopCause === 'timeout') return 'timed-out';
  return progress.stopCause === 'cancel' ? 'cancelled' : 'crashed';
}

function failed(state: PlanState, node: number, how: RetryableState, effects: PlanEffect[]): void {
  const policy = planOf(state, node).onError;
  if (policy !== 'ignore') state.cause ??= { state: 'failed', node };
  finish(state, node, how, '', effects);
  if (policy === 'stop' && !state.closed) {
    close(state, `not started because \`${planOf(state, node).id}\` ${verbOf(how)}`, 'failure', effects);
  }
}

function overdue(state: PlanState, node: number, attempt: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  if (progress.phase !== 'running' || progress.attempts !== attempt || progress.stopCause) return;
  progress.stopCause = 'timeout';
  effects.push({ type: 'stop', node, attempt, cause: 'timeout' });
}

function due(state: PlanState, node: number): void {
  const progress = progressOf(state, node);
  if (progress.phase !== 'resting') return;
  progress.phase = 'ready';
  pushReady(state.ready, state.graph.nodes, node);
}

function cancel(state: PlanState, cause: RunCause & { reason: string }, effects: PlanEffect[]): void {
  if (state.cancelling) return;
  state.cancelling = true;
  state.cause ??= cause;
  effects.push({ type: 'cancelling', reason: cause.reason });
  state.nodes.forEach((progress, node) => {
    if (progress.phase !== 'running' || progress.stopCause) return;
    progress.stopCause = 'cancel';
    effects.push({ type: 'stop', node, attempt: progress.attempts, cause: 'cancel' });
  });
  const what = cause.state === 'cancelled' ? 'the run was cancelled' : 'the run took too long';
  close(state, `not started because ${what}`, 'cancel', effects);
}

/** From now on nothing starts: what has not started never will. */
function close(state: PlanState, reason: string, cause: 'failure' | 'cancel', effects: PlanEffect[]): void {
  state.closed = true;
  state.ready.length = 0;
  sendAway(state.resources);
  state.nodes.forEach((progress, node) => {
    if (progress.phase === 'running' || progress.phase === 'over') return;
    if (progress.attempts === 0) settle(state, node, 'skipped', reason, effects);
    else if (cause === 'cancel') settle(state, node, 'cancelled', '', effects);
    else settle(state, node, progress.lastFailure ?? 'failed', '', effects);
  });
}

/** Ends a node and all that cannot run because of it. A list instead of recursion: chains are as long as graphs. */
function finish(state: PlanState, first: number, how: FinalNodeState, reason: string, effects: PlanEffect[]): void {
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

function progressOf(state: PlanState, node: number): NodeProgress {
  const progress = state.nodes[node];
  if (!progress) throw new RangeError(`The plan has no node ${node}.`);
  return progress;
}

function planOf(state: PlanState, node: number): PlanNode {
  const plan = state.graph.nodes[node];
  if (!plan) throw new RangeError(`The plan has no node ${node}.`);
  return plan;
}
