import { constants } from 'node:fs';
import { access, open, readdir, stat } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import type { SpawnFailure } from './processKeeper.ts';

/** Bytes of a script in which its first line is looked for. */
const FIRST_LINE_BYTES = 256;

/** What was to be started. */
export interface FailedSpawn {
  readonly program: string;
  readonly workdir: string;
  /** `PATH` of the command. */
  readonly path: string;
}

/** Says why a program could not be started and how to mend it. `error` is what the system answered. */
export async function explainSpawnFailure(spawn: FailedSpawn, error: NodeJS.ErrnoException): Promise<SpawnFailure> {
  const code = error.code ?? 'UNKNOWN';
  const folder = await stat(spawn.workdir).catch(() => undefined);
  if (!folder)
    return {
      code,
      message: `The working folder \`${spawn.workdir}\` does not exist. Create it, or correct \`workdir\`.`,
    };
  if (!folder.isDirectory())
    return { code, message: `The working folder \`${spawn.workdir}\` is a file. Correct \`workdir\`.` };
  switch (code) {
    case 'ENOENT':
      return { code, message: await explainMissing(spawn), programIsMissing: true };
    case 'EACCES':
    case 'EPERM':
      return { code, message: await explainRefused(spawn) };
    case 'E2BIG':
      return {
        code,
        message: `The arguments and variables of \`${spawn.program}\` are together larger than the system allows. Pass large values through \`stdin\` or a file.`,
      };
    case 'EMFILE':
    case 'ENFILE':
    case 'EAGAIN':
    case 'ENOMEM':
      return {
        code,
        message: `The system has no room for another process (${code}). Lower the concurrency, or close other programs.`,
      };
    case 'ERR_INVALID_ARG_VALUE':
      return { code, message: `An argument or variable of \`${spawn.program}\` contains a null byte.` };
    default:
      return { code, message: `\`${spawn.program}\` could not be started: ${error.message}.` };
  }
}

async function explainMissing(spawn: FailedSpawn): Promise<string> {
  const { program } = spawn;
  if (!isPath(program)) {
    const suggestion = await similarProgram(program, spawn.path);
    return suggestion === undefined
      ? `not found: \`${program}\` is in no folder of PATH. Install it, or give its path.`
      : `not found: \`${program}\`; did you mean \`${suggestion}\`?`;
  }
  const file = resolve(spawn.workdir, program);
  const { interpreter, isCrlf } = await firstLineOf(file);
  if (isCrlf) {
    return `\`${program}\` has Windows line ends (CRLF), so that its first line names no interpreter that exists. Save it with LF line ends.`;
  }
  if (interpreter !== undefined) {
    return `\`${program}\` needs \`${interpreter}\`, which its first line names and which does not exist.`;
  }
  const siblings = await readdir(resolve(file, '..')).catch(() => []);
  return `not found: \`${file}\`.${didYouMean(nearest(basename(file), siblings))}`;
}

async function explainRefused(spawn: FailedSpawn): Promise<string> {
  const file = isPath(spawn.program) ? resolve(spawn.workdir, spawn.program) : await findOn(spawn.path, spawn.program);
  if (file === undefined) return `\`${spawn.program}\` may not be executed.`;
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) return `\`${file}\` is a folder, not a program.`;
  const executable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (executable) return `The system refused to start \`${file}\`.`;
  return `\`${file}\` is not executable. Run \`chmod +x\` on it, or name an interpreter for it.`;
}

function isPath(program: string): boolean {
  return isAbsolute(program) || program.includes('/') || (process.platform === 'win32' && program.includes('\\'));
}

/**
 * The program in the folders of `path` that was probably meant. Two letters in the wrong order are the commonest slip, so
 * they are tried first.
 */
export async function similarProgram(program: string, path: string): Promise<string | undefined> {
  const known = await programsOn(path);
  for (let index = 0; index + 1 < program.length; index += 1) {
    const swapped = program.slice(0, index) + program[index + 1] + program[index] + program.slice(index + 2);
    if (swapped !== program && known.has(swapped)) return swapped;
  }
  const alike = [...known].filter((name) => Math.abs(name.length - program.length) <= 1 && shareAnEnd(name, program));
  return nearest(program, alike);
}

function shareAnEnd(one: string, other: string): boolean {
  return one[0] === other[0] || one.at(-1) === other.at(-1);
}

async function programsOn(path: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    for (const name of await readdir(folder).catch(() => [])) names.add(name);
  }
  return names;
}

async function findOn(path: string, program: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, program);
    if (folder !== '' && (await stat(file).catch(() => undefined))) return file;
  }
  return undefined;
}

/** What the first line of a script says; nothing where there is no such script. */
async function firstLineOf(file: string): Promise<{ readonly interpreter?: string; readonly isCrlf: boolean }> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return { isCrlf: false };
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
    const [line = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
    const interpreter = /^#!\s*(\S+)/.exec(line)?.[1];
    return interpreter === undefined ? { isCrlf: false } : { interpreter, isCrlf: line.endsWith('\r') };
  } catch {
    return { isCrlf: false };
  } finally {
    await handle.close();
  }
}
