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
  /** Index of the scope that it belongs to; 0: the run itself. */
  readonly scope: number;
  /** Index of the scope that runs in its place; undefined for a node that does something itself. */
  readonly opens: number | undefined;
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

/**
 * Nodes that run together: all of the run, or those of a flow within it. The nodes of a scope, and of every scope within
 * it, stand in one piece right after the node that opens it; scopes stand in the order of these nodes.
 */
export interface PlanScope {
  /** Index of the node that it runs in the place of; -1 for the run itself. */
  readonly node: number;
  /** Index of its first node, and of the first one after it. */
  readonly first: number;
  readonly end: number;
  /** How many nodes belong to it and to no scope within it. */
  readonly members: number;
}

/** A valid graph without circles, in document order. */
export interface PlanGraph {
  readonly nodes: readonly PlanNode[];
  /** The first is the run itself. */
  readonly scopes: readonly PlanScope[];
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
  /** The answer to `open`; not `ok`: the inputs of the scope are not what it takes. */
  | { readonly type: 'opened'; readonly node: number; readonly attempt: number; readonly ok: boolean }
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
  /** A scope is about to run in the place of this node. After the first attempt its nodes start over. */
  | { readonly type: 'open'; readonly node: number; readonly attempt: number }
  /** A scope has ended; the node whose place it took ends or is tried again. `member` decided that, when one did. */
  | {
      readonly type: 'shut';
      readonly node: number;
      readonly state: ItemState;
      readonly member: number | undefined;
    }
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
      /** Why it was skipped, or cancelled while the run goes on; empty otherwise. */
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
  /** Those of its attempts that it made before its scope started over. */
  earlier: number;
  /** Why the running attempt is being stopped. */
  stopCause: StopCause | undefined;
  /** How the last attempt ended, until the next one starts. */
  lastFailure: RetryableState | undefined;
  /** Of a node that runs once per item, from its start to its end. */
  items: ItemsProgress | undefined;
  /** A failure lies before it: whatever comes after it is skipped as well. */
  tainted: boolean;
}

/** Where one scope stands. */
export interface ScopeProgress {
  /** Nodes that belong to it and have not ended. */
  unfinished: number;
  /** Nothing in it starts any more. */
  closed: boolean;
  /** The first of its nodes that failed in a way that makes the whole fail. */
  decidedBy: number | undefined;
  /** Some of its nodes were ended early, or never started. */
  cut: boolean;
}

/** All that the plan knows. Plain data: the same events make the same state. */
export interface PlanState {
  readonly graph: PlanGraph;
  readonly nodes: readonly NodeProgress[];
  readonly scopes: readonly ScopeProgress[];
  /** Nodes whose flow is being opened: nothing starts before it is known what may, so that the most urgent comes first. */
  readonly opening: Set<number>;
  /** Scopes whose last node has just ended; empty between steps. */
  readonly emptied: number[];
  /** Heap of the ready nodes' indexes, most urgent first. */
  readonly ready: number[];
  readonly resources: ResourcePool;
  running: number;
  unfinished: number;
  begun: boolean;
  /** The effect `end` has been given. */
  over: boolean;
  cancelling: boolean;
  cause: RunCause | undefined;
}
