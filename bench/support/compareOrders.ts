import { longestPaths } from '../../runner/engine/priorities.ts';
import { heft } from './heft.ts';
import { arrivalOrder, listSchedule, priorityOrder } from './listSchedule.ts';
import { seededRandom } from './random.ts';
import type { Workload } from './workload.ts';

/** Numbers of workers that each workload is run with. */
export const WORKER_COUNTS: readonly number[] = [2, 4, 8, 16];

/** How far durations known from earlier runs may be off, either way. */
export const ESTIMATE_ERROR = 0.2;

const NOISE_SEED = 3;

/** Makespans of one workload on a number of workers, as multiples of the one that first-in-first-out leads to. */
export interface Comparison {
  readonly workerCount: number;
  /** In the engine's order, with the durations known exactly. */
  readonly ours: number;
  /** In the engine's order, with durations that are off by up to `ESTIMATE_ERROR`. */
  readonly oursEstimated: number;
  /** In the engine's order when nothing is known, as in the first run. */
  readonly oursUnknown: number;
  readonly heft: number;
}

/** Runs a workload in each order on each number of workers. */
export function compareOrders(work: Workload): readonly Comparison[] {
  const random = seededRandom(NOISE_SEED);
  const estimated = work.durations.map((duration) => duration * (1 + ESTIMATE_ERROR * (2 * random() - 1)));
  const unknown = work.durations.map(() => 1);
  const [exactly, roughly, not] = [work.durations, estimated, unknown].map((known) =>
    longestPaths(work.dependents, known),
  );
  return WORKER_COUNTS.map((workerCount) => {
    const fifo = listSchedule(work, workerCount, arrivalOrder()).makespan;
    const ours = (priorities: readonly number[] = []) =>
      ratio(listSchedule(work, workerCount, priorityOrder(priorities)).makespan, fifo);
    return {
      workerCount,
      ours: ours(exactly),
      oursEstimated: ours(roughly),
      oursUnknown: ours(not),
      heft: ratio(heft(work, workerCount).makespan, fifo),
    };
  });
}

/** A workload that takes no time takes as long in any order. */
function ratio(makespan: number, fifo: number): number {
  return fifo === 0 ? 1 : makespan / fifo;
}
