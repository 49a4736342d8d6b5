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

  it('says when it becomes possible again', () => {
    const decision = decideStart(exits(LOSSES_TOLERATED, NOW - 20_000), NOW);
    expect(decision).toMatchObject({ start: false, reason: expect.stringContaining('Try again in 40 s.') });
  });
});
