import type { Failure } from '../../proto/messages.ts';
import type { JsonObject, JsonValue, PortType } from '../../src/flow/model.ts';
import type { Redactor } from '../logs/redactor.ts';

/** Content in the store: large values travel as this. */
export interface StoredContent {
  /** Lowercase hexadecimal sha-256. */
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  /** Absolute path of the content; read only. */
  readonly path: string;
  readonly preview: string;
  /** It was looked through on its way into the store and holds no secret of the run. Absent: nobody knows. */
  readonly isFree?: true;
}

/** A value at a port while a run is under way. */
export type RunValue =
  | { readonly kind: 'inline'; readonly value: JsonValue; readonly type: PortType }
  | { readonly kind: 'stored'; readonly content: StoredContent; readonly type: PortType };

/** One attempt of one node, with everything that it needs and nothing else. */
export interface Task {
  readonly runId: string;
  readonly node: string;
  readonly kind: string;
  readonly attempt: number;
  readonly settings: JsonObject;
  /** By in-port, without list ports. */
  readonly inputs: ReadonlyMap<string, RunValue>;
  /** Values of list ports, in wire order. */
  readonly lists: ReadonlyMap<string, readonly RunValue[]>;
  /** Values for `${name}` beyond the in-ports: flow inputs. In-ports win. */
  readonly flowInputs: ReadonlyMap<string, RunValue>;
  /** Secrets that this node named, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Secrets of the flow that this node did not name: a process must not inherit variables of these names. */
  readonly withheld: readonly string[];
  /** The task sees a secret, itself or in its inputs: nothing that it makes may be stored where it outlives the run. */
  readonly tainted: boolean;
  /** Knows every secret of the run. */
  readonly redactor: Redactor;
  /** Flow and node environment, merged, without the process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder that the task works in. */
  readonly workdir: string;
  /**
   * Absolute working folder of the run. A relative path in a value of type `file` starts here, and relative paths in
   * settings of file kinds may not leave it.
   */
  readonly workingFolder: string;
  /** Globs of files that the node must write, relative to `workdir`; one that matches nothing fails the task. */
  readonly declaredOutputs: readonly string[];
}

/** What an executor says while it works. Calls after the task has ended are ignored. */
export interface TaskSink {
  /** `processId` is the process group of a command, 0 for others; `command` is in words, secrets masked. */
  started(processId: number, command: string): void;
  /** Raw bytes as they come; the sink decodes, redacts, limits and stores. Resolves when more may be sent. */
  log(stream: 'stdout' | 'stderr' | 'runner', bytes: Uint8Array): void | Promise<void>;
  progress(current: number, total: number, message: string): void;
  /** Whether a stream has had exactly so many bytes so far, and no secret in them. */
  isFree?(stream: 'stdout' | 'stderr', bytes: number): boolean;
}

/** How an attempt ended. A closed union: each variant has only what exists then. */
export type TaskResult =
  | { readonly status: 'succeeded'; readonly outputs: ReadonlyMap<string, RunValue>; readonly processesEnded: number }
  | {
      readonly status: 'failed' | 'crashed';
      readonly failure: Failure;
      readonly outputs: ReadonlyMap<string, RunValue>;
      readonly processesEnded: number;
    }
  | { readonly status: 'stopped'; readonly processesEnded: number; readonly processesSurviving: number };

/**
 * Runs tasks. `execute` never rejects for anything that the task does; a rejection is a fault of the executor itself.
 * When `signal` aborts, everything that the task started is ended and the result is `stopped`; the first cause wins, so
 * a task that had ended before keeps its own result.
 */
export interface Executor {
  readonly kinds: readonly string[];
  execute(task: Task, sink: TaskSink, signal: AbortSignal): Promise<TaskResult>;
  /** Ends whatever is left and releases what the executor holds. */
  shutdown(): Promise<void>;
}
