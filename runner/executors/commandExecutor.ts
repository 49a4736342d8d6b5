import { open, rm, writeFile } from 'node:fs/promises';
import type { Failure } from '../../proto/messages.ts';
import { type Checked, FailureCode, failure, refuse } from '../engine/failures.ts';
import type {
  CommandEnd,
  CommandSpec,
  EndReport,
  ProcessKeeper,
  RunningCommand,
  SpawnFailure,
} from '../processes/processKeeper.ts';
import type { OpenFile } from '../processes/spawner.ts';
import type { Soon } from '../values/soon.ts';
import { contentOf } from '../values/valueContent.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { CommandCapture } from './commandCapture.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { type CommandLine, commandLineOf, type ScriptFile } from './commandLine.ts';
import { collectResult } from './commandResult.ts';
import type { Executor, RunValue, Task, TaskResult, TaskSink } from './executor.ts';
import { OutputFile } from './outputFile.ts';

/** What the executor of commands works with. */
export interface CommandDependencies {
  readonly values: ValueKeeper;
  readonly processes: ProcessKeeper;
  readonly graceMs: number;
  /** Largest value of a stream, in bytes. */
  readonly storedValueBytes: number;
}

/** Something that is undone when a command has ended, however it ended. */
type Undo = () => Soon<unknown>;

/** A command that is ready to start. */
interface PreparedCommand {
  readonly spec: CommandSpec;
  readonly line: CommandLine;
  readonly words: string;
  readonly subject: string;
  readonly outputFile: OutputFile;
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
    const outputFile = new OutputFile(await this.#dependencies.values.store.temporaryPath());
    const env = await commandEnvironment(task, outputFile.path, this.#dependencies.values);
    if (!env.ok) return env;
    const stdin = await openStdin(task, undo);
    if (!stdin.ok) return stdin;
    const { scriptFile } = line.value;
    const args = scriptFile ? await this.#argsInFile(line.value.args, scriptFile, undo) : line.value.args;
    undo.push(() => outputFile.remove());
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

  /** The arguments for a script that stands in a file. */
  async #argsInFile(args: readonly string[], script: ScriptFile, undo: Undo[]): Promise<readonly string[]> {
    const path = (await this.#dependencies.values.store.temporaryPath()) + script.extension;
    undo.push(() => rm(path, { force: true }));
    await writeFile(path, script.text, { mode: 0o700, flag: 'wx' });
    return [...args, path];
  }

  async #run(task: Task, prepared: PreparedCommand, sink: TaskSink, signal: AbortSignal): Promise<TaskResult> {
    if (signal.aborted) return stoppedResult({ ended: 0, surviving: 0 });
    const started = await this.#dependencies.processes.start(prepared.spec);
    if (!started.ok) return failedBeforeStart(spawnFailure(started.failure, prepared.line));
    const { command } = started;
    const { values, storedValueBytes: valueBytes } = this.#dependencies;
    sink.started(command.processId, prepared.words);
    const capture = new CommandCapture(command, sink, task.redactor, values, valueBytes);
    const how = await untilEnded(command, signal);
    await capture.drained();
    command.leaveOutput();
    if ('stop' in how) {
      await capture.discard();
      return stoppedResult(how.stop);
    }
    const { subject, outputFile, line } = prepared;
    const hint = line.hint === undefined ? {} : { hint: line.hint };
    const ended = { end: how.end, subject, outputFile, capture, valueBytes, sink, ...hint };
    return collectResult(task, ended, values);
  }
}

/** How a command ended, or, when the task was stopped before that, what came of ending it. */
function untilEnded(
  command: RunningCommand,
  signal: AbortSignal,
): Promise<{ readonly end: CommandEnd } | { readonly stop: EndReport }> {
  return new Promise((resolve) => {
    const stop = () => resolve(command.end().then((report) => ({ stop: report })));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    void command.ended.then((end) => {
      signal.removeEventListener('abort', stop);
      resolve({ end });
    });
  });
}

/** Data for standard input: small values as text, large ones and files as the open file itself. */
function openStdin(task: Task, undo: Undo[]): Soon<Checked<CommandSpec['stdin'] | undefined>> {
  const value = stdinValue(task);
  if (!value) return { ok: true, value: undefined };
  const content = contentOf(value, task.workingFolder);
  return content.form === 'memory' ? { ok: true, value: content.text } : openFile(content.path, undo);
}

async function openFile(path: string, undo: Undo[]): Promise<Checked<OpenFile>> {
  try {
    const handle = await open(path, 'r');
    undo.push(() => handle.close());
    return { ok: true, value: { path, descriptor: handle.fd } };
  } catch (error) {
    const reason = (error as Error).message;
    return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, `The value for \`stdin\` cannot be read: ${reason}.`, 'stdin');
  }
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
