import type { JsonObject, JsonValue } from '../../proto/value.ts';

export type { JsonObject, JsonValue };

/** Half-open range of a text in UTF-16 code units, the unit of every editor interface here. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Keys and list indexes that lead from the top of the file to an entry, such as `['nodes', 'chart', 'with', 'code']`. */
export type FlowPath = readonly (string | number)[];

/** The types that a port may have. `list of T` carries a list whose items have type T. */
export type ScalarPortType = 'text' | 'number' | 'boolean' | 'json' | 'table' | 'file' | 'image' | 'bytes' | 'any';
export type PortType = ScalarPortType | `list of ${ScalarPortType}`;

/** The format version that this build reads and writes. */
export const FORMAT_VERSION = 1;

/** Where the value of a wire comes from, as the author wrote it. An absent port means the node's default output. */
export type WireSource =
  | { readonly from: 'node'; readonly node: string; readonly port?: string }
  | { readonly from: 'input'; readonly input: string };

/** What stands at one in-port: one source, or a list of sources for a list port. */
export interface InPort {
  readonly port: string;
  readonly sources: readonly WireSource[];
  /** Whether the author wrote a YAML list, also a list of one. */
  readonly isList: boolean;
}

/** A parameter of the flow. Without `default` whoever starts a run must give the value; `options` are the ones allowed. */
export interface FlowInput {
  readonly name: string;
  readonly type: PortType;
  readonly default?: JsonValue;
  readonly description?: string;
  readonly options?: readonly JsonValue[];
}

/** `attempts` are those after the first; each delay is the one before times `backoff`, up to `maxDelayMs`; `on` are the causes that are retried. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
  readonly backoff: number;
  readonly maxDelayMs?: number;
  readonly on: readonly ('failed' | 'timed-out' | 'crashed')[];
}

export type ErrorPolicy = 'stop' | 'continue' | 'ignore';

export type CachePolicy =
  | { readonly mode: 'auto' | 'off' }
  | {
      readonly mode: 'declared';
      readonly files: readonly string[];
      readonly outputs: readonly string[];
      readonly env: readonly string[];
      readonly key?: string;
    };

/** A node as the file says it. Whatever could not be read is absent and has a diagnostic. */
export interface FlowNode {
  readonly id: string;
  /** Kind, plugin kind or sub-flow path; empty when the file does not say. */
  readonly uses: string;
  readonly name?: string;
  readonly description?: string;
  readonly in: readonly InPort[];
  readonly after: readonly string[];
  readonly with: JsonObject;
  readonly when?: { readonly source: WireSource; readonly negated: boolean };
  readonly each?: string;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  readonly retry?: RetryPolicy;
  readonly onError?: ErrorPolicy;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly workdir?: string;
  /** What each run of the node holds of the flow's resources, by name. */
  readonly resources: Readonly<Record<string, number>>;
  readonly cache?: CachePolicy;
  readonly sandbox?: JsonValue;
}

/** A frame drawn around nodes; it has no effect on a run. */
export interface FlowGroup {
  readonly id: string;
  readonly title?: string;
  readonly nodes: readonly string[];
  readonly color?: string;
}

/** What holds for nodes that say nothing themselves. */
export interface FlowDefaults {
  readonly timeoutMs?: number;
  readonly retry?: RetryPolicy;
  readonly onError?: ErrorPolicy;
  readonly concurrency?: number;
  /** How much there is of each resource in one run, by name; of one that is not named here there is 1. */
  readonly resources?: Readonly<Record<string, number>>;
  readonly cache?: CachePolicy;
  readonly sandbox?: JsonValue;
}

/** Canvas position of a node's top left corner, in whole canvas units. */
export type Position = readonly [x: number, y: number];

/**
 * What a `.flow` text says, whether or not it could run. Nodes are in document order. Two parses of texts that agree in
 * a node's block give the same object for that node.
 */
export interface FlowModel {
  readonly formatVersion?: number;
  readonly name?: string;
  readonly description?: string;
  readonly inputs: readonly FlowInput[];
  readonly secrets: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Longest time for a run of the whole flow, in milliseconds. */
  readonly timeoutMs?: number;
  readonly defaults: FlowDefaults;
  readonly nodes: readonly FlowNode[];
  readonly outputs: readonly { readonly name: string; readonly source: WireSource }[];
  readonly groups: readonly FlowGroup[];
  readonly layout: ReadonlyMap<string, Position>;
}
