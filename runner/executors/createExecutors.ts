import type { NodeFunction } from '../nodes/node.ts';
import type { ProcessKeeper } from '../processes/processKeeper.ts';
import type { ContentStore } from '../store/contentStore.ts';
import { ValueKeeper } from '../values/valueKeeper.ts';
import { BuiltinExecutor } from './builtinExecutor.ts';
import { CommandExecutor } from './commandExecutor.ts';
import type { Executor } from './executor.ts';
import type { ExecutorLimits } from './limits.ts';

/** What executors share with the rest of the runner. */
export interface ExecutorDependencies {
  readonly store: ContentStore;
  /** One per runner process, shared by all runs. */
  readonly processes: ProcessKeeper;
  readonly limits: ExecutorLimits;
}

/** The executors of all built-in kinds. Shut them down when the last run that uses them has ended. */
export function createExecutors(dependencies: ExecutorDependencies): readonly Executor[] {
  const { store, processes, limits } = dependencies;
  const values = new ValueKeeper(store, limits.inlineValueBytes);
  return [
    new CommandExecutor({ values, processes, graceMs: limits.graceMs }),
    new BuiltinExecutor(values, builtinLoaders()),
  ];
}

function builtinLoaders(): ReadonlyMap<string, () => Promise<NodeFunction>> {
  return new Map<string, () => Promise<NodeFunction>>([
    ['constant', async () => (await import('../nodes/constant.ts')).runConstant],
    ['template', async () => (await import('../nodes/template.ts')).runTemplate],
  ]);
}
