import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Failure } from '../../proto/messages.ts';
import { FailureCode, failure } from '../engine/failures.ts';
import { Redactor } from '../logs/redactor.ts';
import type { CommandEnd } from '../processes/processKeeper.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import type { CommandCapture } from './commandCapture.ts';
import { findDeclaredOutputs } from './declaredOutputs.ts';
import type { RunValue, Task, TaskResult, TaskSink } from './executor.ts';
import { parseFlowOutput } from './flowOutput.ts';
import { FLOW_OUTPUT_BYTES, STORED_VALUE_BYTES } from './limits.ts';

/** A command that has ended by itself, with what it left. */
export interface EndedCommand {
  readonly end: CommandEnd;
  /** What a sentence calls it, secrets masked. */
  readonly subject: string;
  /** Path of its `$FLOW_OUTPUT`. */
  readonly outputFile: string;
  readonly capture: CommandCapture;
  readonly sink: TaskSink;
}

/** Signals by which the system ends a program that has gone wrong, in words. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGSEGV: 'it accessed memory that is not its own',
  SIGABRT: 'it gave itself up',
  SIGBUS: 'it accessed memory that is not there',
  SIGILL: 'it contains an instruction that this machine does not know',
  SIGFPE: 'it divided by zero',
  SIGKILL: 'it was killed from outside, perhaps because memory ran out',
};

/** Exit codes with a meaning that shells and systems agree on. */
const EXIT_CODE_WORDS: Readonly<Record<number, string>> = {
  126: 'a command in it may not be executed',
  127: 'a command in it was not found',
};

/** First exit code by which shells tell that a command was ended by a signal. */
const SIGNAL_EXIT_CODES = 128;

/** The result of a task from what its command left: streams, exit code, declared files and `$FLOW_OUTPUT`. */
export async function collectResult(task: Task, command: EndedCommand, values: ValueKeeper): Promise<TaskResult> {
  const { stdout, stderr, tooLarge } = await command.capture.values();
  const outputs = new Map<string, RunValue>([
    ['stdout', stdout],
    ['stderr', stderr],
  ]);
  if ('exitCode' in command.end) {
    outputs.set('exitCode', { kind: 'inline', value: command.end.exitCode, type: 'number' });
  }
  const flowOutput = await addFlowOutput(command, outputs, values);
  const bad = (reason: Failure | undefined): TaskResult | undefined =>
    reason && { status: 'signal' in command.end ? 'crashed' : 'failed', failure: reason, outputs, processesEnded: 0 };
  const ended = bad(failureOfEnd(task, command) ?? flowOutput ?? tooLargeFailure(tooLarge));
  if (ended) return ended;
  const files = await findDeclaredOutputs(task.declaredOutputs, task);
  if (!files.ok) return { status: 'failed', failure: files.failure, outputs, processesEnded: 0 };
  outputs.set('files', await values.json(files.value, 'list of file'));
  return { status: 'succeeded', outputs, processesEnded: 0 };
}

/** Why the way in which a command ended is a failure; undefined when it is none. */
function failureOfEnd(task: Task, command: EndedCommand): Failure | undefined {
  const { end } = command;
  if ('exitCode' in end && allowedExitCodes(task).includes(end.exitCode)) return undefined;
  const detail = new Redactor(task.secrets.values()).text(command.capture.lastWords());
  if ('signal' in end) {
    const why = SIGNAL_WORDS[end.signal];
    const message = `${command.subject} was ended by ${end.signal}${why === undefined ? '' : `: ${why}`}.`;
    return { code: FailureCode.FAILURE_CODE_SIGNAL, message, signal: end.signal, detail };
  }
  const message = `${command.subject} ended with exit code ${end.exitCode}${meaningOf(end.exitCode)}.`;
  return { code: FailureCode.FAILURE_CODE_EXIT_CODE, message, exitCode: end.exitCode, detail };
}

function meaningOf(exitCode: number): string {
  const words = EXIT_CODE_WORDS[exitCode];
  if (words !== undefined) return `: ${words}`;
  const name = SIGNALS_BY_NUMBER.get(exitCode - SIGNAL_EXIT_CODES);
  return name === undefined ? '' : `: a command in it was ended by ${name}`;
}

const SIGNALS_BY_NUMBER: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [13, 'SIGPIPE'],
  [15, 'SIGTERM'],
]);

function allowedExitCodes(task: Task): readonly unknown[] {
  const codes = task.settings['exitCodes'];
  if (typeof codes === 'number') return [codes];
  return Array.isArray(codes) && codes.length > 0 ? codes : [0];
}

/** Adds the outputs that the command wrote, and says in the log what could not be read. */
async function addFlowOutput(
  command: EndedCommand,
  outputs: Map<string, RunValue>,
  values: ValueKeeper,
): Promise<Failure | undefined> {
  const found = statSync(command.outputFile, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size === 0) return undefined;
  if (found.size > FLOW_OUTPUT_BYTES) {
    return failure(
      FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE,
      `${command.subject} wrote ${found.size} bytes to $FLOW_OUTPUT; ${FLOW_OUTPUT_BYTES} are the most. Write large values to a file and give its path.`,
    );
  }
  const { values: written, warnings } = parseFlowOutput(await readFile(command.outputFile, 'utf8'));
  for (const [name, text] of written) outputs.set(name, await values.text(text));
  if (warnings.length > 0) await command.sink.log('runner', Buffer.from(`${warnings.join('\n')}\n`));
  return undefined;
}

function tooLargeFailure(port: string | undefined): Failure | undefined {
  if (port === undefined) return undefined;
  const message = `The command wrote more than ${STORED_VALUE_BYTES} bytes to ${port}. Send large output to a file.`;
  return failure(FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE, message, port);
}
