/**
 * The scheduler: decides what is ready, started, retried, skipped, stopped and finished. It never waits, reads no clock
 * and starts nothing; `driver.ts` does that and tells what happened. For speed a step changes the state in place, so the
 * state before it is gone; feeding the same events to a new state leads to an equal one.
 *
 * How the end of a node spreads: a failure that is not ignored skips all that needs the node or comes after it, and
 * under `stop` all that has not started. A `when` that does not hold skips what needs the node's outputs; what only
 * comes after it runs.
 */
import { close, failed, finish, give, planOf, progressOf, release } from './planEnd.ts';
import {
  expanded,
  gathered,
  isUnexpanded,
  itemDue,
  itemEnded,
  itemOverdue,
  outcomeOf,
  startNextItem,
  stopItems,
} from './planItems.ts';
import type { NodeProgress, PlanEffect, PlanEvent, PlanGraph, PlanState, RunCause } from './planTypes.ts';
import { popReady, pushReady } from './readyQueue.ts';
import { fullPool, giveBack, serveNext, takeOrWait } from './resourcePool.ts';
import { retryDelayMs } from './retryDelay.ts';

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
      items: undefined,
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
      state.graph.given?.forEach((end, node) => give(state, node, end, effects));
      state.nodes.forEach((progress, node) => {
        if (progress.phase === 'pending' && progress.waitsFor === 0) release(state, node, effects);
      });
      return;
    case 'decided':
      return decided(state, event.node, event.run, effects);
    case 'ended':
      return event.item === undefined
        ? ended(state, event, effects)
        : itemEnded(state, { ...event, item: event.item }, effects);
    case 'expanded':
      return expanded(state, event.node, event.count, effects);
    case 'gathered':
      return gathered(state, event.node, event.ok, effects);
    case 'overdue':
      return event.item === undefined
        ? overdue(state, event.node, event.attempt, effects)
        : itemOverdue(state, event.node, event.item, event.attempt, effects);
    case 'due':
      return event.item === undefined ? due(state, event.node) : itemDue(state, event.node, event.item);
    case 'cancel':
      return cancel(state, { state: 'cancelled', reason: event.reason }, effects);
    case 'run-overdue':
      return cancel(state, { state: 'timed-out', reason: event.reason }, effects);
    default:
      event satisfies never;
  }
}

function startReady(state: PlanState, effects: PlanEffect[]): void {
  while (!state.closed && state.running < state.graph.concurrency) {
    const node = serveNext(state.resources) ?? popStartable(state, effects);
    if (node === undefined) return;
    state.running++;
    if (planOf(state, node).each) startNextItem(state, node, effects);
    else startAttempt(state, node, effects);
  }
}

function startAttempt(state: PlanState, node: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  progress.phase = 'running';
  progress.attempts++;
  progress.lastFailure = undefined;
  effects.push({ type: 'start', node, attempt: progress.attempts });
}

/** The most urgent ready node that may have what it needs; those that may not begin to wait for it. */
function popStartable(state: PlanState, effects: PlanEffect[]): number | undefined {
  for (;;) {
    const node = popReady(state.ready, state.graph.nodes);
    if (node === undefined) return undefined;
    if (isUnexpanded(state, node)) return node;
    const missing = takeOrWait(state.resources, node, planOf(state, node).needs);
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
  if (progress.phase !== 'running' || progress.items || progress.attempts !== event.attempt) return;
  state.running--;
  giveBack(state.resources, planOf(state, event.node).needs);
  const outcome = outcomeOf(event.result, progress.stopCause);
  progress.stopCause = undefined;
  if (outcome === 'succeeded' || outcome === 'cancelled') return finish(state, event.node, outcome, '', effects);
  const retry = planOf(state, event.node).retry;
  const again = event.retryable && progress.attempts <= retry.attempts && retry.on.includes(outcome) && !state.closed;
  if (!again) return failed(state, event.node, outcome, effects);
  progress.phase = 'resting';
  progress.lastFailure = outcome;
  const delayMs = retryDelayMs(retry, progress.attempts);
  const attempt = progress.attempts + 1;
  effects.push({ type: 'retry', node: event.node, attempt, delayMs, state: outcome });
}

function overdue(state: PlanState, node: number, attempt: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  if (progress.phase !== 'running' || progress.items || progress.attempts !== attempt || progress.stopCause) return;
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
    if (progress.items) return stopItems(progress.items, node, effects);
    if (progress.phase !== 'running' || progress.stopCause) return;
    progress.stopCause = 'cancel';
    effects.push({ type: 'stop', node, attempt: progress.attempts, cause: 'cancel' });
  });
  const what = cause.state === 'cancelled' ? 'the run was cancelled' : 'the run took too long';
  close(state, `not started because ${what}`, 'cancel', effects);
}
