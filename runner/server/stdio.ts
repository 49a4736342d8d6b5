import { deferred } from '../../proto/deferred.ts';
import { ProtobufCodec } from './codec.ts';
import { ExitCode } from './exitCodes.ts';
import { endAllRuns, lastWords } from './farewell.ts';
import { onFault } from './faults.ts';
import { watchHost } from './hostWatch.ts';
import { loadRunner } from './loadRunner.ts';
import { rehearse } from './rehearsal.ts';
import { Session } from './session.ts';
import { onEndingSignals } from './signals.ts';
import { reserveStandardOutput } from './standardOutput.ts';

/**
 * `millrace stdio`: serves one client on standard input and output until it says goodbye or goes away. Resolves to the
 * exit code once every run has ended.
 */
export async function serveStdio(options: { readonly json: boolean }): Promise<number> {
  const writer = reserveStandardOutput();
  const codec = options.json ? new (await import('./jsonCodec.ts')).JsonCodec() : new ProtobufCodec();
  const runner = loadRunner();
  const end = deferred<{ code: number; reason: string }>();
  const leave = (code: number, reason: string) => end.resolve({ code, reason });
  const session = new Session({
    runner,
    codec,
    writer,
    finish: (how, reason) => leave(how === 'shutdown' ? ExitCode.succeeded : ExitCode.invalid, reason),
  });
  // Once the hello is on its way.
  setImmediate(() => rehearse(codec, runner.parts.kinds));
  const clientGone = (words: string) => leave(ExitCode.succeeded, session.goneReason || words);
  process.stdin.on('data', (chunk: Uint8Array) => session.push(chunk));
  process.stdin.on('end', () => clientGone('The client closed standard input.'));
  process.stdin.on('error', (fault) => clientGone(`Standard input failed: ${fault.message}`));
  void writer.lost.then(() => clientGone('Nobody reads standard output any more.'));
  watchHost(() => clientGone('The program that started the runner has ended.'));
  onEndingSignals(
    (signal) => leave(ExitCode.cancelled, `The runner received ${signal}.`),
    () => runner.runs.forEach((run) => run.kill()),
  );
  onFault((reason) => leave(ExitCode.failed, reason));
  const { code, reason } = await end.promise;
  await endAllRuns(runner, reason);
  await lastWords(writer);
  return code;
}
