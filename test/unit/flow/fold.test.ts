import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { emptyRun, foldEvents, markRunnerLost } from '../../../src/flow/run/fold.ts';
import { appendLog, lastLogLine } from '../../../src/flow/run/logTail.ts';
import { LOG_TAIL_LINE_CHARACTERS, LOG_TAIL_LINES } from '../../../src/flow/run/snapshot.ts';
import {
  FAILURE_CODES,
  failureCode,
  isNodeOver,
  isRunOver,
  NODE_STATES,
  nodeState,
  nodeStatusNumber,
  RUN_STATES,
  runState,
  runStatusNumber,
} from '../../../src/flow/run/status.ts';

const RUN = 'run-1';

function numbered(events: readonly ExecutionEvent[]): readonly ExecutionEvent[] {
  return events.map((event, index) => ({ sequence: index + 1, timeMs: 1_000 + index * 10, runId: RUN, ...event }));
}

const EVENTS = numbered([
  { runStarted: { flowName: 'Sales', flowSource: 'sales.flow', nodeIds: ['a', 'b', 'c'], runFolder: '/runs/1' } },
  { nodeReady: { node: 'a' } },
  { nodeStarted: { node: 'a', attempt: 1, command: 'sh -c …' } },
  { nodeLog: { node: 'a', stream: 1, text: 'one\ntw', droppedBytes: 3 } },
  { nodeLog: { node: 'a', stream: 1, text: 'o\n' } },
  { nodeProgress: { node: 'a', current: 1, total: 2, message: 'half' } },
  { nodeRetrying: { node: 'a', attempt: 2, delayMs: 5, failure: { code: 4, message: 'Exit code 2', exitCode: 2 } } },
  { nodeStarted: { node: 'a', attempt: 2 } },
  { nodeOutput: { node: 'a', port: 'stdout', value: { inline: { stringValue: 'x' }, type: 'text' } } },
  {
    nodeOutput: {
      node: 'a',
      port: 'files',
      value: { reference: { digest: 'd', size: 5, mediaType: 't', preview: 'p', path: '/p' } },
    },
  },
  { nodeFinished: { node: 'a', status: 4, durationMs: 12, attempts: 2, logFile: 'logs/a.log' } },
  {
    nodeFinished: {
      node: 'b',
      status: 6,
      durationMs: 1,
      failure: { code: 5, message: 'Killed', signal: 'SIGKILL', detail: 'trace' },
      attempts: 1,
    },
  },
  { nodeFinished: { node: 'c', status: 10, reason: 'b failed' } },
  { diagnostic: { severity: 2, message: 'Slow disk', node: 'a' } },
  {
    runFinished: {
      status: 4,
      reason: 'b failed',
      durationMs: 99,
      processesEnded: 2,
      outputs: { r: { inline: { numberValue: 1 }, type: 'number' } },
    },
  },
]);

