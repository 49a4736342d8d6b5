import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Failure } from '../../proto/messages.ts';
import { FailureCode, failure } from '../engine/failures.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { awsAnswer } from './awsAnswer.ts';
import type { CommandCapture } from './commandCapture.ts';
import { doubtAbout, type EndedProcess, failureOfEnd } from './commandFailure.ts';
import { findDeclaredOutputs } from './declaredOutputs.ts';
import type { RunValue, Task, TaskResult, TaskSink } from './executor.ts';
import { parseFlowOutput } from './flowOutput.ts';
import { FLOW_OUTPUT_BYTES } from './limits.ts';
import type { OutputFile } from './outputFile.ts';

/** A command that has ended by itself, with what it left. */
export interface EndedCommand extends EndedProcess {
  readonly outputFile: OutputFile;
  readonly capture: CommandCapture;
  /** The most bytes of a stream that its value may hold. */
  readonly valueBytes: number;
  readonly sink: TaskSink;
}

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
  const flowOutput = command.outputFile.isThere ? await addFlowOutput(command, outputs, values) : undefined;
  const bad = (reason: Failure | undefined): TaskResult | undefined =>
    reason && {
      status: 'signal' in command.end || 'lost' in command.end ? 'crashed' : 'failed',
      failure: reason,
      outputs,
      processesEnded: 0,
    };
  const ended = bad((await failureOfEnd(task, command)) ?? flowOutput ?? tooLargeFailure(command, tooLarge));
  if (ended) return ended;
  const doubt = doubtAbout(task, command);
  if (doubt !== undefined) await command.sink.log('runner', Buffer.from(`${doubt}\n`));
  const files = await findDeclaredOutputs(task.declaredOutputs, task);
  if (!files.ok) return { status: 'failed', failure: files.failure, outputs, processesEnded: 0 };
  outputs.set('files', await values.json(files.value, 'list of file'));
  if (task.kind === 'aws') {
    const answer = await awsAnswer(stdout, values);
    if (!answer.ok) return { status: 'failed', failure: answer.failure, outputs, processesEnded: 0 };
    outputs.set('json', answer.value);
  }
  return { status: 'succeeded', outputs, processesEnded: 0 };
}

/** Adds the outputs that the command wrote, and says in the log what could not be read. */
async function addFlowOutput(
  command: EndedCommand,
  outputs: Map<string, RunValue>,
  values: ValueKeeper,
): Promise<Failure | undefined> {
  const { path } = command.outputFile;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size === 0) return undefined;
  if (found.size > FLOW_OUTPUT_BYTES) {
    return failure(
      FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE,
      `${command.subject} wrote ${found.size} bytes to $FLOW_OUTPUT; ${FLOW_OUTPUT_BYTES} are the most. Write large values to a file and give its path.`,
    );
  }
  const { values: written, warnings } = parseFlowOutput(await readFile(path, 'utf8'));
  for (const [name, text] of written) outputs.set(name, await values.text(text));
  if (warnings.length > 0) await command.sink.log('runner', Buffer.from(`${warnings.join('\n')}\n`));
  return undefined;
}

function tooLargeFailure({ subject, valueBytes }: EndedCommand, port: string | undefined): Failure | undefined {
  if (port === undefined) return undefined;
  const message = `${subject} wrote more than ${valueBytes} bytes to ${port}. Send large output to a file.`;
  return failure(FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE, message, port);
}
