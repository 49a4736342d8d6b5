/**
 * The scheduler: decides what is ready, started, retried, skipped, stopped and finished. It never waits, reads no clock
 * and starts nothing; `driver.ts` does that and tells what happened. For speed a step changes the state in place, so the
 * state before it is gone; feeding the same events to a new state leads to an equal one.
 *
 * How the end of a node spreads: a failure that is not ignored skips all that needs the node or comes after it, and
 * under `stop` all that has not started. A `when` that does not hold skips what needs the node's outputs; what only
 * comes after it runs.
 */
import { attemptOver, begin, close, finish, give, release, stopWithin } from './planEnd.ts';
import {
  expanded,
  gathered,
  isUnexpanded,
  itemDue,
  itemEnded,
  itemOverdue,
  outcomeOf,
  startNextItem,
} from './planItems.ts';
import { endScopes, opened, openScope, scopeOverdue } from './planScopes.ts';
import { planOf, progressOf } from './planState.ts';
import type { NodeProgress, PlanEffect, PlanEvent, PlanGraph, PlanState, RunCause } from './planTypes.ts';
import { popReady, pushReady } from './readyQueue.ts';
import { fullPool, giveBack, serveNext, takeOrWait } from './resourcePool.ts';

/** State of a run before its first event. */
export function initialState(graph: PlanGraph): PlanState {
  const nodes = graph.nodes.map(
    (node): NodeProgress => ({
      phase: 'pending',
      state: undefined,
      waitsFor: node.waitsFor,
      attempts: 0,
      earlier: 0,
      stopCause: undefined,
      lastFailure: undefined,
      items: undefined,
      tainted: false,
    }),
  );
  return {
    graph,
    nodes,
    scopes: graph.scopes.map(({ members }) => ({
      unfinished: members,
      closed: false,
      decidedBy: undefined,
      cut: false,
    })),
    opening: new Set(),
    emptied: [],
    ready: [],
    resources: fullPool(graph.resources),
    running: 0,
    unfinished: nodes.length,
    begun: false,
    over: false,
    cancelling: false,
    cause: undefined,
  };
}

/** Takes one event in. The state is changed in place and returned. */
export function step(state: PlanState, event: PlanEvent): { state: PlanState; effects: PlanEffect[] } {
  const effects: PlanEffect[] = [];
  if (state.over) return { state, effects };
  apply(state, event, effects);
  endScopes(state, effects);
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
      return begin(state, 0, effects);
    case 'decided':
      return decided(state, event.node, event.run, effects);
    case 'ended':
      return event.item === undefined
        ? ended(state, event, effects)
        : itemEnded(state, { ...event, item: event.item }, effects);
    case 'expanded':
      return expanded(state, event.node, event.count, effects);
    case 'opened':
      return opened(state, event, effects);
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
  while (state.running < state.graph.concurrency && state.opening.size === 0) {
    const node = serveNext(state.resources) ?? popStartable(state, effects);
    if (node === undefined) return;
    if (planOf(state, node).opens !== undefined) {
      openScope(state, node, effects);
      continue;
    }
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
  if (planOf(state, event.node).opens !== undefined) return;
  state.running--;
  giveBack(state.resources, planOf(state, event.node).needs);
  const outcome = outcomeOf(event.result, progress.stopCause);
  progress.stopCause = undefined;
  attemptOver(state, event.node, outcome, event.retryable, effects);
}

function overdue(state: PlanState, node: number, attempt: number, effects: PlanEffect[]): void {
  const progress = progressOf(state, node);
  if (progress.phase !== 'running' || progress.items || progress.attempts !== attempt || progress.stopCause) return;
  if (planOf(state, node).opens !== undefined) return scopeOverdue(state, node, effects);
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
  stopWithin(state, 0, effects);
  const what = cause.state === 'cancelled' ? 'the run was cancelled' : 'the run took too long';
  close(state, 0, `not started because ${what}`, 'cancel', effects);
}
