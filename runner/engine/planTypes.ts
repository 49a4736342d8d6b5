import type { ErrorPolicy } from '../../src/flow/model.ts';
import type { NodeState, RunState } from '../../src/flow/run/snapshot.ts';
import type { ItemsProgress } from './itemsProgress.ts';
import type { ResourcePool } from './resourcePool.ts';

/** States in which a node stays. */
export type FinalNodeState = Exclude<NodeState, 'pending' | 'ready' | 'running'>;

/** States in which an attempt may end by itself or by its time limit, and which a policy may want to be retried. */
export type RetryableState = 'failed' | 'timed-out' | 'crashed';

/** States in which a run stays, as its own runner sees it. */
export type FinalRunState = Exclude<RunState, 'pending' | 'running' | 'crashed'>;

/** A node that waits for another one. */
export interface Dependent {
  readonly node: number;
  /** True when it needs a value of the other, false when it only comes after it. */
  readonly needs: boolean;
}

/** What the plan must know of a node: order and policy, nothing of what it does. Nodes are named by their index. */
export interface PlanNode {
  readonly id: string;
  /** How many other nodes must have ended before this one starts. */
  readonly waitsFor: number;
  readonly dependents: readonly Dependent[];
  /** Whether a `when` decides if it runs at all. */
  readonly conditional: boolean;
  readonly retry: {
    readonly attempts: number;
    readonly delayMs: number;
    readonly backoff: number;
    /** Delays grow up to here; 0: up to the runner's own limit. */
    readonly maxDelayMs: number;
    readonly on: readonly RetryableState[];
  };
  readonly onError: ErrorPolicy;
  /** Runs once per item of a list, `atOnce` of them at the same time, from 1; undefined: it runs once. */
  readonly each: { readonly atOnce: number } | undefined;
  /** What each attempt holds while it runs. */
  readonly needs: readonly ResourceNeed[];
  /** Expected milliseconds on the longest path from here to an end, itself included: the higher, the more urgent. */
  readonly height: number;
}

/** A share of a resource. */
export interface ResourceNeed {
  /** Index of the resource. */
  readonly resource: number;
  /** From 1 up to the resource's limit. */
  readonly amount: number;
}

/** Something of which only so much may be in use at a time. */
export interface PlanResource {
  readonly name: string;
  readonly limit: number;
}

/** A valid graph without circles, in document order. */
export interface PlanGraph {
  readonly nodes: readonly PlanNode[];
  readonly resources: readonly PlanResource[];
  /** At least 1. */
  readonly concurrency: number;
  /** Nodes that do not run, by index: they end at once, and nobody is skipped because of them. */
  readonly given?: ReadonlyMap<number, GivenEnd>;
}

/** How a node ends that does not run. */
export interface GivenEnd {
  readonly state: 'cached' | 'skipped';
  /** Why, in words. */
  readonly reason: string;
}

/**
 * What happened outside. `item` counts from 0 and is there for nodes that run once per item, whose attempts are those of
 * an item. Every event that is no longer about the present is ignored.
 */
export type PlanEvent =
  | { readonly type: 'begin' }
  /** The answer to `decide`. */
  | { readonly type: 'decided'; readonly node: number; readonly run: boolean }
  /** The answer to `expand`: how many items the list has; undefined when there is no list. */
  | { readonly type: 'expanded'; readonly node: number; readonly count: number | undefined }
  /** The answer to `gather`; not `ok`: the outputs could not be put together. */
  | { readonly type: 'gathered'; readonly node: number; readonly ok: boolean }
  /** An attempt is over. `stopped` means that it ended because of the effect `stop`. */
  | {
      readonly type: 'ended';
      readonly node: number;
      readonly item?: number | undefined;
      readonly attempt: number;
      readonly result: 'succeeded' | 'failed' | 'crashed' | 'stopped';
      /** Trying again may help. */
      readonly retryable: boolean;
    }
  /** The time limit of an attempt has passed. */
  | { readonly type: 'overdue'; readonly node: number; readonly item?: number | undefined; readonly attempt: number }
  /** The delay before the next attempt has passed. */
  | { readonly type: 'due'; readonly node: number; readonly item?: number | undefined }
  | { readonly type: 'cancel'; readonly reason: string }
  /** The time limit of the run has passed. */
  | { readonly type: 'run-overdue'; readonly reason: string };

/** What is to be done outside, in this order. */
export type PlanEffect =
  | { readonly type: 'ready'; readonly node: number }
  /** There is a slot for the node, but not enough of these resources. */
  | { readonly type: 'wait'; readonly node: number; readonly resources: readonly number[] }
  /** Asks whether the `when` of a node holds. */
  | { readonly type: 'decide'; readonly node: number }
  /** Asks how many items the list of a node has. */
  | { readonly type: 'expand'; readonly node: number }
  | { readonly type: 'start'; readonly node: number; readonly item?: number; readonly attempt: number }
  | {
      readonly type: 'stop';
      readonly node: number;
      readonly item?: number;
      readonly attempt: number;
      readonly cause: StopCause;
    }
  /** `attempt` is the one that comes next. */
  | {
      readonly type: 'retry';
      readonly node: number;
      readonly item?: number;
      readonly attempt: number;
      readonly delayMs: number;
      /** How the last attempt ended. */
      readonly state: RetryableState;
    }
  /** An item has ended for good. */
  | { readonly type: 'item'; readonly node: number; readonly item: number; readonly state: ItemState }
  /** No item of the node runs any more, nor will; asks to put their outputs together. */
  | { readonly type: 'gather'; readonly node: number; readonly state: ItemState }
  | {
      readonly type: 'finish';
      readonly node: number;
      readonly state: FinalNodeState;
      readonly attempts: number;
      /** Why it was skipped or cancelled; empty otherwise. */
      readonly reason: string;
    }
  | { readonly type: 'cancelling'; readonly reason: string }
  /** Always the last one. */
  | { readonly type: 'end'; readonly cause: RunCause };

/** How an item ends, and a node as the sum of its items. */
export type ItemState = 'succeeded' | 'cancelled' | RetryableState;

/** Why an attempt is being stopped. */
export type StopCause = 'timeout' | 'cancel';

/** What decided how the run ends; the first that happens stays. */
export type RunCause =
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly node: number }
  | { readonly state: 'cancelled' | 'timed-out'; readonly reason: string };

/** Where one node stands. `deciding` waits for its `when`, `resting` for its next attempt. */
export interface NodeProgress {
  phase: 'pending' | 'deciding' | 'ready' | 'running' | 'resting' | 'over';
  /** Set when over. */
  state: FinalNodeState | undefined;
  /** Nodes that must still end before it. */
  waitsFor: number;
  attempts: number;
  /** Why the running attempt is being stopped. */
  stopCause: StopCause | undefined;
  /** How the last attempt ended, until the next one starts. */
  lastFailure: RetryableState | undefined;
  /** Of a node that runs once per item, from its start to its end. */
  items: ItemsProgress | undefined;
  /** A failure lies before it: whatever comes after it is skipped as well. */
  tainted: boolean;
}

/** All that the plan knows. Plain data: the same events make the same state. */
export interface PlanState {
  readonly graph: PlanGraph;
  readonly nodes: readonly NodeProgress[];
  /** Heap of the ready nodes' indexes, most urgent first. */
  readonly ready: number[];
  readonly resources: ResourcePool;
  running: number;
  unfinished: number;
  begun: boolean;
  /** The effect `end` has been given. */
  over: boolean;
  /** No attempt starts any more. */
  closed: boolean;
  cancelling: boolean;
  cause: RunCause | undefined;
}
