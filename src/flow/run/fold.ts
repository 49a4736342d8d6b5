import type { ExecutionEvent } from '../../../proto/messages.ts';
import { foldNodeEvent, newNode } from './foldNode.ts';
import { outputSnapshot } from './outputSnapshot.ts';
import { assignParts, partialSnapshot } from './partialRun.ts';
import type { NodeSnapshot, RunSnapshot } from './snapshot.ts';
import { failureCode, isNodeOver, isRunOver, runState } from './status.ts';

const SEVERITIES = ['information', 'error', 'warning', 'information'] as const;

/** Diagnostics of a run that its snapshot keeps; the journal has them all. */
const RUN_DIAGNOSTICS_KEPT = 500;

/** A run of which nothing is known yet. */
export function emptyRun(runId: string): RunSnapshot {
  return {
    runId,
    flowName: '',
    flowSource: '',
    state: 'pending',
    cancelling: false,
    nodes: new Map(),
    outputs: [],
    diagnostics: [],
    processesEnded: 0,
    processesSurviving: 0,
    lastSequence: 0,
  };
}

/**
 * The run after these events. Events of other runs and events that were folded before are passed over, so a reader may
 * fold overlapping parts of a journal. Without a new event the result is `run` itself; nodes that no event concerns are
 * the same objects.
 */
export function foldEvents(run: RunSnapshot, events: readonly ExecutionEvent[]): RunSnapshot {
  const fresh = events.filter((event) => concerns(run, event));
  if (fresh.length === 0) return run;
  const nodes = new Map(run.nodes);
  let next = run;
  let lastSequence = run.lastSequence;
  for (const event of fresh) {
    const sequence = event.sequence ?? 0;
    if (sequence !== 0 && sequence <= lastSequence) continue;
    lastSequence = Math.max(lastSequence, sequence);
    if (!foldNodeEvent(nodes, event)) next = foldRunEvent(next, nodes, event);
  }
  return { ...next, nodes, lastSequence };
}

/** The run as it stands once its runner is gone: what ran has crashed, what had not started never will. */
export function markRunnerLost(run: RunSnapshot, message: string, timeMs: number): RunSnapshot {
  if (isRunOver(run.state)) return run;
  const nodes = new Map(run.nodes);
  for (const [id, node] of nodes) nodes.set(id, lostNode(node, message, timeMs));
  return {
    ...run,
    state: 'crashed',
    cancelling: false,
    nodes,
    reason: message,
    finishedMs: timeMs,
    ...(run.startedMs === undefined ? {} : { durationMs: Math.max(0, timeMs - run.startedMs) }),
  };
}

function concerns(run: RunSnapshot, event: ExecutionEvent): boolean {
  if (event.runId && event.runId !== run.runId) return false;
  const sequence = event.sequence ?? 0;
  return sequence === 0 || sequence > run.lastSequence;
}

function lostNode(node: NodeSnapshot, message: string, timeMs: number): NodeSnapshot {
  if (isNodeOver(node.state)) return node;
  if (node.state !== 'running')
    return { ...node, state: 'skipped', reason: 'The runner ended before this node started.' };
  return {
    ...node,
    state: 'crashed',
    finishedMs: timeMs,
    failure: { code: failureCode(8), message },
    ...(node.startedMs === undefined ? {} : { durationMs: Math.max(0, timeMs - node.startedMs) }),
  };
}

function foldRunEvent(run: RunSnapshot, nodes: Map<string, NodeSnapshot>, event: ExecutionEvent): RunSnapshot {
  if (event.runStarted) return started(run, nodes, event);
  if (event.runFinished) return finished(run, event);
  if (event.runCancelling) {
    return isRunOver(run.state) ? run : { ...run, cancelling: true, reason: event.runCancelling.reason ?? '' };
  }
  if (event.diagnostic && run.diagnostics.length < RUN_DIAGNOSTICS_KEPT) {
    const { severity, message, node } = event.diagnostic;
    const entry = { severity: SEVERITIES[severity ?? 0] ?? 'information', message: message ?? '' };
    return { ...run, diagnostics: [...run.diagnostics, node ? { ...entry, node } : entry] };
  }
  return run;
}

function started(run: RunSnapshot, nodes: Map<string, NodeSnapshot>, event: ExecutionEvent): RunSnapshot {
  const { flowName, flowSource, nodeIds, runFolder, partial: parts } = event.runStarted ?? {};
  for (const id of nodeIds ?? []) if (!nodes.has(id)) nodes.set(id, newNode(id));
  const partial = parts ? partialSnapshot(parts, nodeIds ?? []) : undefined;
  if (partial) assignParts(nodes, partial);
  return {
    ...run,
    flowName: flowName ?? '',
    flowSource: flowSource ?? '',
    state: 'running',
    startedMs: event.timeMs ?? 0,
    ...(runFolder ? { runFolder } : {}),
    ...(partial ? { partial } : {}),
  };
}

function finished(run: RunSnapshot, event: ExecutionEvent): RunSnapshot {
  const result = event.runFinished ?? {};
  const outputs = Object.entries(result.outputs ?? {}).map(([port, value]) => outputSnapshot(port, value));
  const { reason: _earlier, ...rest } = run;
  return {
    ...rest,
    state: runState(result.status),
    cancelling: false,
    finishedMs: event.timeMs ?? 0,
    durationMs: result.durationMs ?? 0,
    ...(result.reason ? { reason: result.reason } : {}),
    outputs,
    processesEnded: result.processesEnded ?? 0,
    processesSurviving: result.processesSurviving ?? 0,
  };
}
