import type { JsonValue } from '../model.ts';
import type { KeptOutputs, PartialSnapshot } from './partialRun.ts';

export type NodeState =
  | 'pending'
  | 'ready'
  | 'running'
  | 'succeeded'
  | 'cached'
  | 'failed'
  | 'crashed'
  | 'timed-out'
  | 'cancelled'
  | 'skipped';

export type RunState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'timed-out' | 'crashed';

/** Why something went wrong, as told to people. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly detail?: string;
}

/** What is known of a value at an out-port. `value` is present when it travelled inline. */
export interface OutputSnapshot {
  readonly port: string;
  readonly type: string;
  readonly value?: JsonValue;
  /** The node saw a secret: what is here is masked, and a referenced content is a masked copy. */
  readonly tainted?: true;
  readonly reference?: {
    readonly digest: string;
    readonly size: number;
    readonly mediaType: string;
    readonly preview: string;
    readonly path: string;
  };
}

/** A node in a run at one moment. Times are milliseconds since the epoch; fields appear as events tell them. */
export interface NodeSnapshot {
  readonly id: string;
  readonly state: NodeState;
  readonly attempt: number;
  readonly startedMs?: number;
  readonly finishedMs?: number;
  readonly durationMs?: number;
  readonly command?: string;
  readonly progress?: { readonly current: number; readonly total: number; readonly message: string };
  /** The last `LOG_TAIL_LINES` lines, oldest first; the last may be unfinished. */
  readonly logTail: readonly string[];
  readonly droppedLogBytes: number;
  readonly outputs: readonly OutputSnapshot[];
  readonly failure?: RunFailure;
  /** Why it was skipped, cancelled or taken from the cache, or what it waits for while it is ready. */
  readonly reason?: string;
  readonly logFile?: string;
  /** It takes part with outputs that an earlier run made, and does not run. */
  readonly kept?: KeptOutputs;
  /** The run is about a part of the flow that this node does not belong to. */
  readonly leftOut?: true;
}

/**
 * A run at one moment: the fold of its events so far. Nodes that an event does not concern are the same objects before
 * and after it.
 */
export interface RunSnapshot {
  readonly runId: string;
  readonly flowName: string;
  readonly flowSource: string;
  readonly state: RunState;
  readonly cancelling: boolean;
  readonly startedMs?: number;
  readonly finishedMs?: number;
  readonly durationMs?: number;
  readonly reason?: string;
  readonly runFolder?: string;
  /** Present when not every node runs. */
  readonly partial?: PartialSnapshot;
  readonly nodes: ReadonlyMap<string, NodeSnapshot>;
  readonly outputs: readonly OutputSnapshot[];
  readonly diagnostics: readonly {
    readonly severity: 'error' | 'warning' | 'information';
    readonly message: string;
    readonly node?: string;
  }[];
  readonly processesEnded: number;
  readonly processesSurviving: number;
  readonly lastSequence: number;
}

/** Lines of log that a node's snapshot keeps for the canvas and the inspector. */
export const LOG_TAIL_LINES = 200;
/** Characters that one line of a log tail keeps; the rest is on disk. */
export const LOG_TAIL_LINE_CHARACTERS = 2_000;
