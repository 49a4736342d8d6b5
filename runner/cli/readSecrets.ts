import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { UsageError } from './usageError.ts';

/**
 * The values of the secrets that a flow declares, from the environment or else from a file of `NAME=value` lines.
 * @throws {UsageError} when one is missing or the file cannot be read
 */
export function readSecrets(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
  envFile: string | undefined,
): Record<string, string> {
  const fromFile = envFile === undefined ? {} : readEnvFile(envFile);
  const secrets: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of names) {
    const value = environment[name] || fromFile[name];
    if (value) secrets[name] = value;
    else missing.push(name);
  }
  if (missing.length > 0) {
    const what = missing.length === 1 ? `the secret ${missing[0]}` : `the secrets ${missing.join(', ')}`;
    throw new UsageError(
      `The flow needs ${what}. Set ${missing.length === 1 ? 'it' : 'them'} in the environment, or name a file with --env-file.`,
      'run',
    );
  }
  return secrets;
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (fault) {
    throw new UsageError(
      `--env-file ${file} cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`,
      'run',
    );
  }
}
