import type { ExecutionEvent } from '../../../proto/messages.ts';

/** Numbers and dates events as a runner would: one second apart from noon UTC on. */
export function eventStream(runId: string, bodies: readonly ExecutionEvent[]): ExecutionEvent[] {
  const noon = Date.UTC(2026, 10, 20, 12);
  return bodies.map((body, index) => ({ sequence: index + 1, timeMs: noon + index * 1_000, runId, ...body }));
}

export const RUN_STATUS = { succeeded: 3, failed: 4, cancelled: 5 } as const;
export const NODE_STATUS = { succeeded: 4, failed: 6, skipped: 10 } as const;

/** A run of two nodes, of which the second fails. */
export function failingRun(runId: string): ExecutionEvent[] {
  return eventStream(runId, [
    {
      runStarted: { flowName: 'Report', flowSource: '/flows/report.flow', nodeIds: ['read', 'write'], runFolder: '/r' },
    },
    { nodeStarted: { node: 'read', attempt: 1, command: 'cat data.txt' } },
    { nodeLog: { node: 'read', stream: 1, text: 'first line\nsecond ' } },
    { nodeLog: { node: 'read', stream: 1, text: 'line\nunfinished' } },
    { nodeOutput: { node: 'read', port: 'stdout', value: { inline: { stringValue: 'hello' }, type: 'text' } } },
    {
      nodeFinished: {
        node: 'read',
        status: NODE_STATUS.succeeded,
        durationMs: 850,
        attempts: 1,
        logFile: 'logs/read.log',
      },
    },
    { nodeStarted: { node: 'write', attempt: 1, command: 'tee out.txt' } },
    {
      nodeFinished: {
        node: 'write',
        status: NODE_STATUS.failed,
        durationMs: 20,
        attempts: 1,
        failure: { code: 4, message: 'tee ended with exit code 1.', exitCode: 1, detail: 'no space left' },
      },
    },
    { runFinished: { status: RUN_STATUS.failed, reason: 'write failed.', durationMs: 1_200 } },
  ]);
}
