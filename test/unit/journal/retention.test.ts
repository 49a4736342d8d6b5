import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRemoval, type PastContent, type PastRun } from '../../../runner/journal/retention.ts';

const run = fc
  .record({
    startedMs: fc.nat({ max: 1_000 }),
    tookMs: fc.nat({ max: 100 }),
    bytes: fc.nat({ max: 100 }),
    isUnderWay: fc.boolean(),
  })
  .map(({ tookMs, ...found }) => ({ ...found, changedMs: found.startedMs + tookMs }));
const runs: fc.Arbitrary<PastRun[]> = fc
  .array(run, { maxLength: 20 })
  .map((found) => found.map((one, index) => ({ ...one, name: `run${index}` })));
const content: fc.Arbitrary<PastContent[]> = fc.array(
  fc.record({ storedMs: fc.nat({ max: 1_100 }), bytes: fc.nat({ max: 100 }) }),
  { maxLength: 20 },
);
const limits = fc.record({ runs: fc.integer({ min: 1, max: 10 }), bytes: fc.nat({ max: 1_000 }) });

function past(name: string, changedMs: number, bytes = 10, isUnderWay = false): PastRun {
  return { name, startedMs: changedMs - 1, changedMs, bytes, isUnderWay };
}

describe('chooseRemoval', () => {
  it('keeps the newest runs by number', () => {
    const found = [past('a', 10), past('c', 30), past('b', 20)];
    expect(chooseRemoval(found, [], { runs: 2, bytes: 1_000 })).toEqual({ runs: ['a'], contentBeforeMs: 19 });
  });

  it('keeps as many as there is room for, with the content that they may need', () => {
    const found = [past('a', 10), past('b', 20), past('c', 30)];
    const stored = [
      { storedMs: 30, bytes: 50 },
      { storedMs: 20, bytes: 50 },
      { storedMs: 10, bytes: 500 },
    ];
    expect(chooseRemoval(found, stored, { runs: 9, bytes: 120 })).toEqual({ runs: ['a'], contentBeforeMs: 19 });
    expect(chooseRemoval(found, stored, { runs: 9, bytes: 119 })).toEqual({ runs: ['b', 'a'], contentBeforeMs: 29 });
    expect(chooseRemoval(found, stored, { runs: 9, bytes: 1 })).toEqual({ runs: ['b', 'a'], contentBeforeMs: 29 });
  });

  it('keeps what a run under way may need, however old the run is', () => {
    const found = [past('long', 10, 10, true), past('a', 20), past('b', 30)];
    expect(chooseRemoval(found, [], { runs: 1, bytes: 1_000 })).toEqual({ runs: ['a'], contentBeforeMs: 9 });
  });

  it('removes no content where no run is left to tell what is old', () => {
    expect(chooseRemoval([], [{ storedMs: 1, bytes: 1 }], { runs: 1, bytes: 0 }).contentBeforeMs).toBe(0);
  });

  it('never removes a run under way, nor a newer run before an older one, nor content that a kept run may need', () => {
    fc.assert(
      fc.property(runs, content, limits, (found, stored, bounds) => {
        const removal = chooseRemoval(found, stored, bounds);
        const gone = new Set(removal.runs);
        const left = found.filter(({ name }) => !gone.has(name));
        expect(left).toEqual(expect.arrayContaining(found.filter((one) => one.isUnderWay)));
        for (const one of left) expect(removal.contentBeforeMs).toBeLessThanOrEqual(one.startedMs);
        const ended = left.filter((one) => !one.isUnderWay);
        const oldest = Math.min(...ended.map(({ changedMs }) => changedMs));
        for (const one of found) if (gone.has(one.name)) expect(one.changedMs).toBeLessThanOrEqual(oldest);
        expect(ended.length).toBeLessThanOrEqual(bounds.runs);
        expect(ended.length).toBeGreaterThanOrEqual(Math.min(1, found.filter((one) => !one.isUnderWay).length));
      }),
    );
  });

  it('leaves no more than there is room for, but for the newest run and those under way', () => {
    fc.assert(
      fc.property(runs, content, limits, (found, stored, bounds) => {
        const { runs: gone, contentBeforeMs } = chooseRemoval(found, stored, bounds);
        const left = found.filter(({ name }) => !gone.includes(name));
        if (left.filter((one) => !one.isUnderWay).length < 2) return;
        const needed = stored.filter(({ storedMs }) => storedMs >= contentBeforeMs);
        const bytes = [...left, ...needed].reduce((sum, one) => sum + one.bytes, 0);
        expect(bytes).toBeLessThanOrEqual(bounds.bytes);
      }),
    );
  });
});
