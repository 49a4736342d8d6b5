import { existsSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { deferred } from '../../proto/deferred.ts';
import type { Failure } from '../../proto/messages.ts';
import { type Checked, FailureCode, failure, refuse } from '../engine/failures.ts';
import type {
  CommandSpec,
  EndReport,
  ProcessKeeper,
  RunningCommand,
  SpawnFailure,
} from '../processes/processKeeper.ts';
import { contentOf } from '../values/valueContent.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { CommandCapture } from './commandCapture.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { type CommandLine, commandLineOf } from './commandLine.ts';
import { collectResult } from './commandResult.ts';
import type { Executor, RunValue, Task, TaskResult, TaskSink } from './executor.ts';

/** What the executor of commands works with. */
export interface CommandDependencies {
  readonly values: ValueKeeper;
  readonly processes: ProcessKeeper;
  readonly graceMs: number;
  /** Largest value of a stream, in bytes. */
  readonly storedValueBytes: number;
}

/** Something that is undone when a command has ended, however it ended. */
type Undo = () => Promise<unknown>;

/** A command that is ready to start. */
interface PreparedCommand {
  readonly spec: CommandSpec;
  readonly line: CommandLine;
  readonly words: string;
  readonly subject: string;
  readonly outputFile: string;
}

/** Runs `shell`, `exec`, `script` and `aws`: each a process of the system with everything that it starts. */
export class CommandExecutor implements Executor {
  readonly kinds = ['shell', 'exec', 'script', 'aws'];
  readonly #dependencies: CommandDependencies;

  constructor(dependencies: CommandDependencies) {
    this.#dependencies = dependencies;
  }

  async execute(task: Task, sink: TaskSink, signal: AbortSignal): Promise<TaskResult> {
    const undo: Undo[] = [];
    try {
      const prepared = await this.#prepare(task, undo);
      if (!prepared.ok) return failedBeforeStart(prepared.failure);
      return await this.#run(task, prepared.value, sink, signal);
    } finally {
      for (const step of undo) await step();
    }
  }

  /** Commands belong to their runs: the keeper ends them. */
  async shutdown(): Promise<void> {}

  async #prepare(task: Task, undo: Undo[]): Promise<Checked<PreparedCommand>> {
    const line = await commandLineOf(task);
    if (!line.ok) return line;
    const outputFile = await this.#dependencies.values.store.temporaryPath();
    const env = await commandEnvironment(task, outputFile, this.#dependencies.values);
    if (!env.ok) return env;
    const stdin = await openStdin(task, undo);
    if (!stdin.ok) return stdin;
    const args = await this.#argsOf(line.value, undo);
    undo.push(() => removeIfThere(outputFile));
    const { runId, node, workdir } = task;
    const spec: CommandSpec = {
      runId,
      node,
      program: line.value.program,
      args,
      workdir,
      env: { ...env.value, ...line.value.env },
      withheld: task.withheld,
      graceMs: this.#dependencies.graceMs,
      ...(stdin.value !== undefined && { stdin: stdin.value }),
    };
    const words = task.redactor.text(line.value.words);
    const subject = task.redactor.text(line.value.subject);
    return { ok: true, value: { spec, line: line.value, words, subject, outputFile } };
  }

  async #argsOf(line: CommandLine, undo: Undo[]): Promise<readonly string[]> {
    if (!line.scriptFile) return line.args;
    const path = (await this.#dependencies.values.store.temporaryPath()) + line.scriptFile.extension;
    undo.push(() => rm(path, { force: true }));
    await writeFile(path, line.scriptFile.text, { mode: 0o700, flag: 'wx' });
    return [...line.args, path];
  }

  async #run(task: Task, prepared: PreparedCommand, sink: TaskSink, signal: AbortSignal): Promise<TaskResult> {
    if (signal.aborted) return stoppedResult({ ended: 0, surviving: 0 });
    const started = await this.#dependencies.processes.start(prepared.spec);
    if (!started.ok) return failedBeforeStart(spawnFailure(started.failure, prepared.line));
    const { command } = started;
    const { values, storedValueBytes: valueBytes } = this.#dependencies;
    sink.started(command.processId, prepared.words);
    const capture = new CommandCapture(command, sink, task.redactor, values, valueBytes);
    const stop = await untilEnded(command, signal);
    await capture.drained();
    command.leaveOutput();
    if (stop) {
      await capture.discard();
      return stoppedResult(stop);
    }
    const { subject, outputFile, line } = prepared;
    const hint = line.hint === undefined ? {} : { hint: line.hint };
    const ended = { end: await command.ended, subject, outputFile, capture, valueBytes, sink, ...hint };
    return collectResult(task, ended, values);
  }
}

/** The report of the end when the task was stopped first, undefined when the command ended by itself. */
async function untilEnded(command: RunningCommand, signal: AbortSignal): Promise<EndReport | undefined> {
  const stopping = deferred<'stop'>();
  const stop = () => stopping.resolve('stop');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const first = await Promise.race([command.ended, stopping.promise]);
  signal.removeEventListener('abort', stop);
  return first === 'stop' ? command.end() : undefined;
}

/** Data for standard input: small values as text, large ones and files as the open file itself. */
async function openStdin(task: Task, undo: Undo[]): Promise<Checked<CommandSpec['stdin'] | undefined>> {
  const value = stdinValue(task);
  if (!value) return { ok: true, value: undefined };
  const content = contentOf(value, task.workingFolder);
  if (content.form === 'memory') return { ok: true, value: content.text };
  try {
    const handle = await open(content.path, 'r');
    undo.push(() => handle.close());
    return { ok: true, value: { path: content.path, descriptor: handle.fd } };
  } catch (error) {
    const reason = (error as Error).message;
    return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, `The value for \`stdin\` cannot be read: ${reason}.`, 'stdin');
  }
}

/** Most commands write no outputs: looking is far cheaper than removing. */
async function removeIfThere(path: string): Promise<void> {
  if (existsSync(path)) await rm(path, { force: true, recursive: true });
}

function stdinValue(task: Task): RunValue | undefined {
  const single = task.inputs.get('stdin');
  if (single) return single;
  const list = task.lists.get('stdin');
  if (!list) return undefined;
  const items = list.map((value) => (value.kind === 'stored' ? value.content.path : value.value));
  return { kind: 'inline', value: items, type: 'json' };
}

function failedBeforeStart(reason: Failure): TaskResult {
  return { status: 'failed', failure: reason, outputs: new Map(), processesEnded: 0 };
}

function stoppedResult(report: EndReport): TaskResult {
  return { status: 'stopped', processesEnded: report.ended, processesSurviving: report.surviving };
}

function spawnFailure(reason: SpawnFailure, line: CommandLine): Failure {
  const mend = reason.programIsMissing && line.whenMissing ? ` ${line.whenMissing}` : '';
  return failure(FailureCode.FAILURE_CODE_SPAWN_FAILED, reason.message + mend);
}
