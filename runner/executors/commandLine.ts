import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import { commandForm } from '../values/textForm.ts';
import type { Task } from './executor.ts';
import { SCRIPT_ARGUMENT_BYTES } from './limits.ts';
import { codeSetting, listSetting, optionalTextSetting, textSetting, type ValueForm } from './settings.ts';

/** Bytes of a script file in which its first line is looked for. */
const FIRST_LINE_BYTES = 512;

/** Longest command that a sentence quotes. */
const SENTENCE_CHARACTERS = 100;

/** What a command kind runs. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  /** A script that has to be put in a file, whose path is then the last argument. */
  readonly scriptFile?: { readonly text: string; readonly extension: string };
  /** As a person would type it; of a script of several lines the first that does something. */
  readonly words: string;
  /** What a sentence about it calls it: itself where that is short. */
  readonly subject: string;
}

/** The command of a task of the kind `shell`, `exec` or `script`. */
export function commandLineOf(task: Task): Promise<Checked<CommandLine>> {
  switch (task.kind) {
    case 'shell':
      return shellCommand(task);
    case 'exec':
      return execCommand(task);
    default:
      return scriptCommand(task);
  }
}

async function shellCommand(task: Task): Promise<Checked<CommandLine>> {
  const run = codeSetting(task, 'run');
  if (!run.ok) return run;
  const shell = await optionalTextSetting(task, 'shell', argumentForm(task));
  if (!shell.ok) return shell;
  return { ok: true, value: { ...shellInvocation(shell.value ?? 'sh', run.value), ...scriptWords(run.value) } };
}

/**
 * How a shell runs a script: as CI systems do, it stops at the first command that fails, and start-up files are left
 * out where the shell has an option for that.
 */
export function shellInvocation(shell: string, script: string): Omit<CommandLine, 'words' | 'subject'> {
  const name = basename(shell)
    .replace(/\.exe$/i, '')
    .toLowerCase();
  const options = SHELL_OPTIONS.get(name);
  if (!options) return { program: shell, args: [], scriptFile: { text: script, extension: '' } };
  if (name === 'cmd') return { program: shell, args: options, scriptFile: { text: script, extension: '.cmd' } };
  const text = POWER_SHELLS.has(name) ? `$ErrorActionPreference = 'Stop'\n${script}\nexit $LASTEXITCODE` : script;
  if (Buffer.byteLength(text) <= SCRIPT_ARGUMENT_BYTES) return { program: shell, args: [...options, text] };
  const fileOptions = options.slice(0, -1);
  const extension = POWER_SHELLS.has(name) ? '.ps1' : '.sh';
  if (POWER_SHELLS.has(name)) fileOptions.push('-File');
  return { program: shell, args: fileOptions, scriptFile: { text, extension } };
}

/** The last option is the one that takes a script as its argument. */
const SHELL_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['sh', 'dash', 'ash', 'ksh', 'mksh'].map((name) => [name, ['-e', '-c']] as const),
  ['bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c']],
  ['zsh', ['-f', '-e', '-o', 'pipefail', '-c']],
  ['fish', ['--no-config', '-c']],
  ['pwsh', ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command']],
  ['powershell', ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command']],
  ['cmd', ['/d', '/c', 'call']],
]);

const POWER_SHELLS: ReadonlySet<string> = new Set(['pwsh', 'powershell']);

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
  const words = commandWords(path.value, args.value);
  if (interpreter.value !== undefined && interpreter.value !== '') {
    if (!(await isReadable(file))) return missingScript(file);
    const all = [file, ...args.value];
    const told = commandWords(interpreter.value, [path.value, ...args.value]);
    return { ok: true, value: { program: interpreter.value, args: all, ...told } };
  }
  const [program, ...first] = (await firstLineCommand(file)) ?? [];
  if (program === undefined) return { ok: true, value: { program: file, args: args.value, ...words } };
  return { ok: true, value: { program, args: [...first, file, ...args.value], ...words } };
}

/** The interpreter that a script's first line names, with its arguments. `env` only looks for it on PATH, as we do. */
async function firstLineCommand(file: string): Promise<readonly string[] | undefined> {
  const line = await readFirstLine(file);
  const match = /^#!\s*(\S+)(?:[ \t]+(.*?))?\s*$/.exec(line);
  if (!match?.[1]) return undefined;
  if (basename(match[1]) !== 'env') return match[2] ? [match[1], match[2]] : [match[1]];
  const words = (match[2] ?? '').split(/\s+/).filter((word) => word !== '' && word !== '-S');
  return words.length > 0 ? words : undefined;
}

async function readFirstLine(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0] ?? '';
  } catch {
    return ''; // A folder, say: starting it tells what is wrong.
  } finally {
    await handle.close();
  }
}

function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function missingScript(file: string): Checked<CommandLine> {
  return refuse(
    FailureCode.FAILURE_CODE_SPAWN_FAILED,
    `The script \`${file}\` does not exist or cannot be read.`,
    'path',
  );
}

/** `${name}` in an argument stays one argument, whatever is in the value. */
function argumentForm(task: Task): ValueForm {
  return (value, name) => {
    const text = commandForm(value, task);
    if (!text.includes('\0')) return { ok: true, value: text };
    return refuse(
      FailureCode.FAILURE_CODE_NODE_ERROR,
      `The value of \`${name}\` contains a null byte, which no argument can hold. Wire it to \`stdin\` instead.`,
      name,
    );
  };
}

/** A command with its arguments as a person would type it. */
export function inWords(program: string, args: readonly string[]): string {
  return [program, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function scriptWords(script: string): Pick<CommandLine, 'words' | 'subject'> {
  const lines = script.split('\n').filter((line) => line.trim() !== '');
  const told = lines.find((line) => !line.trimStart().startsWith('#')) ?? lines[0] ?? '';
  if (lines.length > 1) return { words: `${told.trim()} …`, subject: 'The script' };
  return { words: told.trim(), subject: `\`${told.trim()}\`` };
}

/** The words for a program with arguments; a sentence names the program and no more of them than are readable. */
function commandWords(program: string, args: readonly string[]): Pick<CommandLine, 'words' | 'subject'> {
  const words = inWords(program, args);
  const isShort = words.length <= SENTENCE_CHARACTERS && !words.includes('\n');
  return { words, subject: `\`${isShort ? words : program}\`` };
}
