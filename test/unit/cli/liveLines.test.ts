import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { liveLines } from '../../../runner/cli/liveLines.ts';
import { styleFor } from '../../../runner/cli/style.ts';
import { fitWidth, plainLine, textWidth } from '../../../runner/cli/textWidth.ts';
import { emptyRun, foldEvents } from '../../../src/flow/run/fold.ts';

function runOf(nodeIds: string[], events: ExecutionEvent[]) {
  const bodies: ExecutionEvent[] = [{ runStarted: { nodeIds } }, ...events];
  return foldEvents(
    emptyRun('r'),
    bodies.map((body, index) => ({ runId: 'r', sequence: index + 1, timeMs: 1_000, ...body })),
  );
}

const plain = styleFor({}, 'never', 'run');
const painted = styleFor({}, 'always', 'run');

describe('the picture of a run', () => {
  it('shows every node with its state, time and last words', () => {
    const run = runOf(
      ['fetch', 'build', 'test', 'train', 'later'],
      [
        { nodeStarted: { node: 'fetch', attempt: 1 } },
        { nodeFinished: { node: 'fetch', status: 4, durationMs: 250, attempts: 1 } },
        { nodeStarted: { node: 'build', attempt: 1, command: 'make all' } },
        { nodeLog: { node: 'build', stream: 1, text: 'compiling\u001B[31m main.c\r\n' } },
        { nodeStarted: { node: 'test', attempt: 1 } },
        { nodeProgress: { node: 'test', current: 1, total: 4, message: 'suite a' } },
        { nodeReady: { node: 'train', waitsFor: ['gpu'] } },
      ],
    );
    expect(liveLines(run, { columns: 60, rows: 24, nowMs: 3_500, style: plain })).toEqual([
      '✓ fetch 250 ms',
      '▸ build 2.5 s compiling main.c',
      '▸ test  2.5 s 25 % suite a',
      '· train waits for gpu',
      '· later ',
      '1 of 5 done, 2 running, 2.5 s',
    ]);
  });

  it('is never wider or higher than the terminal', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `node_number_${index}_with_a_rather_long_name`);
    const events = ids.flatMap((node): ExecutionEvent[] => [
      { nodeStarted: { node, attempt: 1 } },
      { nodeLog: { node, stream: 1, text: '漢字 '.repeat(40) } },
    ]);
    for (const columns of [40, 80, 200]) {
      const lines = liveLines(runOf(ids, events), { columns, rows: 24, nowMs: 2_000, style: painted });
      expect(lines.length).toBeLessThan(24);
      for (const line of lines) expect(textWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
    }
  });

  it('shows what runs and what failed when there are more nodes than rows', () => {
    const ids = Array.from({ length: 50 }, (_, index) => `n${index}`);
    const events: ExecutionEvent[] = [
      { nodeStarted: { node: 'n40', attempt: 1 } },
      { nodeFinished: { node: 'n40', status: 6, durationMs: 10, failure: { code: 4, message: 'no' }, attempts: 1 } },
      { nodeStarted: { node: 'n45', attempt: 1 } },
    ];
    const lines = liveLines(runOf(ids, events), { columns: 80, rows: 10, nowMs: 1_000, style: plain });
    expect(lines).toEqual(['✗ n40 failed after 10 ms', '▸ n45 0 ms ', '1 of 50 done, 1 running, 0 ms']);
  });
});

describe('widths', () => {
  it('count what a terminal shows', () => {
    expect(['abc', '漢字', 'e\u0301', '🚂', ''].map(textWidth)).toEqual([3, 4, 1, 2, 0]);
    expect(fitWidth('漢字漢字', 5)).toBe('漢字…');
    expect(fitWidth('abc', 3)).toBe('abc');
    expect(fitWidth('abcd', 3)).toBe('ab…');
    expect(plainLine('\u001B[1mbold\u001B[0m\u0007\tx\r')).toBe('bold  x');
  });
});
