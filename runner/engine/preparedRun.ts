import type { GraphInput, GraphNode, PartialRun } from '../../proto/messages.ts';
import type { RunValue } from '../executors/executor.ts';
import type { Redactor } from '../logs/redactor.ts';
import type { RunLimits } from './limits.ts';
import type { GivenEnd, PlanGraph, PlanScope, ResourceNeed } from './planTypes.ts';

/** Where a value comes from; nodes are named by their index. */
export type PreparedSource =
  | { readonly from: 'node'; readonly node: number; readonly port: string }
  | { readonly from: 'input'; readonly scope: number; readonly name: string };

/** What stands at one in-port. */
export interface PreparedPort {
  readonly port: string;
  readonly list: boolean;
  /** One, or for a list port as many as there are wires. */
  readonly sources: readonly PreparedSource[];
}

/** How a node runs once per item. */
export interface PreparedEach {
  /** In-port that the list stands at; something is wired to it. */
  readonly port: string;
  /** Items that run at the same time; from 1. */
  readonly atOnce: number;
  /** Out-ports that some wire, condition or output takes: they exist even when no item makes a value. */
  readonly wiredPorts: readonly string[];
}

/** The run as a whole, or a flow that runs in the place of a node. */
export interface PreparedScope extends PlanScope {
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly { readonly name: string; readonly node: number; readonly port: string }[];
  /** The flow's own environment, for every node of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder that relative paths start from. */
  readonly workingFolder: string;
}

/** A node of a checked graph: every name in it leads somewhere. */
export interface PreparedNode {
  /** Path of ids: within another flow that of the node which stands for it, and its own. */
  readonly id: string;
  readonly kind: string;
  readonly message: GraphNode;
  /** Index of the scope that it belongs to. */
  readonly scope: number;
  /** Index of the scope that runs in its place. */
  readonly opens: number | undefined;
  /** Nodes that it comes after. */
  readonly after: readonly number[];
  readonly ports: readonly PreparedPort[];
  readonly when: { readonly source: PreparedSource; readonly negated: boolean } | undefined;
  /** 0: none. */
  readonly timeoutMs: number;
  readonly needs: readonly ResourceNeed[];
  /** Set for a node that runs once per item of a list. */
  readonly each: PreparedEach | undefined;
}

/** What a node that does not run stands for. */
export interface GivenNode extends GivenEnd {
  /** By out-port; none of a node that is left out. */
  readonly outputs: ReadonlyMap<string, KeptOutput>;
}

/** A value that an earlier run made. */
export interface KeptOutput {
  readonly value: RunValue;
  /** It came of a secret and is masked: it can be shown and not be used. */
  readonly tainted: boolean;
}

/** The part of a graph that runs. */
export interface PreparedPart {
  readonly message: PartialRun;
  /** The nodes that do not run, by index. */
  readonly given: ReadonlyMap<number, GivenNode>;
}

/** A request that can be run: checked, with every default filled in. */
export interface PreparedRun {
  readonly runId: string;
  readonly flowName: string;
  readonly flowSource: string;
  readonly nodes: readonly PreparedNode[];
  /** The first is the run itself. */
  readonly scopes: readonly PreparedScope[];
  readonly plan: PlanGraph;
  readonly flowInputs: ReadonlyMap<string, RunValue>;
  /** Every secret that the graph declares, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Knows every secret of the run. */
  readonly redactor: Redactor;
  /** Ids of the nodes that see a secret: they name one, or are wired to a node that does. */
  readonly tainted: ReadonlySet<string>;
  /** Absolute. */
  readonly workingFolder: string;
  /** Absolute. */
  readonly stateFolder: string;
  readonly limits: RunLimits;
  /** Set when not every node runs. */
  readonly part?: PreparedPart;
  /** What people should know before anything starts, in words. */
  readonly notes?: readonly string[];
}
