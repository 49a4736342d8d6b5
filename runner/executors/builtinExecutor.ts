import type { NodeFunction } from '../nodes/node.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import type { Executor, Task, TaskResult, TaskSink } from './executor.ts';

const STOPPED: TaskResult = { status: 'stopped', processesEnded: 0, processesSurviving: 0 };

/** Runs kinds inside the runner. A kind's code is loaded when it is first used: most flows need few of them. */
export class BuiltinExecutor implements Executor {
  readonly kinds: readonly string[];
  readonly #values: ValueKeeper;
  readonly #loaders: ReadonlyMap<string, () => Promise<NodeFunction>>;
  readonly #release: () => Promise<void>;
  readonly #loaded = new Map<string, NodeFunction>();

  /** `release` ends what the kinds hold beyond a task. */
  constructor(
    values: ValueKeeper,
    loaders: ReadonlyMap<string, () => Promise<NodeFunction>>,
    release: () => Promise<void>,
  ) {
    this.#release = release;
    this.kinds = [...loaders.keys()];
    this.#values = values;
    this.#loaders = loaders;
  }

  async execute(task: Task, sink: TaskSink, signal: AbortSignal): Promise<TaskResult> {
    if (signal.aborted) return STOPPED;
    sink.started(0, '');
    const run = this.#loaded.get(task.kind) ?? (await this.#load(task.kind));
    try {
      const outputs = await run({ task, sink, values: this.#values, signal });
      if (outputs.ok) return { status: 'succeeded', outputs: outputs.value, processesEnded: 0 };
      if (signal.aborted) return STOPPED;
      return { status: 'failed', failure: outputs.failure, outputs: new Map(), processesEnded: 0 };
    } catch (error) {
      if (signal.aborted) return STOPPED;
      throw error;
    }
  }

  shutdown(): Promise<void> {
    return this.#release();
  }

  async #load(kind: string): Promise<NodeFunction> {
    const loader = this.#loaders.get(kind);
    if (!loader) throw new Error(`no implementation of the kind ${kind}`);
    const run = await loader();
    this.#loaded.set(kind, run);
    return run;
  }
}
