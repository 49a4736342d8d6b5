import { describe, expect, it } from 'vitest';
import { LineBudget } from '../../../src/extension/views/lineBudget.ts';
import { LogFormatter } from '../../../src/extension/views/logFormatter.ts';
import { findLogLinks } from '../../../src/extension/views/logLinkFinder.ts';
import { momentFormat } from '../../../src/flow/run/moment.ts';
import { eventStream, failingRun } from './events.ts';

function format(events = failingRun('a')): readonly string[] {
  const formatter = new LogFormatter(momentFormat('en-GB'));
  // Times of day depend on where the test runs; what follows them does not.
  return events.flatMap((event) => formatter.lines(event)).map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, ''));
}

describe('LogFormatter', () => {
  it('tells a run as lines, with whole lines of each node', () => {
    expect(format()).toEqual([
      '▶ Report — /flows/report.flow',
      '[read] ▶ started: cat data.txt',
      '[read] first line',
      '[read] second line',
      '[read] unfinished',
      '[read] ✓ succeeded in 850 ms',
      '[write] ▶ started: tee out.txt',
      '[write] ✗ failed in 20 ms: tee ended with exit code 1.',
      '✗ Run failed in 1.2 s: write failed.',
    ]);
  });

  it('keeps unfinished lines of nodes that run side by side apart', () => {
    const log = (node: string, text: string) => ({ nodeLog: { node, stream: 1 as const, text } });
    const lines = format(eventStream('a', [log('x', 'one '), log('y', 'other\n'), log('x', 'line\n')]));
    expect(lines).toEqual(['[y] other', '[x] one line']);
  });

  it('says how much the runner left out', () => {
    const lines = format(
      eventStream('a', [{ nodeLog: { node: 'x', stream: 1, text: 'late\n', droppedBytes: 2_500 } }]),
    );
    expect(lines).toEqual(['[x] … 2.5 KB left out here; the whole log is on disk', '[x] late']);
  });

  it('breaks a line that never ends instead of keeping it', () => {
    const endless = eventStream(
      'a',
      Array.from({ length: 20 }, () => ({ nodeLog: { node: 'x', stream: 1 as const, text: 'y'.repeat(1_000) } })),
    );
    const lines = format(endless);
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(4_100);
  });

  it('shows the last state of a line that was rewritten in place', () => {
    expect(format(eventStream('a', [{ nodeLog: { node: 'x', stream: 1, text: '10%\r50%\r100%\n' } }]))).toEqual([
      '[x] 100%',
    ]);
  });
});

describe('LineBudget', () => {
  it('holds back what is over the budget of a second and counts it', () => {
    const budget = new LineBudget(12);
    expect(budget.admit(['12345', '67890', 'late', 'later'], 0)).toEqual(['12345', '67890']);
    expect(budget.admit(['next'], 1_000)).toEqual(['… 2 lines left out here; the whole log is on disk', 'next']);
  });

  it('lets important lines through', () => {
    const budget = new LineBudget(4);
    expect(budget.admit(['123', '456'], 0)).toEqual(['123']);
    expect(budget.admit(['end'], 0, true)).toEqual(['… 1 lines left out here; the whole log is on disk', 'end']);
  });
});

describe('findLogLinks', () => {
  const text = [
    '09:00:00.000 ▶ A — /x/a.flow',
    '09:00:00.001 [one] [two] text',
    'no time [one]',
    '09:00:00.002 ▶ B — /x/b c.flow',
    '09:00:00.003 [tw-o] ✓ done',
  ].join('\n');

  it('finds the node at the start of a line and the flow of its run', () => {
    expect(findLogLinks(text)).toEqual([
      { line: 1, start: 14, end: 17, flow: '/x/a.flow', node: 'one' },
      { line: 4, start: 14, end: 18, flow: '/x/b c.flow', node: 'tw-o' },
    ]);
  });

  it('finds nothing where no run began', () => {
    expect(findLogLinks('09:00:00.001 [one] text')).toEqual([]);
  });
});
