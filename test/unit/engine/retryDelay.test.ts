import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_RETRY_DELAY_MS } from '../../../runner/engine/limits.ts';
import { retryDelayMs } from '../../../runner/engine/retryDelay.ts';

const usual = { attempts: 10, delayMs: 1_000, backoff: 2, maxDelayMs: 0, on: ['failed'] } as const;

describe('the delay before another attempt', () => {
  it('grows by the factor', () => {
    expect([1, 2, 3, 4].map((failed) => retryDelayMs(usual, failed))).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('stops to grow where the flow says, or at the limit of the runner', () => {
    expect(retryDelayMs({ ...usual, maxDelayMs: 3_000 }, 3)).toBe(3_000);
    expect(retryDelayMs(usual, 100)).toBe(LONGEST_RETRY_DELAY_MS);
  });

  it('is never cut below the first delay', () => {
    expect(retryDelayMs({ ...usual, delayMs: 9_000, maxDelayMs: 3_000 }, 2)).toBe(9_000);
    expect(retryDelayMs({ ...usual, delayMs: 3_600_000 }, 2)).toBe(3_600_000);
  });

  it('is always a time that can be waited for, and never shrinks', () => {
    const policies = fc.record({
      delayMs: fc.integer({ min: 0, max: 10 ** 7 }),
      backoff: fc.double({ min: 1, max: 1_000, noNaN: true }),
      maxDelayMs: fc.integer({ min: 0, max: 10 ** 7 }),
    });
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 1_000 }), (policy, failed) => {
        const delay = retryDelayMs({ ...usual, ...policy }, failed);
        const next = retryDelayMs({ ...usual, ...policy }, failed + 1);
        expect(Number.isFinite(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(policy.delayMs);
        expect(next).toBeGreaterThanOrEqual(delay);
      }),
    );
  });
});
