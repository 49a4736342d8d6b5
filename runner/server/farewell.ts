import { deferred } from '../../proto/deferred.ts';
import type { Runner } from '../engine/runner.ts';
import type { PipeWriter } from './pipeWriter.ts';

/** How long a reader that does not read may keep an ending runner, in milliseconds. */
const LAST_WRITE_MS = 2_000;

/** Cancels every run, waits until all of them and their processes have ended, and lets go of the watchdog. */
export async function endAllRuns(runner: Runner, reason: string): Promise<void> {
  runner.close();
  for (const run of runner.runs) run.cancel(reason);
  await runner.settled();
  await runner.parts.processes.shutdown();
}

/** Waits until the last messages are out, but not forever: a host that is stuck must not keep its runner. */
export async function lastWords(writer: PipeWriter): Promise<void> {
  const limit = deferred<void>();
  const timer = setTimeout(limit.resolve, LAST_WRITE_MS);
  await Promise.race([writer.flushed(), limit.promise]);
  clearTimeout(timer);
}
