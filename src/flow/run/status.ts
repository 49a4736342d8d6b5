import type { NodeState, RunState } from './snapshot.ts';

/** `NodeStatus` of the protocol by number. */
export const NODE_STATES: readonly (NodeState | undefined)[] = [
  undefined,
  'pending',
  'ready',
  'running',
  'succeeded',
  'cached',
  'failed',
  'crashed',
  'timed-out',
  'cancelled',
  'skipped',
];

/** `RunStatus` of the protocol by number. A run is `crashed` only in the eyes of who lost its runner. */
export const RUN_STATES: readonly (RunState | undefined)[] = [
  undefined,
  'pending',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'timed-out',
];

/** `FailureCode` of the protocol by number. */
export const FAILURE_CODES: readonly string[] = [
  'unspecified',
  'invalid-graph',
  'missing-input',
  'spawn-failed',
  'exit-code',
  'signal',
  'timeout',
  'cancelled',
  'crashed',
  'output-missing',
  'output-too-large',
  'limit-reached',
  'secret-missing',
  'node-error',
  'assertion',
  'internal',
  'unsupported',
  'not-possible',
];

/** State of a `NodeStatus`; one that this build does not know counts as pending. */
export function nodeState(status: number | null | undefined): NodeState {
  return NODE_STATES[status ?? 0] ?? 'pending';
}

/** State of a `RunStatus`; one that this build does not know counts as running. */
export function runState(status: number | null | undefined): RunState {
  return RUN_STATES[status ?? 0] ?? 'running';
}

/** Name of a `FailureCode`. */
export function failureCode(code: number | null | undefined): string {
  return FAILURE_CODES[code ?? 0] ?? 'unspecified';
}

/** Number of a state in the protocol's `NodeStatus`. */
export function nodeStatusNumber(state: NodeState): number {
  return NODE_STATES.indexOf(state);
}

/** Number of a state in the protocol's `RunStatus`; 0 for `crashed`, which no runner says of itself. */
export function runStatusNumber(state: RunState): number {
  return Math.max(0, RUN_STATES.indexOf(state));
}

/** Whether a node has ended, well or badly. */
export function isNodeOver(state: NodeState): boolean {
  return state !== 'pending' && state !== 'ready' && state !== 'running';
}

/** Whether a run has ended, well or badly. */
export function isRunOver(state: RunState): boolean {
  return state !== 'pending' && state !== 'running';
}
