import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UsageError } from './usageError.ts';

/** Longest time that a command may take to tell a secret; it may have to ask a person. In milliseconds. */
const SECRET_COMMAND_MS = 5 * 60 * 1000;

/** Where the value of a secret comes from. */
export interface SecretSource {
  readonly kind: 'env' | 'file' | 'cmd';
  /** Name of a variable, path of a file, or a command in the language of the system's shell. */
  readonly place: string;
}

/**
 * Sources by the name of their secret, from `--secret NAME=KIND:PLACE` arguments.
 * @throws {UsageError} when one is not of that form, or a name comes twice
 */
export function parseSecretSources(given: readonly string[]): ReadonlyMap<string, SecretSource> {
  const sources = new Map<string, SecretSource>();
  for (const argument of given) {
    const [, name, kind, place] = /^([A-Za-z_][A-Za-z0-9_]*)=(env|file|cmd):(.+)$/s.exec(argument) ?? [];
    // The argument may be the value itself, by mistake: nothing of what follows the name is repeated.
    if (!name || !kind || !place) {
      const start = /^[A-Za-z_][A-Za-z0-9_]*(?==)/.exec(argument)?.[0] ?? 'NAME';
      throw usage(
        `--secret takes ${start}=env:VARIABLE, ${start}=file:PATH or ${start}='cmd:COMMAND'. A value does not belong on ` +
          'a command line, where everybody on this machine can read it.',
      );
    }
    if (sources.has(name)) throw usage(`The secret ${name} is given twice.`);
    sources.set(name, { kind: kind as SecretSource['kind'], place });
  }
  return sources;
}

/**
 * The value from a source; empty where there is none. A single line loses its line end.
 * @throws {UsageError} when it cannot be read
 */
export function readSecretSource(name: string, source: SecretSource, environment: NodeJS.ProcessEnv): string {
  switch (source.kind) {
    case 'env':
      return environment[source.place] ?? '';
    case 'file':
      return withoutLineEnd(readFile(name, source.place));
    case 'cmd':
      return withoutLineEnd(outputOf(name, source.place));
    default:
      return source.kind satisfies never;
  }
}

function readFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw usage(`The file ${path} for the secret ${name} cannot be read: ${messageOf(fault)}.`);
  }
}

function outputOf(name: string, command: string): string {
  try {
    return execSync(command, {
      stdio: ['inherit', 'pipe', 'inherit'],
      encoding: 'utf8',
      timeout: SECRET_COMMAND_MS,
      windowsHide: true,
    });
  } catch (fault) {
    // The error's own words hold what the command printed.
    const { status, signal } = fault as { readonly status?: number | null; readonly signal?: string | null };
    const how = typeof status === 'number' ? `exit code ${status}` : (signal ?? 'an error');
    throw usage(`The command for the secret ${name} ended with ${how}: ${command}`);
  }
}

/** Files and commands end their line; what has several lines, such as a key, needs the last one's end as well. */
function withoutLineEnd(text: string): string {
  return text.replace(/^([^\r\n]*)\r?\n$/, '$1');
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function usage(message: string): UsageError {
  return new UsageError(message, 'run');
}