describe('foldEvents', () => {
  it('says what a ready node waits for until it starts', () => {
    const events = numbered([{ nodeReady: { node: 'a' } }, { nodeReady: { node: 'a', waitsFor: ['gpu', 'disk'] } }]);
    const waiting = foldEvents(emptyRun(RUN), events);
    expect(waiting.nodes.get('a')).toMatchObject({ state: 'ready', reason: 'waits for gpu and disk' });
    const started = foldEvents(waiting, [{ sequence: 3, runId: RUN, nodeStarted: { node: 'a', attempt: 1 } }]);
    expect(started.nodes.get('a')).toMatchObject({ state: 'running' });
    expect(started.nodes.get('a')).not.toHaveProperty('reason');
  });

  it('tells the whole run', () => {
    const run = foldEvents(emptyRun(RUN), EVENTS);
    expect(run).toMatchObject({
      flowName: 'Sales',
      flowSource: 'sales.flow',
      state: 'failed',
      reason: 'b failed',
      startedMs: 1_000,
      finishedMs: 1_140,
      durationMs: 99,
      runFolder: '/runs/1',
      outputs: [{ port: 'r', type: 'number', value: 1 }],
      diagnostics: [{ severity: 'warning', message: 'Slow disk', node: 'a' }],
      processesEnded: 2,
      processesSurviving: 0,
      lastSequence: 15,
    });
    expect(run.nodes.get('a')).toEqual({
      id: 'a',
      state: 'succeeded',
      attempt: 2,
      startedMs: 1_020,
      finishedMs: 1_100,
      durationMs: 12,
      command: 'sh -c …',
      logTail: ['one', 'two', ''],
      droppedLogBytes: 3,
      outputs: [
        { port: 'stdout', type: 'text', value: 'x' },
        { port: 'files', type: 'any', reference: { digest: 'd', size: 5, mediaType: 't', preview: 'p', path: '/p' } },
      ],
      logFile: 'logs/a.log',
    });
    expect(run.nodes.get('b')?.failure).toEqual({
      code: 'signal',
      message: 'Killed',
      signal: 'SIGKILL',
      detail: 'trace',
    });
    expect(run.nodes.get('c')).toMatchObject({ state: 'skipped', reason: 'b failed' });
    expect([...run.nodes.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('gives the same whether events come at once, one by one or twice', () => {
    const whole = foldEvents(emptyRun(RUN), EVENTS);
    let run = emptyRun(RUN);
    for (const event of EVENTS) run = foldEvents(run, [event]);
    expect(run).toEqual(whole);
    expect(foldEvents(run, EVENTS)).toBe(run);
    expect(foldEvents(foldEvents(emptyRun(RUN), EVENTS.slice(0, 9)), EVENTS.slice(4))).toEqual(whole);
  });

  it('shows the failure of an attempt until the next one starts', () => {
    const run = foldEvents(emptyRun(RUN), EVENTS.slice(0, 7));
    expect(run.nodes.get('a')).toMatchObject({
      state: 'ready',
      attempt: 2,
      failure: { code: 'exit-code', exitCode: 2 },
    });
    expect(foldEvents(run, EVENTS.slice(7, 8)).nodes.get('a')?.failure).toBeUndefined();
  });

  it('keeps what an event does not concern as the same objects', () => {
    const before = foldEvents(emptyRun(RUN), EVENTS.slice(0, 3));
    const after = foldEvents(before, EVENTS.slice(3, 5));
    expect(after).not.toBe(before);
    expect(after.nodes.get('b')).toBe(before.nodes.get('b'));
    expect(after.nodes.get('a')).not.toBe(before.nodes.get('a'));
    expect(before.nodes.get('a')?.logTail).toEqual([]);
    expect(foldEvents(before, [])).toBe(before);
  });

  it('passes over events of other runs', () => {
    const run = emptyRun(RUN);
    expect(foldEvents(run, [{ ...EVENTS[0], runId: 'other' }])).toBe(run);
  });

  it('knows a cancel before it is done', () => {
    const running = foldEvents(emptyRun(RUN), EVENTS.slice(0, 3));
    const cancelling = foldEvents(running, [{ sequence: 4, runId: RUN, runCancelling: { reason: 'By hand' } }]);
    expect(cancelling).toMatchObject({ state: 'running', cancelling: true, reason: 'By hand' });
    const done = foldEvents(cancelling, [{ sequence: 5, runId: RUN, runFinished: { status: 5 } }]);
    expect(done).toMatchObject({ state: 'cancelled', cancelling: false });
  });
});

describe('markRunnerLost', () => {
  it('marks what ran as crashed and what had not started as skipped', () => {
    const run = foldEvents(emptyRun(RUN), EVENTS.slice(0, 3));
    const lost = markRunnerLost(run, 'The runner was killed (SIGKILL).', 1_500);
    expect(lost).toMatchObject({ state: 'crashed', reason: 'The runner was killed (SIGKILL).', durationMs: 500 });
    expect(lost.nodes.get('a')).toMatchObject({
      state: 'crashed',
      durationMs: 480,
      failure: { code: 'crashed', message: 'The runner was killed (SIGKILL).' },
    });
    expect(lost.nodes.get('b')?.state).toBe('skipped');
  });

  it('leaves a run that has ended as it is', () => {
    const run = foldEvents(emptyRun(RUN), EVENTS);
    expect(markRunnerLost(run, 'gone', 9_999)).toBe(run);
  });
});

describe('appendLog', () => {
  it('joins text to lines however it is cut', () => {
    const text = 'alpha\r\nbeta\n\ngamma\rdelta\nend';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const tail = appendLog(appendLog([], text.slice(0, cut)), text.slice(cut));
      expect(tail).toEqual(['alpha', 'beta', '', 'delta', 'end']);
    }
  });

  it('keeps the last lines only, and the start of long ones', () => {
    const tail = appendLog(['old'], `${'x\n'.repeat(1_000_000)}${'y'.repeat(1_000_000)}`);
    expect(tail.length).toBe(LOG_TAIL_LINES);
    expect(tail.at(-1)).toBe('y'.repeat(LOG_TAIL_LINE_CHARACTERS));
    const endless = Array.from({ length: 50 }).reduce<readonly string[]>(
      (lines) => appendLog(lines, 'z'.repeat(1_000)),
      [],
    );
    expect(endless).toEqual(['z'.repeat(LOG_TAIL_LINE_CHARACTERS)]);
    const [cut] = appendLog([], `${'a'.repeat(LOG_TAIL_LINE_CHARACTERS - 1)}🚀`);
    expect(cut).toBe('a'.repeat(LOG_TAIL_LINE_CHARACTERS - 1));
  });

  it('finds the last line with something in it', () => {
    expect(lastLogLine(['one', 'two', '', '  '])).toBe('two');
    expect(lastLogLine([''])).toBeUndefined();
  });
});

describe('the tables of states', () => {
  const words = (type: object, prefix: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(type)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, number]) => [String(number), key.slice(prefix.length).toLowerCase().replaceAll('_', '-')]),
    );

  it('agree with the protocol', () => {
    for (const [number, word] of Object.entries(words(millrace.v1.NodeStatus, 'NODE_STATUS_'))) {
      if (word !== 'unspecified') expect(NODE_STATES[Number(number)]).toBe(word);
    }
    for (const [number, word] of Object.entries(words(millrace.v1.RunStatus, 'RUN_STATUS_'))) {
      if (word !== 'unspecified') expect(RUN_STATES[Number(number)]).toBe(word);
    }
    for (const [number, word] of Object.entries(words(millrace.v1.FailureCode, 'FAILURE_CODE_'))) {
      expect(FAILURE_CODES[Number(number)]).toBe(word);
    }
    expect(FAILURE_CODES.length).toBe(Object.keys(words(millrace.v1.FailureCode, 'FAILURE_CODE_')).length);
  });

  it('lead there and back', () => {
    for (const state of NODE_STATES) if (state) expect(nodeState(nodeStatusNumber(state))).toBe(state);
    for (const state of RUN_STATES) if (state) expect(runState(runStatusNumber(state))).toBe(state);
    expect([nodeState(99), runState(99), failureCode(99), nodeState(null)]).toEqual([
      'pending',
      'running',
      'unspecified',
      'pending',
    ]);
    expect(runStatusNumber('crashed')).toBe(0);
  });

  it('know what is over', () => {
    expect(NODE_STATES.filter((state) => state && !isNodeOver(state))).toEqual(['pending', 'ready', 'running']);
    expect(RUN_STATES.filter((state) => state && !isRunOver(state))).toEqual(['pending', 'running']);
  });
});
