import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { secretProblem } from '../../src/flow/secrets.ts';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import { parseSecretSources, readSecretSource } from './secretSource.ts';
import { UsageError } from './usageError.ts';

/** Where secrets may come from, apart from the environment. */
export interface SecretOptions {
  /** `--secret` arguments. */
  readonly sources: readonly string[];
  readonly envFile: string | undefined;
  /** Asks a person, who may go away; absent where nobody can be asked. */
  readonly ask: ((name: string) => Promise<string | undefined>) | undefined;
}

/**
 * The values of the secrets that a flow declares. For each the first of these counts: its `--secret`, the variable of its
 * name, the file of `NAME=value` lines, what a person types. Variables that held one are taken out of `environment`, so
 * that no command inherits them.
 * @returns Undefined when the person went away.
 * @throws {UsageError} when one is missing, unknown or unfit, or cannot be read
 */
export async function readSecrets(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
  options: SecretOptions,
): Promise<Record<string, string> | undefined> {
  const found = findSecrets(names, environment, options);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0 && !options.ask) throw usage(missingSecrets(missing));
  for (const name of missing) {
    const value = await options.ask?.(name);
    if (value === undefined) return undefined;
    found.set(name, value);
  }
  for (const [name, value] of found) {
    const problem = secretProblem(value);
    if (problem !== undefined) throw usage(`The secret ${name} cannot be used. ${problem}`);
  }
  return Object.fromEntries(found);
}

function findSecrets(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
  { sources, envFile }: SecretOptions,
): Map<string, string> {
  const given = parseSecretSources(sources);
  const stranger = [...given.keys()].find((name) => !names.includes(name));
  if (stranger !== undefined) throw usage(unknownSecret(stranger, names));
  const fromFile = envFile === undefined ? {} : readEnvFile(envFile);
  const found = new Map<string, string>();
  const used = new Set<string>();
  for (const name of names) {
    const source = given.get(name);
    const value = source ? readSecretSource(name, source, environment) : environment[name] || fromFile[name];
    if (source && !value) throw usage(`The source ${source.kind}:${source.place} of the secret ${name} has no value.`);
    if (value) found.set(name, value);
    used.add(name);
    if (source?.kind === 'env') used.add(source.place);
  }
  for (const variable of used) delete environment[variable];
  return found;
}

function missingSecrets(missing: readonly string[]): string {
  const [first] = missing;
  const one = missing.length === 1;
  return (
    `The flow needs ${one ? `the secret ${first}` : `the secrets ${missing.join(', ')}`}. ` +
    `Set ${one ? 'it' : 'them'} in the environment, name a file of NAME=value lines with --env-file, or say where ` +
    `${one ? 'it is' : 'each is'} with --secret ${first}=file:PATH, ${first}=env:VARIABLE or ${first}='cmd:COMMAND'. On a ` +
    'terminal you are asked.'
  );
}

function unknownSecret(name: string, names: readonly string[]): string {
  if (names.length === 0) return `The flow declares no secret ${name}; it declares none at all.`;
  return `The flow declares no secret ${name}.${didYouMean(nearest(name, names))} It declares: ${names.join(', ')}.`;
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (fault) {
    throw usage(`--env-file ${file} cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

function usage(message: string): UsageError {
  return new UsageError(message, 'run');
}
