import { describe, expect, it } from 'vitest';
import { gatherSecrets } from '../../../src/extension/secrets/gatherSecrets.ts';
import { type SecretStore, SecretVault } from '../../../src/extension/secrets/secretVault.ts';

/** VS Code's store, in memory. */
function fakeStore(): SecretStore & { readonly content: Map<string, string> } {
  const content = new Map<string, string>();
  return {
    content,
    keys: () => Promise.resolve([...content.keys()]),
    get: (key) => Promise.resolve(content.get(key)),
    store: (key, value) => Promise.resolve(void content.set(key, value)),
    delete: (key) => Promise.resolve(void content.delete(key)),
  };
}

const FOLDER = 'file:///projects/one';

describe('stored secrets', () => {
  it('belong to their scope and are listed by name', async () => {
    const store = fakeStore();
    const vault = new SecretVault(store);
    await vault.set(FOLDER, 'TOKEN', 'hunter22');
    await vault.set(FOLDER, 'KEY', 'hunter23');
    await vault.set(`${FOLDER}2`, 'TOKEN', 'another');
    expect(await vault.names(FOLDER)).toEqual(['KEY', 'TOKEN']);
    expect(await vault.names(`${FOLDER}2`)).toEqual(['TOKEN']);
    expect(await vault.get(FOLDER, 'TOKEN')).toBe('hunter22');
    expect(await vault.get('file:///work', 'TOKEN')).toBeUndefined();
    await vault.delete(FOLDER, 'TOKEN');
    expect(await vault.names(FOLDER)).toEqual(['KEY']);
    expect([...store.content.keys()].join()).not.toContain('hunter');
  });

  it('are refused when they cannot be masked, without being repeated', async () => {
    const vault = new SecretVault(fakeStore());
    await expect(vault.set(FOLDER, 'TOKEN', 'ab!')).rejects.toThrow('fewer than 4 characters');
    await expect(vault.set(FOLDER, 'TOKEN', 'ab!')).rejects.not.toThrow('ab!');
    expect(await vault.names(FOLDER)).toEqual([]);
  });
});

describe('the secrets of a run', () => {
  it('are those stored, else in the environment, else typed', async () => {
    const vault = new SecretVault(fakeStore());
    await vault.set(FOLDER, 'A', 'stored-a');
    const asked: string[] = [];
    const ask = (name: string) => {
      asked.push(name);
      return Promise.resolve({ value: `typed-${name}`, remember: name === 'C' });
    };
    const environment = { A: 'environment-a', B: 'environment-b', D: 'no' };
    const secrets = await gatherSecrets(['A', 'B', 'C', 'D'], { vault, scope: FOLDER, environment, ask });
    expect(secrets).toEqual({ A: 'stored-a', B: 'environment-b', C: 'typed-C', D: 'typed-D' });
    expect(asked).toEqual(['C', 'D']);
    expect(await vault.names(FOLDER)).toEqual(['A', 'C']);
  });

  it('are none when the person goes away', async () => {
    const ask = () => Promise.resolve(undefined);
    const places = { vault: new SecretVault(fakeStore()), scope: FOLDER, environment: {}, ask };
    expect(await gatherSecrets(['A'], places)).toBeUndefined();
    expect(await gatherSecrets([], places)).toEqual({});
  });
});
