import type { RunSelection, UnfinishedVerb } from '../flow/run/selection.ts';
import type { NodeSnapshot, NodeState, RunSnapshot } from '../flow/run/snapshot.ts';

/**
 * What a node has to do with a run in which it does not run. A kept or pinned one takes part with outputs of an earlier
 * run. One that is left out has no part at all: what is shown of it is how it fared in the latest run that it ran in.
 */
export interface NodePartView {
  readonly role: 'kept' | 'pinned' | 'left-out';
  /** For people: `kept from the run of 11:02`, `not part of this run`. */
  readonly words: string;
  /** The run that the shown result is of; absent where there is none. */
  readonly runId?: string;
}

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
  /** Absent for nodes that run. */
  readonly part?: NodePartView;
}

/** A pinned node: it runs in no run until it is unpinned. */
export interface PinView {
  readonly id: string;
  /** For people: `pinned, from the run of 11:02`. */
  readonly words: string;
  /** The run that made the outputs. */
  readonly runId: string;
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
  /** How many nodes run. */
  readonly totalNodes: number;
  /** The part of the flow that was asked for; absent for all of it. */
  readonly asked?: RunSelection;
  /** What can be done about what this run did not finish. */
  readonly unfinished?: UnfinishedVerb;
}

/** Everything known of one node of the run on show; sent for the node that the view asked about with `inspect`. */
export interface NodeDetail {
  readonly runId: string;
  readonly node: NodeSnapshot;
}
