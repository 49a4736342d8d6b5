import { resolve } from 'node:path';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import { type Soon, whenThere } from '../values/soon.ts';
import { argumentForm } from './argumentForm.ts';
import { awsCommand } from './awsCommand.ts';
import { type CommandWords, commandWords, scriptWords } from './commandWords.ts';
import type { Task } from './executor.ts';
import { isReadable, lineEndHint, readFirstLine } from './scriptFile.ts';
import { codeSetting, listSetting, optionalTextSetting, textSetting } from './settings.ts';
import { shellInvocation } from './shells.ts';

/** A script that has to be put in a file. */
export interface ScriptFile {
  readonly text: string;
  /** Of the file's name. */
  readonly extension: string;
}

/** What a command kind runs. */
export interface CommandLine extends CommandWords {
  readonly program: string;
  readonly args: readonly string[];
  /** The path of its file is then the last argument. */
  readonly scriptFile?: ScriptFile;
  /** Variables that the kind itself needs; they win over those of the flow. */
  readonly env?: Readonly<Record<string, string>>;
  /** What to tell when the program is not there: how to get it, or who asked for it. */
  readonly whenMissing?: string;
  /** What to tell when it fails, beside how it failed. */
  readonly hint?: string;
}

/** The command of a task of a process kind. */
export function commandLineOf(task: Task): Soon<Checked<CommandLine>> {
  switch (task.kind) {
    case 'shell':
      return shellCommand(task);
    case 'exec':
      return execCommand(task);
    case 'aws':
      return awsCommand(task);
    default:
      return scriptCommand(task);
  }
}

function shellCommand(task: Task): Soon<Checked<CommandLine>> {
  const run = codeSetting(task, 'run');
  if (!run.ok) return run;
  return whenThere(optionalTextSetting(task, 'shell', argumentForm(task)), (shell) => {
    if (!shell.ok) return shell;
    return { ok: true, value: { ...shellInvocation(shell.value ?? 'sh', run.value), ...scriptWords(run.value) } };
  });
}

async function execCommand(task: Task): Promise<Checked<CommandLine>> {
  const program = await textSetting(task, 'program', argumentForm(task));
  if (!program.ok) return program;
  if (program.value === '') {
    return refuse(FailureCode.FAILURE_CODE_NODE_ERROR, 'The setting `program` is empty; name a program.', 'program');
  }
  const args = await listSetting(task, 'args', argumentForm(task));
  if (!args.ok) return args;
  return { ok: true, value: { program: program.value, args: args.value, ...commandWords(program.value, args.value) } };
}

async function scriptCommand(task: Task): Promise<Checked<CommandLine>> {
  const path = await textSetting(task, 'path', argumentForm(task));
  if (!path.ok) return path;
  const interpreter = await optionalTextSetting(task, 'interpreter', argumentForm(task));
  if (!interpreter.ok) return interpreter;
  const args = await listSetting(task, 'args', argumentForm(task));
  if (!args.ok) return args;
  const file = resolve(task.workdir, path.value);
  if (interpreter.value && !(await isReadable(file))) return missingScript(file);
  const firstLine = await readFirstLine(file);
  const [program, ...first] = interpreter.value ? [interpreter.value] : (firstLine.interpreter ?? []);
  const hint = firstLine.isCrlf && program !== undefined ? lineEndHint(program) : undefined;
  const words = interpreter.value
    ? commandWords(interpreter.value, [path.value, ...args.value])
    : commandWords(path.value, args.value);
  if (program === undefined) return { ok: true, value: { program: file, args: args.value, ...words } };
  const asked = `The first line of \`${path.value}\` names it: correct that line, or set \`interpreter\`.`;
  const whenMissing = interpreter.value ? {} : { whenMissing: asked };
  const all = [...first, file, ...args.value];
  return {
    ok: true,
    value: { program, args: all, ...words, ...whenMissing, ...(hint !== undefined && { hint }) },
  };
}

function missingScript(file: string): Checked<CommandLine> {
  return refuse(
    FailureCode.FAILURE_CODE_SPAWN_FAILED,
    `The script \`${file}\` does not exist or cannot be read. Correct \`path\`, which starts at the working folder.`,
    'path',
  );
}
