import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExecutors } from '../../../runner/executors/createExecutors.ts';
import type { Executor, RunValue, Task, TaskResult, TaskSink } from '../../../runner/executors/executor.ts';
import { DEFAULT_EXECUTOR_LIMITS, type ExecutorLimits } from '../../../runner/executors/limits.ts';
import { Redactor } from '../../../runner/logs/redactor.ts';
import { createProcessKeeper } from '../../../runner/processes/osProcessKeeper.ts';
import type { EndReport, ProcessKeeper } from '../../../runner/processes/processKeeper.ts';
import { ContentStore } from '../../../runner/store/contentStore.ts';
import type { JsonObject, JsonValue, PortType } from '../../../src/flow/model.ts';
import { taskOf } from '../../support/task.ts';

/** What a sink was told. */
export class Told implements TaskSink {
  readonly commands: string[] = [];
  readonly progressed: [number, number, string][] = [];
  readonly #bytes = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[], runner: [] as Uint8Array[] };

  started(_processId: number, command: string): void {
    this.commands.push(command);
  }

  log(stream: 'stdout' | 'stderr' | 'runner', bytes: Uint8Array): void | Promise<void> {
    this.#bytes[stream].push(Uint8Array.from(bytes));
  }

  progress(current: number, total: number, message: string): void {
    this.progressed.push([current, total, message]);
  }

  text(stream: 'stdout' | 'stderr' | 'runner'): string {
    return Buffer.concat(this.#bytes[stream]).toString('utf8');
  }
}

/** Executors with a store, a working folder and a keeper of their own. */
export class TaskRig {
  readonly folder: string;
  readonly store: ContentStore;
  readonly #keeper: ProcessKeeper;
  readonly #executors: readonly Executor[];

  private constructor(folder: string, limits: ExecutorLimits) {
    this.folder = folder;
    this.store = new ContentStore(join(folder, '.store'));
    this.#keeper = createProcessKeeper({ graceMs: limits.graceMs });
    this.#executors = createExecutors({ store: this.store, privateStore: this.store, processes: this.#keeper, limits });
  }

  static async open(limits: Partial<ExecutorLimits> = {}): Promise<TaskRig> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'tasks-')));
    return new TaskRig(folder, { ...DEFAULT_EXECUTOR_LIMITS, ...limits });
  }

  /** A task of a kind in the working folder. */
  task(kind: string, settings: JsonObject, changes: Partial<Task> = {}): Task {
    const redactor = new Redactor(changes.secrets?.values() ?? []);
    return taskOf(kind, settings, { workdir: this.folder, workingFolder: this.folder, redactor, ...changes });
  }

  /** Runs a task to its end. */
  async run(
    task: Task,
    sink: TaskSink = new Told(),
    signal: AbortSignal = new AbortController().signal,
  ): Promise<TaskResult> {
    const executor = this.#executors.find((candidate) => candidate.kinds.includes(task.kind));
    if (!executor) throw new Error(`no executor for ${task.kind}`);
    return executor.execute(task, sink, signal);
  }

  /** The data at an out-port of a task that has to succeed. */
  async output(port: string, ...run: Parameters<TaskRig['run']>): Promise<JsonValue | undefined> {
    return plain((await this.outputs(...run)).get(port));
  }

  /** The out-ports of a task that has to succeed. */
  async outputs(...run: Parameters<TaskRig['run']>): Promise<ReadonlyMap<string, RunValue>> {
    const result = await this.run(...run);
    if (result.status !== 'succeeded') throw new Error(`${result.status}: ${JSON.stringify(failureOf(result))}`);
    return result.outputs;
  }

  endRun(): Promise<EndReport> {
    return this.#keeper.endRun('run-1');
  }

  async close(): Promise<void> {
    await Promise.all(this.#executors.map((executor) => executor.shutdown()));
    await this.#keeper.shutdown();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A small value. */
export function inline(value: JsonValue, type: PortType = typeof value === 'string' ? 'text' : 'json'): RunValue {
  return { kind: 'inline', value, type };
}

/** The data of an inline value. */
export function plain(value: RunValue | undefined): JsonValue | undefined {
  return value?.kind === 'inline' ? value.value : undefined;
}

/** The failure of a result, when it has one. */
export function failureOf(result: TaskResult) {
  return result.status === 'failed' || result.status === 'crashed' ? result.failure : undefined;
}
