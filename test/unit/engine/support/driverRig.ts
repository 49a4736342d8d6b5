import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ExecutionEvent, ExecutionRequest } from '../../../../proto/messages.ts';
import { checkRequest } from '../../../../runner/engine/checkRequest.ts';
import { Driver } from '../../../../runner/engine/driver.ts';
import { EventStream } from '../../../../runner/engine/eventStream.ts';
import { OutwardValues } from '../../../../runner/engine/portValue.ts';
import type { Executor, RunValue, Task, TaskResult, TaskSink } from '../../../../runner/executors/executor.ts';
import { Redactor } from '../../../../runner/logs/redactor.ts';
import { RunLogs } from '../../../../runner/logs/runLogs.ts';
import { ContentStore } from '../../../../runner/store/contentStore.ts';
import { ValueKeeper } from '../../../../runner/values/valueKeeper.ts';
import type { JsonValue, PortType } from '../../../../src/flow/model.ts';
import { FakeClock } from './fakeClock.ts';

/** Does a task; what it returns is the result. */
export type Work = (task: Task, sink: TaskSink, signal: AbortSignal) => Promise<TaskResult>;

/** A driver with executors that the test makes, a clock that it moves, and events that it reads. */
export function driverRig(request: ExecutionRequest, work: Work) {
  const runFolder = mkdtempSync(join(tmpdir(), 'millrace-driver-'));
  onTestFinished(() => rmSync(runFolder, { recursive: true, force: true }));
  const checked = checkRequest(
    { ...request, config: { workingFolder: runFolder, ...request.config } },
    'run',
    new Set(['work']),
  );
  if (!checked.ok) throw new Error(checked.failure.message ?? '');
  const run = checked.value;
  const clock = new FakeClock();
  const events: ExecutionEvent[] = [];
  const outlet = {
    deliver: (event: ExecutionEvent) => void events.push(event),
    flush: () => undefined,
    ready: () => undefined,
  };
  const stream = new EventStream('run', clock, [outlet]);
  const redactor = new Redactor(run.secrets.values());
  const failed = (fault: Error) => {
    throw fault;
  };
  const logs = new RunLogs(runFolder, { redactor, events: stream, clock, bytesPerSecond: 1_000_000, failed });
  const executor: Executor = { kinds: ['work'], execute: work, shutdown: () => Promise.resolve() };
  const ended: number[] = [];
  const driver = new Driver({
    run,
    build: 'test',
    runFolder,
    executors: new Map([['work', executor]]),
    values: new ValueKeeper(new ContentStore(join(runFolder, 'store')), run.limits.inlineValueBytes),
    privateValues: new ValueKeeper(new ContentStore(join(runFolder, 'store')), run.limits.inlineValueBytes),
    events: stream,
    logs,
    redactor,
    outward: new OutwardValues(run.tainted, redactor, new ContentStore(join(runFolder, 'store'))),
    clock,
    endProcesses: (graceMs) => {
      ended.push(graceMs);
      return Promise.resolve({ ended: 1, surviving: 0 });
    },
    removePrivate: () => Promise.resolve(),
  });
  return { driver, clock, events, ended, runFolder };
}

/** Success with these outputs. */
export function success(outputs: Readonly<Record<string, RunValue>> = {}): TaskResult {
  return { status: 'succeeded', outputs: new Map(Object.entries(outputs)), processesEnded: 0 };
}

/** An inline value. */
export function inline(value: JsonValue, type: PortType = 'any'): RunValue {
  return { kind: 'inline', value, type };
}

/** Resolves with `stopped` when the signal aborts, and never otherwise. */
export function untilStopped(signal: AbortSignal): Promise<TaskResult> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ status: 'stopped', processesEnded: 2, processesSurviving: 0 }));
  });
}
