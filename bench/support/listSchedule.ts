import type { PlanNode } from '../../runner/engine/planTypes.ts';
import { popReady, pushReady } from '../../runner/engine/readyQueue.ts';
import type { Workload } from './workload.ts';

/** Nodes that could start, in the order in which they shall. */
export interface ReadyOrder {
  push(node: number): void;
  /** Undefined when there is none. */
  pop(): number | undefined;
}

/** When each node starts and on which worker. */
export interface Schedule {
  readonly starts: readonly number[];
  readonly workers: readonly number[];
  /** When the last node ends. */
  readonly makespan: number;
}

/** The engine's own queue with these priorities. */
export function priorityOrder(priorities: readonly number[]): ReadyOrder {
  const nodes = priorities.map((height) => ({ height }) as PlanNode);
  const heap: number[] = [];
  return { push: (node) => pushReady(heap, nodes, node), pop: () => popReady(heap, nodes) };
}

/** First in, first out. */
export function arrivalOrder(): ReadyOrder {
  const queue: number[] = [];
  let next = 0;
  return { push: (node) => void queue.push(node), pop: () => queue[next++] ?? void next-- };
}

/** A node that runs. */
interface Running {
  readonly node: number;
  readonly worker: number;
  readonly end: number;
}

/**
 * Runs a workload in virtual time as the engine does: whenever a node ends, whatever may start does, as long as a worker
 * is free. Of nodes that end at the same time the one that started first is heard first.
 */
export function listSchedule(work: Workload, workerCount: number, ready: ReadyOrder): Schedule {
  const starts = work.durations.map(() => 0);
  const workers = work.durations.map(() => 0);
  const waitsFor = [...work.waitsFor];
  const free = Array.from({ length: workerCount }, (_, index) => workerCount - 1 - index);
  const running = new RunningNodes();
  let now = 0;
  const startReady = () => {
    while (free.length > 0) {
      const node = ready.pop();
      if (node === undefined) return;
      const worker = free.pop() ?? 0;
      starts[node] = now;
      workers[node] = worker;
      running.push({ node, worker, end: now + (work.durations[node] ?? 0) });
    }
  };
  waitsFor.forEach((count, node) => {
    if (count === 0) ready.push(node);
  });
  startReady();
  for (let ended = running.pop(); ended; ended = running.pop()) {
    now = ended.end;
    free.push(ended.worker);
    for (const { node } of work.dependents[ended.node] ?? []) {
      const left = (waitsFor[node] ?? 0) - 1;
      waitsFor[node] = left;
      if (left === 0) ready.push(node);
    }
    startReady();
  }
  return { starts, workers, makespan: now };
}

/** What runs, soonest end first: there are never more than workers, so that a sorted list is quick enough. */
class RunningNodes {
  readonly #latestFirst: Running[] = [];

  push(running: Running): void {
    let low = 0;
    let high = this.#latestFirst.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#latestFirst[middle]?.end ?? 0) > running.end) low = middle + 1;
      else high = middle;
    }
    this.#latestFirst.splice(low, 0, running);
  }

  pop(): Running | undefined {
    return this.#latestFirst.pop();
  }
}
