import type { NodeSnapshot, NodeState, RunSnapshot } from '../flow/run/snapshot.ts';

/** What a card shows of its node's part in a run. Nodes that have not been touched by the run are left out. */
export interface NodeRunView {
  readonly id: string;
  readonly state: NodeState;
  readonly attempt: number;
  readonly startedMs?: number;
  readonly durationMs?: number;
  readonly progress?: { readonly current: number; readonly total: number; readonly message: string };
  /** Only while the node runs. */
  readonly lastLogLine?: string;
  /** Only when the node ended badly: one sentence. */
  readonly failure?: string;
  readonly reason?: string;
}

/** A run as the canvas shows it, complete at every moment. */
export interface RunView {
  readonly runId: string;
  readonly state: RunSnapshot['state'];
  readonly cancelling: boolean;
  readonly startedMs?: number;
  readonly durationMs?: number;
  readonly reason?: string;
  /** What became of the run's processes, in words; only when there is something to say. */
  readonly processes?: string;
  readonly nodes: readonly NodeRunView[];
  readonly totalNodes: number;
}

/** Everything known of one node of the run on show; sent for the node that the view asked about with `inspect`. */
export interface NodeDetail {
  readonly runId: string;
  readonly node: NodeSnapshot;
}
