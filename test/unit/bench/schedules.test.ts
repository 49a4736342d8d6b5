import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heft } from '../../../bench/support/heft.ts';
import { arrivalOrder, listSchedule, priorityOrder, type Schedule } from '../../../bench/support/listSchedule.ts';
import { makeWorkload, type Workload } from '../../../bench/support/workload.ts';
import { initialState, step } from '../../../runner/engine/plan.ts';
import type { PlanEvent } from '../../../runner/engine/planTypes.ts';
import { longestPaths } from '../../../runner/engine/priorities.ts';
import { flatScopes, planNode } from '../engine/support/planRun.ts';

const workload: fc.Arbitrary<Workload> = fc
  .array(fc.record({ duration: fc.integer({ min: 1, max: 9 }), back: fc.array(fc.nat(), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((nodes) => {
    const predecessors = nodes.map(({ back }, node) => (node === 0 ? [] : back.map((steps) => steps % node)));
    return makeWorkload(
      'any',
      predecessors,
      nodes.map(({ duration }) => duration),
    );
  });

const workerCount = fc.integer({ min: 1, max: 5 });

/** Checks schedules of any workload, those of the reference included. */
function checkEach(property: (work: Workload, workers: number, schedule: Schedule) => void, withHeft: boolean): void {
  fc.assert(
    fc.property(workload, workerCount, (work, workers) => {
      const priorities = longestPaths(work.dependents, work.durations);
      property(work, workers, listSchedule(work, workers, arrivalOrder()));
      property(work, workers, listSchedule(work, workers, priorityOrder(priorities)));
      if (withHeft) property(work, workers, heft(work, workers));
    }),
    { numRuns: 300 },
  );
}

function endOf(work: Workload, { starts }: Schedule, node: number): number {
  return (starts[node] ?? 0) + (work.durations[node] ?? 0);
}

/** When each node could start: when the last that it waits for has ended. */
function readyTimes(work: Workload, schedule: Schedule): number[] {
  const times = work.durations.map(() => 0);
  work.dependents.forEach((list, node) => {
    for (const dependent of list) {
      times[dependent.node] = Math.max(times[dependent.node] ?? 0, endOf(work, schedule, node));
    }
  });
  return times;
}

function runningAt(work: Workload, schedule: Schedule, time: number): number {
  return schedule.starts.filter((start, node) => start <= time && time < endOf(work, schedule, node)).length;
}

/** What the engine's own plan does with a workload, told of each end when its time has come. */
function engineStarts(work: Workload, workers: number): number[] {
  const heights = longestPaths(work.dependents, work.durations);
  const nodes = work.durations.map((_, node) =>
    planNode(`n${node}`, {
      waitsFor: work.waitsFor[node] ?? 0,
      dependents: (work.dependents[node] ?? []).map((dependent) => ({ ...dependent, needs: true })),
      height: heights[node] ?? 0,
    }),
  );
  const state = initialState({ nodes, scopes: flatScopes(nodes.length), resources: [], concurrency: workers });
  const starts = work.durations.map(() => -1);
  const coming: { at: number; event: PlanEvent }[] = [{ at: 0, event: { type: 'begin' } }];
  for (;;) {
    coming.sort((a, b) => a.at - b.at);
    const next = coming.shift();
    if (!next) return starts;
    for (const effect of step(state, next.event).effects) {
      if (effect.type !== 'start') continue;
      const { node, attempt } = effect;
      starts[node] = next.at;
      const event: PlanEvent = { type: 'ended', node, attempt, result: 'succeeded', retryable: false };
      coming.push({ at: next.at + (work.durations[node] ?? 0), event });
    }
  }
}

describe('a simulated schedule', () => {
  it('starts no node before all that it waits for has ended', () => {
    checkEach((work, _, schedule) => {
      readyTimes(work, schedule).forEach((time, node) => expect(schedule.starts[node]).toBeGreaterThanOrEqual(time));
    }, true);
  });

  it('gives a worker one node at a time', () => {
    checkEach((work, workers, schedule) => {
      const shifts = schedule.starts.map((start, node) => ({
        start,
        end: endOf(work, schedule, node),
        worker: schedule.workers[node] ?? -1,
      }));
      shifts.sort((a, b) => a.worker - b.worker || a.start - b.start);
      shifts.forEach((shift, index) => {
        expect(shift.worker).toBeLessThan(workers);
        const next = shifts[index + 1];
        if (next?.worker === shift.worker) expect(next.start).toBeGreaterThanOrEqual(shift.end);
      });
    }, true);
  });

  it('ends with its last node, and cannot beat the longest path or the sum of all work', () => {
    checkEach((work, workers, schedule) => {
      expect(schedule.makespan).toBe(Math.max(...work.durations.map((_, node) => endOf(work, schedule, node))));
      const total = work.durations.reduce((sum, duration) => sum + duration, 0);
      expect(schedule.makespan).toBeGreaterThanOrEqual(total / workers);
      expect(schedule.makespan).toBeGreaterThanOrEqual(Math.max(...longestPaths(work.dependents, work.durations)));
    }, true);
  });

  it('leaves no worker idle while a node is ready', () => {
    checkEach((work, workers, schedule) => {
      readyTimes(work, schedule).forEach((ready, node) => {
        for (let time = ready; time < (schedule.starts[node] ?? 0); time++) {
          expect(runningAt(work, schedule, time)).toBe(workers);
        }
      });
    }, false);
  });

  it('is the one that the engine makes', () => {
    fc.assert(
      fc.property(workload, workerCount, (work, workers) => {
        const priorities = longestPaths(work.dependents, work.durations);
        expect(listSchedule(work, workers, priorityOrder(priorities)).starts).toEqual(engineStarts(work, workers));
      }),
      { numRuns: 300 },
    );
  });
});

describe('first in, first out', () => {
  it('takes nodes as they become ready, those of the same moment by the document', () => {
    const work = makeWorkload('arrivals', [[], [], [1], [0]], [3, 1, 5, 1]);
    expect(listSchedule(work, 1, arrivalOrder()).starts).toEqual([0, 3, 5, 4]);
  });
});

describe('the reference', () => {
  it('fills the gaps that it left', () => {
    const work = makeWorkload('gap', [[], [], [0, 1], []], [1, 5, 6, 3]);
    expect(heft(work, 2)).toEqual({ starts: [0, 0, 5, 1], workers: [1, 0, 0, 1], makespan: 11 });
  });
});
