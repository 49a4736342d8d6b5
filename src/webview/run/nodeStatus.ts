import type { NodeState, RunSnapshot } from '../../flow/run/snapshot.ts';
import type { NodeRunView } from '../../messages/run.ts';

/** How a state is shown: its codicon, and its name in words. */
export interface StatusLook {
  readonly icon: string;
  readonly label: string;
  readonly spin?: boolean;
}

/** The icons are those of VS Code's Testing view where it has the state. */
export const NODE_STATUS: Readonly<Record<NodeState, StatusLook>> = {
  pending: { icon: 'history', label: 'waiting' },
  ready: { icon: 'history', label: 'ready' },
  running: { icon: 'loading', label: 'running', spin: true },
  succeeded: { icon: 'pass', label: 'succeeded' },
  cached: { icon: 'archive', label: 'reused from the cache' },
  failed: { icon: 'error', label: 'failed' },
  crashed: { icon: 'bug', label: 'crashed' },
  'timed-out': { icon: 'watch', label: 'timed out' },
  cancelled: { icon: 'circle-slash', label: 'cancelled' },
  skipped: { icon: 'debug-step-over', label: 'skipped' },
};

/** The same for runs. */
export const RUN_STATUS: Readonly<Record<RunSnapshot['state'], StatusLook>> = {
  pending: { icon: 'loading', label: 'Starting', spin: true },
  running: { icon: 'loading', label: 'Running', spin: true },
  succeeded: { icon: 'pass', label: 'Succeeded' },
  failed: { icon: 'error', label: 'Failed' },
  cancelled: { icon: 'circle-slash', label: 'Cancelled' },
  'timed-out': { icon: 'watch', label: 'Timed out' },
  crashed: { icon: 'bug', label: 'Runner crashed' },
};

const BAD_STATES: ReadonlySet<NodeState> = new Set(['failed', 'crashed', 'timed-out']);
const FINAL_STATES: ReadonlySet<NodeState> = new Set([
  'succeeded',
  'cached',
  'failed',
  'crashed',
  'timed-out',
  'cancelled',
  'skipped',
]);

/** Whether a node ended in a way that somebody has to look at. */
export function endedBadly(state: NodeState): boolean {
  return BAD_STATES.has(state);
}

/** Whether nothing more will happen to the node in this run. */
export function hasEnded(state: NodeState): boolean {
  return FINAL_STATES.has(state);
}

/** The state of a node that runs in the run on show; undefined for others, whose results are of earlier runs. */
export function ownState(view: NodeRunView | undefined): NodeState | undefined {
  return view?.part ? undefined : view?.state;
}
