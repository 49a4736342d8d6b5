import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent, ExecutionRequest, Failure } from '../../proto/messages.ts';
import { runStatusNumber } from '../../src/flow/run/status.ts';
import { FailureCode, failure } from '../engine/failures.ts';
import type { RunHandle, Runner } from '../engine/runner.ts';
import { type Codec, ProtobufCodec } from './codec.ts';
import { ExitCode, exitCodeOf } from './exitCodes.ts';
import { onFault } from './faults.ts';
import { watchHost } from './hostWatch.ts';
import { loadRunner } from './loadRunner.ts';
import type { PipeWriter } from './pipeWriter.ts';
import { onEndingSignals } from './signals.ts';
import { reserveStandardOutput } from './standardOutput.ts';
import { WireOutlet } from './wireOutlet.ts';

/**
 * `millrace exec`: reads one request from standard input, writes the events of its run to standard output and resolves
 * to the exit code. The end of standard input after the request means nothing, so that a file can be the input.
 */
export async function serveExec(options: { readonly json: boolean }): Promise<number> {
  const writer = reserveStandardOutput();
  const codec: Codec = options.json ? new (await import('./jsonCodec.ts')).JsonCodec() : new ProtobufCodec();
  const runner = loadRunner();
  let request: ExecutionRequest;
  try {
    request = await readRequest(codec);
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    return refuse(writer, codec, '', failure(FailureCode.FAILURE_CODE_INVALID_GRAPH, message));
  }
  const outlet = new WireOutlet(writer, (event, payload) => codec.event(event, payload));
  const prepared = await runner.prepare(request, outlet);
  if (!prepared.ok) return refuse(writer, codec, request.runId ?? '', prepared.failure);
  const run = prepared.value.begin();
  let faulty = false;
  onFault((reason) => {
    faulty = true;
    run.cancel(reason);
  });
  cancelWhenUnwanted(run, writer);
  const state = await run.ended;
  await finish(runner, writer);
  return faulty ? ExitCode.failed : exitCodeOf(state);
}

function readRequest(codec: Codec): Promise<ExecutionRequest> {
  return new Promise((resolve, reject) => {
    const guarded = (action: () => void) => () => {
      try {
        action();
      } catch (fault) {
        reject(fault);
      }
    };
    process.stdin.on('data', (chunk: Uint8Array) => guarded(() => codec.pushRequest(chunk, resolve))());
    process.stdin.on(
      'end',
      guarded(() => codec.endRequest(resolve)),
    );
    process.stdin.on('error', reject);
  });
}

function cancelWhenUnwanted(run: RunHandle, writer: PipeWriter): void {
  void writer.lost.then(() => run.cancel('Nobody reads the events any more.'));
  watchHost(() => run.cancel('The program that started the runner has ended.'));
  onEndingSignals(
    (signal) => run.cancel(`The runner received ${signal}.`),
    () => run.kill(),
  );
}

/** A run that never was still has an end in the events, so that readers need no second way to learn of it. */
async function refuse(writer: PipeWriter, codec: Codec, runId: string, why: Failure): Promise<number> {
  const reason = why.message ?? '';
  const timeMs = Date.now();
  const events: ExecutionEvent[] = [
    { sequence: 1, timeMs, runId, diagnostic: { severity: millrace.v1.Severity.SEVERITY_ERROR, message: reason } },
    { sequence: 2, timeMs, runId, runFinished: { status: runStatusNumber('failed'), reason } },
  ];
  for (const event of events) writer.write(codec.event(event, millrace.v1.ExecutionEvent.encode(event).finish()));
  process.stderr.write(`millrace: ${reason}\n`);
  await writer.flushed();
  return ExitCode.invalid;
}

/** A reader that is slow gets its time: everything has ended, only the last events are on their way. */
async function finish(runner: Runner, writer: PipeWriter): Promise<void> {
  await runner.parts.processes.shutdown();
  await writer.flushed();
}
