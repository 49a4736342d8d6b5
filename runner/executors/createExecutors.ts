import type { ProcessKeeper } from '../processes/processKeeper.ts';
import type { ContentStore } from '../store/contentStore.ts';
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
export function createExecutors(_dependencies: ExecutorDependencies): readonly Executor[] {
  return [];
}
