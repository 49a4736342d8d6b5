import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { POSIX_SHELLS } from './shells.ts';

/** Bytes of a script file in which its first line is looked for. */
const FIRST_LINE_BYTES = 512;

/** What the first line of a script file says. */
export interface FirstLine {
  /** The interpreter with its arguments; absent where the line names none. */
  readonly interpreter?: readonly [string, ...string[]];
  /** Whether it ends as Windows ends lines. */
  readonly isCrlf: boolean;
}

/** Reads the first line of a file; of one that cannot be read, or that is no script, nothing is known. */
export async function readFirstLine(file: string): Promise<FirstLine> {
  const line = await firstLineOf(file);
  const interpreter = interpreterIn(line);
  return { isCrlf: line.endsWith('\r'), ...(interpreter && { interpreter }) };
}

/** Whether a file is there and may be read. */
export function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** What to tell when a script with Windows line ends has failed in `interpreter`; nothing where those do no harm. */
export function lineEndHint(interpreter: string): string | undefined {
  if (!POSIX_SHELLS.has(basename(interpreter))) return undefined;
  return `The script has Windows line ends (CRLF), and \`${basename(interpreter)}\` takes the CR as part of each command. Save it with LF line ends.`;
}

/**
 * The interpreter that a first line names, with its arguments. `env` only looks for it on PATH, as we do, so it is left
 * out unless it is told more than that.
 */
export function interpreterIn(line: string): readonly [string, ...string[]] | undefined {
  const match = /^#!\s*(\S+)(?:[ \t]+(.*?))?\s*$/.exec(line);
  if (!match?.[1]) return undefined;
  const [, program, rest] = match;
  if (basename(program) !== 'env') return rest ? [program, rest] : [program];
  const [first, ...more] = splitWords((rest ?? '').replace(/^(?:-S|--split-string(?:=|\s))\s*/, ''));
  if (first === undefined) return undefined;
  return first.startsWith('-') || first.includes('=') ? [program, first, ...more] : [first, ...more];
}

/** Words as `env -S` splits them: at blanks, except in quotes and after a backslash. */
function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replaceAll(/\\(.)/g, '$1'),
    ),
  );
}

async function firstLineOf(file: string): Promise<string> {
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
