import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { LiveReporter } from '../../../runner/cli/liveReporter.ts';
import { styleFor } from '../../../runner/cli/style.ts';
import { PipeWriter } from '../../../runner/server/pipeWriter.ts';

const EVENTS: ExecutionEvent[] = [
  { runStarted: { flowName: 'Trial', nodeIds: ['a', 'b'], runFolder: '/state/runs/r' } },
  { nodeStarted: { node: 'a', attempt: 1, command: 'make' } },
  { nodeLog: { node: 'a', stream: 2, text: 'no such target\n' } },
  {
    nodeFinished: {
      node: 'a',
      status: 6,
      durationMs: 1_200,
      attempts: 1,
      logFile: 'logs/a.log',
      failure: { code: 4, message: '`make` ended with exit code 2.', detail: 'no such target\n' },
    },
  },
  { nodeFinished: { node: 'b', status: 10, reason: 'needs `a`, which failed' } },
  { runFinished: { status: 4, durationMs: 1_300, reason: '`a` failed.' } },
];

describe('the live list', () => {
  it('leaves an ordinary list with the failures and a visible cursor', () => {
    const stream = new PassThrough();
    const size = { columns: 80, rows: 24 };
    const reporter = new LiveReporter(new PipeWriter(stream), styleFor({}, 'always', 'run'), size, 'trial.flow');
    EVENTS.forEach((event, index) => {
      reporter.deliver({ runId: 'r', sequence: index + 1, timeMs: 1_000, ...event });
      reporter.flush();
      reporter.note('');
    });
    reporter.close();
    const raw = String(stream.read());
    expect(raw.startsWith('\u001B[?25l')).toBe(true);
    expect(raw.endsWith('\u001B[?25h')).toBe(true);
    // Every picture begins by going up over the whole one before it, so only the last one stays.
    const pictures = raw.split('\r');
    expect(pictures.length).toBeGreaterThan(3);
    expect(stripVTControlCharacters(pictures.at(-1) ?? '')).toBe(
      [
        '✗ a failed after 1.2 s',
        '    `make` ended with exit code 2.',
        '    │ no such target',
        '    log: /state/runs/r/logs/a.log',
        '– b skipped: needs `a`, which failed',
        '',
        '✗ Trial failed after 1.3 s: 1 failed, 1 skipped',
        '    `a` failed.',
        '',
      ].join('\n'),
    );
  });
});
