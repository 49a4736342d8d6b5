import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askHidden, canAsk } from '../../../runner/cli/askHidden.ts';
import { readSecrets, type SecretOptions } from '../../../runner/cli/readSecrets.ts';

function fileWith(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'secret');
  writeFileSync(file, content);
  return file;
}

function read(names: readonly string[], environment: NodeJS.ProcessEnv, options: Partial<SecretOptions> = {}) {
  return readSecrets(names, environment, { sources: [], envFile: undefined, ask: undefined, ...options });
}

describe('secrets of a run on the command line', () => {
  it('come from the first place that has them: --secret, the environment, --env-file, a person', async () => {
    const environment = { A: 'environment-a', B: 'environment-b', OTHER: 'other-variable', KEPT: 'stays' };
    const secrets = await read(['A', 'B', 'C', 'D'], environment, {
      sources: ['A=env:OTHER'],
      envFile: fileWith('A=file-a\nB=file-b\nC="file c"\n'),
      ask: (name) => Promise.resolve(`typed-${name}`),
    });
    expect(secrets).toEqual({ A: 'other-variable', B: 'environment-b', C: 'file c', D: 'typed-D' });
    expect(environment).toEqual({ KEPT: 'stays' });
  });

  it('come from files and commands, whose one line loses its end and whose many lines lose nothing', async () => {
    const key = '-----BEGIN-----\nabc\n-----END-----\n';
    const sources = [`A=file:${fileWith('a secret\r\n')}`, `B=file:${fileWith(key)}`, 'C=cmd:echo "$((4*1111))" | cat'];
    expect(await read(['A', 'B', 'C'], process.env, { sources })).toEqual({ A: 'a secret', B: key, C: '4444' });
  });

  it.each<[Partial<SecretOptions>, string]>([
    [{ sources: ['TOKEN=hunter22'] }, 'A value does not belong on a command line'],
    [{ sources: ['TOKEN=env:A', 'TOKEN=env:B'] }, 'The secret TOKEN is given twice.'],
    [{ sources: ['TOKN=env:A'] }, 'The flow declares no secret TOKN. Did you mean "TOKEN"? It declares: TOKEN.'],
    [{ sources: ['TOKEN=env:NOT_THERE'] }, 'The source env:NOT_THERE of the secret TOKEN has no value.'],
    [{ sources: ['TOKEN=file:/no/such/file'] }, 'The file /no/such/file for the secret TOKEN cannot be read'],
    [{ sources: ['TOKEN=cmd:echo hunter22; exit 3'] }, 'The command for the secret TOKEN ended with exit code 3: echo'],
    [{}, "or TOKEN='cmd:COMMAND'. On a terminal you are asked."],
    [{ ask: () => Promise.resolve('abc') }, 'The secret TOKEN cannot be used. It has fewer than 4 characters'],
  ])('are refused with the reason: %j', async (options, message) => {
    await expect(read(['TOKEN'], {}, options)).rejects.toThrow(message);
  });

  it('are never repeated in an error', async () => {
    const refused = await read(['TOKEN'], {}, { sources: ['TOKEN=hunter22'] }).catch((fault: unknown) => String(fault));
    expect(refused).not.toContain('hunter22');
  });

  it('end the program when the person goes away', async () => {
    expect(await read(['TOKEN'], {}, { ask: () => Promise.resolve(undefined) })).toBeUndefined();
  });
});

/** A terminal with a person at it. */
function terminal() {
  const modes: boolean[] = [];
  const shown: string[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true as const,
    setRawMode(raw: boolean) {
      modes.push(raw);
      return input as never;
    },
  });
  const output = { isTTY: true, write: (text: string) => shown.push(text) };
  return { input, modes, shown, asking: { input: input as never, output } };
}

describe('asking for a secret on a terminal', () => {
  it('shows nothing of what is typed, and knows how to correct', async () => {
    const { input, modes, shown, asking } = terminal();
    const answer = askHidden('Secret: ', asking);
    for (const keys of ['wrong\u0015', 'hunx', '\u007f', 'ter', '2ü\u001b', '\r', 'next']) input.write(keys);
    expect(await answer).toBe('hunter2ü');
    expect(shown).toEqual(['Secret: ', '\n']);
    expect(modes).toEqual([true, false]);
  });

  it.each(['abc\u0003', '\u0004'])('ends with Ctrl+C and Ctrl+D', async (keys) => {
    const { input, asking } = terminal();
    const answer = askHidden('Secret: ', asking);
    input.write(keys);
    expect(await answer).toBeUndefined();
  });

  it('is not done where nobody sits', () => {
    const { asking } = terminal();
    expect(canAsk(asking, {})).toBe(true);
    expect(canAsk(asking, { CI: 'true' })).toBe(false);
    expect(canAsk({ ...asking, output: { write: () => true } }, {})).toBe(false);
  });
});
