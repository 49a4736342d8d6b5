import { describe, expect, it } from 'vitest';
import type { RunnerLoss } from '../../../src/extension/runner/runnerLoss.ts';
import { decideStart, LOSS_WINDOW_MS, LOSSES_TOLERATED } from '../../../src/extension/runner/startPolicy.ts';

const NOW = 10_000_000;

function exit(timeMs: number): RunnerLoss {
  return { kind: 'exit', timeMs, exitCode: 1, stderr: [] };
}

function exits(count: number, timeMs: number): RunnerLoss[] {
  return Array.from({ length: count }, () => exit(timeMs));
}

describe('decideStart', () => {
  it.each<[string, RunnerLoss[], boolean]>([
    ['no loss', [], true],
    ['one loss just now', exits(1, NOW), true],
    ['as many losses as are tolerated, less one', exits(LOSSES_TOLERATED - 1, NOW), true],
    ['as many losses as are tolerated', exits(LOSSES_TOLERATED, NOW), false],
    ['many losses long ago', exits(LOSSES_TOLERATED * 2, NOW - LOSS_WINDOW_MS), true],
    ['a runner of another version', [{ kind: 'version', timeMs: 0, cause: 'Old.', stderr: [] }], false],
    ['another version that was mended', [{ kind: 'version', timeMs: 0, stderr: [] }, exit(1)], true],
  ])('after %s', (_name, losses, start) => {
    expect(decideStart(losses, NOW).start).toBe(start);
  });

  it('means five losses in three minutes', () => {
    expect([LOSSES_TOLERATED, LOSS_WINDOW_MS]).toEqual([5, 180_000]);
    const spread = [0, 40_000, 80_000, 120_000, 160_000].map((ms) => exit(NOW + ms));
    expect(decideStart(spread, NOW + 160_000).start).toBe(false);
    expect(decideStart(spread, NOW + 179_999).start).toBe(false);
    expect(decideStart(spread, NOW + 180_000).start).toBe(true);
  });

  it('says in words how it came to that, what can be done, and when it becomes possible by itself', () => {
    const decision = decideStart(exits(LOSSES_TOLERATED, NOW - 20_000), NOW);
    expect(decision).toEqual({
      start: false,
      reason:
        'The runner ended 5 times within three minutes and is not started any more. ' +
        'The runner ended unexpectedly with exit code 1. Start it again by hand, or wait for 160 s.',
      remedy: 'start-again',
    });
  });

  it('asks for a reload where the runner is of another version', () => {
    const decision = decideStart([{ kind: 'version', timeMs: 0, cause: 'Old.', stderr: [] }], NOW);
    expect(decision).toEqual({ start: false, reason: 'Old.', remedy: 'reload' });
  });
});
