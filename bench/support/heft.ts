import { longestPaths } from '../../runner/engine/priorities.ts';
import type { Schedule } from './listSchedule.ts';
import type { Workload } from './workload.ts';

/** A stretch of time on a worker in which a node runs. */
interface Slot {
  readonly start: number;
  readonly end: number;
}

/**
 * The reference: HEFT (heterogeneous earliest finish time) for equal workers and values that travel for nothing. Takes
 * the nodes by upward rank and gives each to the worker on which it ends first, gaps included. It knows every duration
 * exactly and plans everything ahead, which the engine cannot.
 */
export function heft(work: Workload, workerCount: number): Schedule {
  const ranks = longestPaths(work.dependents, work.durations);
  const order = topologicalPlaces(work);
  const byRank = work.durations
    .map((_, node) => node)
    .sort((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0) || (order[a] ?? 0) - (order[b] ?? 0));
  const starts = work.durations.map(() => 0);
  const workers = work.durations.map(() => 0);
  const readyAt = work.durations.map(() => 0);
  const slots: Slot[][] = Array.from({ length: workerCount }, () => []);
  let makespan = 0;
  for (const node of byRank) {
    const duration = work.durations[node] ?? 0;
    let best = { start: Number.POSITIVE_INFINITY, worker: 0 };
    slots.forEach((taken, worker) => {
      const start = earliestGap(taken, readyAt[node] ?? 0, duration);
      if (start < best.start) best = { start, worker };
    });
    const end = best.start + duration;
    starts[node] = best.start;
    workers[node] = best.worker;
    insert(slots[best.worker] ?? [], { start: best.start, end });
    makespan = Math.max(makespan, end);
    for (const { node: dependent } of work.dependents[node] ?? []) {
      readyAt[dependent] = Math.max(readyAt[dependent] ?? 0, end);
    }
  }
  return { starts, workers, makespan };
}

/** Of nodes with equal ranks (one that takes no time, and what waits for it) the one that is waited for goes first. */
function topologicalPlaces(work: Workload): number[] {
  const hops = longestPaths(
    work.dependents,
    work.durations.map(() => 1),
  );
  return hops.map((hop) => -hop);
}

function earliestGap(taken: readonly Slot[], from: number, duration: number): number {
  let start = from;
  for (let at = firstEndingAfter(taken, from); at < taken.length; at++) {
    const slot = taken[at];
    if (!slot || slot.start - start >= duration) break;
    start = Math.max(start, slot.end);
  }
  return start;
}

/** Slots follow one another, so that their ends are in order as well. */
function firstEndingAfter(taken: readonly Slot[], time: number): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle]?.end ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(taken: Slot[], slot: Slot): void {
  let at = taken.length;
  while (at > 0 && (taken[at - 1]?.start ?? 0) > slot.start) at--;
  taken.splice(at, 0, slot);
}
