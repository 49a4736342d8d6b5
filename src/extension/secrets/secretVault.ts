import type { SecretStorage } from 'vscode';
import { secretProblem } from '../../flow/secrets.ts';

/** What the vault needs of VS Code's store, which keeps values encrypted with the system's own means. */
export type SecretStore = Pick<SecretStorage, 'keys' | 'get' | 'store' | 'delete'>;

/**
 * Secrets that a person has stored. They belong to a scope, the URI of a workspace folder or of a flow outside of one, so
 * that flows of one project share them and projects do not. A value goes to runs and to nobody else.
 */
export class SecretVault {
  readonly #store: SecretStore;

  constructor(store: SecretStore) {
    this.#store = store;
  }

  /** Names of the secrets stored for a scope, sorted. */
  async names(scope: string): Promise<readonly string[]> {
    const prefix = keyOf(scope, '');
    const keys = await this.#store.keys();
    return keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  /** The value; undefined when none is stored. */
  get(scope: string, name: string): Thenable<string | undefined> {
    return this.#store.get(keyOf(scope, name));
  }

  /** Stores a value, in the place of an earlier one. @throws when it cannot be that of a secret */
  async set(scope: string, name: string, value: string): Promise<void> {
    const problem = secretProblem(value);
    if (problem !== undefined) throw new Error(`The value for ${name} cannot be a secret. ${problem}`);
    await this.#store.store(keyOf(scope, name), value);
  }

  /** Forgets a value. */
  delete(scope: string, name: string): Thenable<void> {
    return this.#store.delete(keyOf(scope, name));
  }
}

/** A URI has no blank, so that no scope is the beginning of another. */
function keyOf(scope: string, name: string): string {
  return `secret ${scope} ${name}`;
}
