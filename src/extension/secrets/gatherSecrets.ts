import { secretProblem } from '../../flow/secrets.ts';
import type { SecretVault } from './secretVault.ts';

/** What a person answered. */
export interface SecretAnswer {
  readonly value: string;
  /** Whether to store it for runs to come. */
  readonly remember: boolean;
}

/** Where the secrets of a run may come from. */
export interface SecretPlaces {
  readonly vault: SecretVault;
  readonly scope: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks the person; undefined when they went away. */
  readonly ask: (name: string) => Promise<SecretAnswer | undefined>;
}

/**
 * Values of a flow's secrets: what the person has stored, else the variable of that name in the editor's environment, else
 * what the person types. A variable that cannot be a secret is passed over.
 * @returns Undefined when the person went away.
 */
export async function gatherSecrets(
  names: readonly string[],
  { vault, scope, environment, ask }: SecretPlaces,
): Promise<Readonly<Record<string, string>> | undefined> {
  const secrets: Record<string, string> = {};
  for (const name of names) {
    const known = (await vault.get(scope, name)) ?? usable(environment[name]);
    const answer = known === undefined ? await ask(name) : { value: known, remember: false };
    if (!answer) return undefined;
    if (answer.remember) await vault.set(scope, name, answer.value);
    secrets[name] = answer.value;
  }
  return secrets;
}

function usable(value: string | undefined): string | undefined {
  return value === undefined || secretProblem(value) !== undefined ? undefined : value;
}
