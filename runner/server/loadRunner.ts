import { systemClock } from '../engine/clock.ts';
import { DEFAULT_LIMITS, type RunLimits } from '../engine/limits.ts';
import { Runner, type RunStores } from '../engine/runner.ts';
import { createExecutors } from '../executors/createExecutors.ts';
import type { Executor } from '../executors/executor.ts';
import { TransformThreads } from '../nodes/transformThreads.ts';
import { createProcessKeeper } from '../processes/osProcessKeeper.ts';
import { ContentStore } from '../store/contentStore.ts';

declare const __MILLRACE_VERSION__: string;

/** Version of this build. */
export const BUILD = __MILLRACE_VERSION__;

/** The runner with everything that it really works with. One per process, since it keeps that process's children. */
export function loadRunner(): Runner {
  const processes = createProcessKeeper({ graceMs: DEFAULT_LIMITS.graceMs });
  const transforms = new TransformThreads();
  const executors = (stores: RunStores, { inlineValueBytes, graceMs }: RunLimits): readonly Executor[] =>
    createExecutors({ ...stores, processes, transforms, limits: { inlineValueBytes, graceMs } });
  const nowhere = new ContentStore('');
  const nothing = { store: nowhere, privateStore: nowhere };
  const kinds = new Set(executors(nothing, DEFAULT_LIMITS).flatMap((executor) => executor.kinds));
  return new Runner({ build: BUILD, clock: systemClock, processes, kinds, executors });
}
