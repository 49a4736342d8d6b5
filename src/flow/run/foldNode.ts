import type { ExecutionEvent, Failure } from '../../../proto/messages.ts';
import { appendLog } from './logTail.ts';
import { outputSnapshot } from './outputSnapshot.ts';
import type { NodeSnapshot, RunFailure } from './snapshot.ts';
import { failureCode, nodeState } from './status.ts';

/** A node that nothing has happened to yet. */
export function newNode(id: string): NodeSnapshot {
  return { id, state: 'pending', attempt: 0, logTail: [], droppedLogBytes: 0, outputs: [] };
}

/** Folds an event about a node into the map; false when the event is about the run. */
export function foldNodeEvent(nodes: Map<string, NodeSnapshot>, event: ExecutionEvent): boolean {
  const subject =
    event.nodeLog ??
    event.nodeOutput ??
    event.nodeStarted ??
    event.nodeFinished ??
    event.nodeReady ??
    event.nodeProgress ??
    event.nodeRetrying;
  if (!subject) return false;
  const id = subject.node ?? '';
  nodes.set(id, changed(nodes.get(id) ?? newNode(id), event));
  if ((event.nodeStarted?.attempt ?? 1) > 1) startOver(nodes, id);
  return true;
}

/** What a node says that is ready and waits for resources. */
export function waitWords(resources: readonly string[]): string {
  return `waits for ${resources.join(' and ')}`;
}

/** A failure as people are told of it. */
export function runFailure(failure: Failure): RunFailure {
  return {
    code: failureCode(failure.code),
    message: failure.message ?? '',
    ...(failure.code === 4 ? { exitCode: failure.exitCode ?? 0 } : {}),
    ...(failure.signal ? { signal: failure.signal } : {}),
    ...(failure.detail ? { detail: failure.detail } : {}),
  };
}

/** The nodes of a flow that runs in the place of a node start over with it. */
function startOver(nodes: Map<string, NodeSnapshot>, id: string): void {
  for (const [inner, { kept }] of nodes) {
    // What was made before the run stays.
    if (inner.startsWith(`${id}/`) && !kept) nodes.set(inner, newNode(inner));
  }
}

function changed(node: NodeSnapshot, event: ExecutionEvent): NodeSnapshot {
  if (event.nodeLog) {
    return {
      ...node,
      logTail: appendLog(node.logTail, event.nodeLog.text ?? ''),
      droppedLogBytes: node.droppedLogBytes + (event.nodeLog.droppedBytes ?? 0),
    };
  }
  if (event.nodeOutput) return withOutput(node, event);
  if (event.nodeStarted) return started(node, event);
  if (event.nodeFinished) return finished(node, event);
  if (event.nodeReady) return ready(node, event.nodeReady.waitsFor ?? []);
  if (event.nodeProgress) {
    const { current, total, message } = event.nodeProgress;
    return { ...node, progress: { current: current ?? 0, total: total ?? 0, message: message ?? '' } };
  }
  if (event.nodeRetrying) return retrying(node, event);
  return node;
}

function ready(node: NodeSnapshot, waitsFor: readonly string[]): NodeSnapshot {
  return { ...node, state: 'ready', ...(waitsFor.length > 0 ? { reason: waitWords(waitsFor) } : {}) };
}

function withOutput(node: NodeSnapshot, event: ExecutionEvent): NodeSnapshot {
  const output = outputSnapshot(event.nodeOutput?.port ?? '', event.nodeOutput?.value);
  const others = node.outputs.filter((known) => known.port !== output.port);
  return { ...node, outputs: [...others, output] };
}

function started(node: NodeSnapshot, event: ExecutionEvent): NodeSnapshot {
  const { command, attempt } = event.nodeStarted ?? {};
  const { failure: _failure, reason: _reason, progress: _progress, ...rest } = node;
  return {
    ...rest,
    state: 'running',
    attempt: attempt || 1,
    startedMs: node.startedMs ?? event.timeMs ?? 0,
    ...(command ? { command } : {}),
  };
}

function retrying(node: NodeSnapshot, event: ExecutionEvent): NodeSnapshot {
  const { attempt, failure } = event.nodeRetrying ?? {};
  const { progress: _progress, ...rest } = node;
  return {
    ...rest,
    state: 'ready',
    attempt: attempt || node.attempt,
    ...(failure ? { failure: runFailure(failure) } : {}),
  };
}

function finished(node: NodeSnapshot, event: ExecutionEvent): NodeSnapshot {
  const { status, durationMs, failure, reason, logFile, attempts } = event.nodeFinished ?? {};
  const { failure: _failure, progress: _progress, reason: _reason, ...rest } = node;
  return {
    ...rest,
    state: nodeState(status),
    attempt: attempts || node.attempt,
    finishedMs: event.timeMs ?? 0,
    durationMs: durationMs ?? 0,
    ...(failure ? { failure: runFailure(failure) } : {}),
    ...(reason ? { reason } : {}),
    ...(logFile ? { logFile } : {}),
  };
}
