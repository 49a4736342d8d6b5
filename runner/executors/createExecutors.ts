import type { NodeFunction } from '../nodes/node.ts';
import { TransformThreads } from '../nodes/transformThreads.ts';
import type { ProcessKeeper } from '../processes/processKeeper.ts';
import type { ContentStore } from '../store/contentStore.ts';
import { ValueKeeper } from '../values/valueKeeper.ts';
import { BuiltinExecutor } from './builtinExecutor.ts';
import { CommandExecutor } from './commandExecutor.ts';
import type { Executor } from './executor.ts';
import { type ExecutorLimits, STORED_VALUE_BYTES } from './limits.ts';

/** What executors share with the rest of the runner. */
export interface ExecutorDependencies {
  readonly store: ContentStore;
  /** For what tasks make that see a secret. */
  readonly privateStore: ContentStore;
  /** One per runner process, shared by all runs. */
  readonly processes: ProcessKeeper;
  /**
   * Threads for expressions, shared by all runs of a runner process and ended by whoever made them. Absent: these
   * executors have their own, which end with them.
   */
  readonly transforms?: TransformThreads;
  readonly limits: ExecutorLimits;
}

/** The executors of all built-in kinds. Shut them down when the last run that uses them has ended. */
export function createExecutors(dependencies: ExecutorDependencies): readonly Executor[] {
  const { store, privateStore, limits } = dependencies;
  const transforms = dependencies.transforms ?? new TransformThreads();
  const release = dependencies.transforms ? async () => {} : () => transforms.shutdown();
  const open = executorsOn(new ValueKeeper(store, limits.inlineValueBytes), transforms, release, dependencies);
  const keeper = new ValueKeeper(privateStore, limits.inlineValueBytes);
  const secret = executorsOn(keeper, transforms, async () => {}, dependencies);
  return open.map((executor, index) => {
    const other = secret[index] ?? executor;
    return {
      kinds: executor.kinds,
      execute: (task, sink, signal) => (task.tainted ? other : executor).execute(task, sink, signal),
      shutdown: () => executor.shutdown(),
    };
  });
}

function executorsOn(
  values: ValueKeeper,
  transforms: TransformThreads,
  release: () => Promise<void>,
  { processes, limits }: ExecutorDependencies,
): readonly Executor[] {
  const storedValueBytes = limits.storedValueBytes ?? STORED_VALUE_BYTES;
  return [
    new CommandExecutor({ values, processes, graceMs: limits.graceMs, storedValueBytes }),
    new BuiltinExecutor(values, loadersOf(transforms), release),
  ];
}

function loadersOf(transforms: TransformThreads): ReadonlyMap<string, () => Promise<NodeFunction>> {
  return new Map<string, () => Promise<NodeFunction>>([
    ['constant', async () => (await import('../nodes/constant.ts')).runConstant],
    ['template', async () => (await import('../nodes/template.ts')).runTemplate],
    ['transform', async () => (await import('../nodes/transform.ts')).transformWith(transforms)],
    ['json.parse', async () => (await import('../nodes/jsonParse.ts')).runJsonParse],
    ['csv.parse', async () => (await import('../nodes/csvParse.ts')).runCsvParse],
    ['merge', async () => (await import('../nodes/merge.ts')).runMerge],
    ['file.read', async () => (await import('../nodes/fileRead.ts')).runFileRead],
    ['file.write', async () => (await import('../nodes/fileWrite.ts')).runFileWrite],
    ['file.glob', async () => (await import('../nodes/fileGlob.ts')).runFileGlob],
    ['http', async () => (await import('../nodes/http.ts')).runHttp],
    ['delay', async () => (await import('../nodes/delay.ts')).runDelay],
    ['assert', async () => (await import('../nodes/assert.ts')).runAssert],
  ]);
}
