import type { Failure } from '../../proto/messages.ts';
import { didYouMean } from '../../src/flow/suggest.ts';
import { FailureCode } from '../engine/failures.ts';
import type { CommandEnd } from '../processes/processKeeper.ts';
import { similarProgram } from '../processes/spawnFailure.ts';
import type { Soon } from '../values/soon.ts';
import { awsFailure } from './awsFailure.ts';
import type { CommandCapture } from './commandCapture.ts';
import type { Task } from './executor.ts';
import { terminalHint, unansweredQuestion } from './terminalHint.ts';

/** A command that has ended by itself: how, and what it printed. */
export interface EndedProcess {
  readonly end: CommandEnd;
  /** What a sentence calls it, secrets masked. */
  readonly subject: string;
  /** What to tell beside how it failed. */
  readonly hint?: string;
  readonly capture: Pick<CommandCapture, 'lastWords' | 'endings'>;
}

const OUT_OF_MEMORY =
  'most likely because memory ran out. Run fewer nodes at a time (concurrency), give it less to do at once, or the machine more memory';

/** Signals by which the system ends a program that has gone wrong, in words. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGSEGV: 'it accessed memory that is not its own',
  SIGABRT: 'it gave itself up',
  SIGBUS: 'it accessed memory that is not there',
  SIGILL: 'it contains an instruction that this machine does not know',
  SIGFPE: 'it divided by zero',
  SIGKILL: `it was killed from outside, ${OUT_OF_MEMORY}`,
  SIGTERM: 'something other than this run asked it to end',
};

/** First exit code by which shells tell that a command was ended by a signal. */
const SIGNAL_EXIT_CODES = 128;

/** Exit codes with a meaning that shells and systems agree on. */
const NOT_EXECUTABLE_EXIT_CODE = 126;
const NOT_FOUND_EXIT_CODE = 127;

/** Why the way in which a command ended is a failure, and what may mend it; undefined when it is none. */
export function failureOfEnd(task: Task, command: EndedProcess): Soon<Failure | undefined> {
  const { end } = command;
  if ('exitCode' in end && allowedExitCodes(task).includes(end.exitCode)) return undefined;
  return failureOf(task, command);
}

async function failureOf(task: Task, command: EndedProcess): Promise<Failure> {
  const { end, subject } = command;
  const { redactor } = task;
  const detail = command.capture.lastWords();
  if ('signal' in end) {
    const why = SIGNAL_WORDS[end.signal];
    const message = `${subject} was ended by ${end.signal}${why === undefined ? '' : `: ${why}`}.`;
    return { code: FailureCode.FAILURE_CODE_SIGNAL, message, signal: end.signal, detail };
  }
  if ('lost' in end) return { code: FailureCode.FAILURE_CODE_CRASHED, message: `${subject}: ${end.lost}`, detail };
  if ('tooManyProcesses' in end) {
    const message = `${subject} was ended because this run had ${end.tooManyProcesses} processes at once; ${end.limit} are the most. Let it start fewer at a time, or run fewer nodes side by side.`;
    return { code: FailureCode.FAILURE_CODE_LIMIT_REACHED, message, detail };
  }
  const what = await whatHappened(task, end.exitCode, command);
  const message = [`${subject} ${redactor.text(what)}`, ...hints(task, command).map((hint) => redactor.text(hint))];
  return { code: FailureCode.FAILURE_CODE_EXIT_CODE, message: message.join(' '), exitCode: end.exitCode, detail };
}

async function whatHappened(task: Task, exitCode: number, { capture }: EndedProcess): Promise<string> {
  const { stderr } = capture.endings();
  const operation = task.settings['operation'];
  const isAws = task.kind === 'aws' && typeof operation === 'string';
  const told = isAws ? awsFailure(stderr, operation, exitCode) : undefined;
  return told ?? `ended with exit code ${exitCode}${await meaningOf(exitCode, task, stderr)}`;
}

/** What to tell about a command that succeeded, secrets masked; nothing where all was well. */
export function doubtAbout(task: Task, { capture, subject }: EndedProcess): string | undefined {
  const { stderr } = capture.endings();
  const asked = stderr === '' ? undefined : unansweredQuestion({ stderr, hasStdin: hasStdin(task) });
  if (asked === undefined) return undefined;
  return task.redactor.text(`${subject} succeeded. ${asked}`);
}

function hasStdin(task: Task): boolean {
  return task.inputs.has('stdin') || task.lists.has('stdin');
}

function hints(task: Task, { hint, capture }: EndedProcess): readonly string[] {
  const { run } = task.settings;
  const waited = terminalHint({
    ...capture.endings(),
    hasStdin: hasStdin(task),
    ...(task.kind === 'shell' && typeof run === 'string' && { script: run }),
  });
  return [hint, waited, reopenedStreamHint(capture.endings().stderr)].filter((text) => text !== undefined);
}

/** Output is read through sockets, as of every child of Node, and the system opens no socket by its name. */
function reopenedStreamHint(stderr: string): string | undefined {
  const stream = /\/dev\/(stdout|stderr)\b.*no such device or address/i.exec(stderr)?.[1];
  if (stream === undefined) return undefined;
  return `/dev/${stream} cannot be opened by its name here: write to it with \`>&${stream === 'stdout' ? 1 : 2}\`.`;
}

async function meaningOf(exitCode: number, task: Task, stderr: string): Promise<string> {
  if (exitCode === NOT_EXECUTABLE_EXIT_CODE) return ': a command in it may not be executed. Run `chmod +x` on it.';
  if (exitCode === NOT_FOUND_EXIT_CODE) return `: ${await notFound(missingIn(stderr), task)}`;
  const name = SIGNALS_BY_NUMBER.get(exitCode - SIGNAL_EXIT_CODES);
  if (name === undefined) return '.';
  return `: a command in it was ended by ${name}${name === 'SIGKILL' ? `, ${OUT_OF_MEMORY}` : ''}.`;
}

/** The command that a shell says it has not found. */
function missingIn(stderr: string): string | undefined {
  return [...stderr.matchAll(/(?:^|[:\s])([\w.+-]+): (?:command )?not found$/gm)].at(-1)?.[1];
}

async function notFound(program: string | undefined, task: Task): Promise<string> {
  if (program === undefined) return 'a command in it was not found.';
  const suggestion = await similarProgram(program, task.env['PATH'] ?? process.env['PATH'] ?? '');
  return `the command \`${program}\` was not found.${didYouMean(suggestion)}`;
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
