import { systemClock } from '../engine/clock.ts';
import { DEFAULT_LIMITS, type RunLimits } from '../engine/limits.ts';
import { Runner } from '../engine/runner.ts';
import { createExecutors } from '../executors/createExecutors.ts';
import type { Executor } from '../executors/executor.ts';
import { TransformThreads } from '../nodes/transformThreads.ts';
import { createProcessKeeper } from '../processes/osProcessKeeper.ts';
import { ContentStore, storeFolderOf } from '../store/contentStore.ts';

declare const __MILLRACE_VERSION__: string;

/** Version of this build. */
export const BUILD = __MILLRACE_VERSION__;

/** The runner with everything that it really works with. One per process, since it keeps that process's children. */
export function loadRunner(): Runner {
  const processes = createProcessKeeper({ graceMs: DEFAULT_LIMITS.graceMs });
  const transforms = new TransformThreads();
  const executors = (stateFolder: string, limits: RunLimits): readonly Executor[] => {
    const { previewBytes } = limits;
    return createExecutors({
      store: new ContentStore(storeFolderOf(stateFolder), { previewBytes }),
      processes,
      transforms,
      limits: { inlineValueBytes: limits.inlineValueBytes, graceMs: limits.graceMs },
    });
  };
  const kinds = new Set(executors('', DEFAULT_LIMITS).flatMap((executor) => executor.kinds));
  return new Runner({ build: BUILD, clock: systemClock, processes, kinds, executors });
}
