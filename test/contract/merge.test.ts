import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GitRepository } from './support/gitRepository.ts';
import { runProgram, temporaryFolder } from './support/workbench.ts';

const BASE = `# Figures
flow: 1
nodes:
  one:
    uses: constant
    with: { value: 1 }
  two: # adds
    uses: merge
    in: { a: one.value }
layout:
  one: [0, 0]
  two: [300, 0]
`;

const DRIVER = 'merge %O %A %B -o %A --marker-size %L';

/** Merges branch `theirs` into `ours` with the driver. */
function merged(
  ours: string,
  theirs: string,
  base = BASE,
): { repository: GitRepository; code: number | null; said: string } {
  const repository = new GitRepository(base);
  repository.use('merge', 'merge.flow.driver', DRIVER);
  repository.branch('theirs', theirs);
  repository.write(ours);
  repository.git('commit', '--quiet', '-am', 'ours');
  return { repository, ...repository.tryGit('merge', '--no-edit', 'theirs') };
}

function cleanly(ours: string, theirs: string, base = BASE): string {
  const { repository, code, said } = merged(ours, theirs, base);
  expect([code, said]).toEqual([0, expect.stringContaining('Merge made')]);
  expect(repository.git('status', '--porcelain')).toBe('');
  return repository.read();
}

describe('git merge with the driver', () => {
  it('merges edits of nodes that stand next to each other', () => {
    const ours = BASE.replace('value: 1', 'value: 2');
    const theirs = BASE.replace('two: # adds\n    uses: merge', 'two: # joins\n    uses: template');
    expect(cleanly(ours, theirs)).toBe(theirs.replace('value: 1', 'value: 2'));
  });

  it('merges nodes that both add at the end, where a merge by line does not', () => {
    const added = (name: string): string =>
      BASE.replace('layout:', `  ${name}:\n    uses: delay\n    with: { for: 1s }\nlayout:`);
    expect(cleanly(added('left'), added('right'))).toBe(
      added('left').replace('layout:', '  right:\n    uses: delay\n    with: { for: 1s }\nlayout:'),
    );
    const plain = new GitRepository(BASE);
    plain.branch('theirs', added('right'));
    plain.write(added('left'));
    plain.git('commit', '--quiet', '-am', 'ours');
    expect(plain.tryGit('merge', 'theirs').code).toBe(1);
  });

  it('keeps our layout where both moved a node', () => {
    const moved = (place: string): string => BASE.replace('[300, 0]', place);
    expect(cleanly(moved('[300, 50]'), moved('[400, 0]'))).toBe(moved('[300, 50]'));
  });

  it('follows a rename on one side with the wire that the other added', () => {
    const ours = BASE.replaceAll('one', 'first');
    const theirs = BASE.replace('{ a: one.value }', '{ a: one.value, b: one }');
    expect(cleanly(ours, theirs)).toBe(ours.replace('{ a: first.value }', '{ a: first.value, b: first }'));
    expect(cleanly(theirs, ours)).toBe(ours.replace('{ a: first.value }', '{ a: first.value, b: first }'));
  });

  it('leaves a conflict where one side deletes what the other changes', () => {
    const ours = BASE.replace(/ {2}two:[\s\S]*?(?=layout)/, '').replace('  two: [300, 0]\n', '');
    const { repository, code, said } = merged(ours, BASE.replace('a: one.value', 'a: one'));
    expect([code, said]).toEqual([1, expect.stringContaining('CONFLICT (content)')]);
    expect(repository.git('status', '--porcelain')).toBe('UU a.flow\n');
    expect(repository.read()).toContain(`<<<<<<< ours
=======
  two: # adds
    uses: merge
    in: { a: one }
>>>>>>> theirs
layout:`);
  });

  it('keeps Windows line ends and comments of both sides', () => {
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    const ours = BASE.replace('# Figures', '# Our figures');
    const theirs = BASE.replace('# adds', '# adds up').replace('value: 1', 'value: 3');
    expect(cleanly(windows(ours), windows(theirs), windows(BASE))).toBe(
      windows(theirs.replace('# Figures', '# Our figures')),
    );
  });

  it('stops where two changes are fine alone and an error together', () => {
    const base = BASE.replace('in: { a: one.value }', 'in: { a: one.value }\n    after: []');
    const ours = base.replace('    after: []', '    after: [one]');
    const theirs = base
      .replace('    in: { a: one.value }\n', '')
      .replace('uses: constant', 'uses: constant\n    after: [two]');
    const { repository, code, said } = merged(ours, theirs, base);
    expect(code).toBe(1);
    expect(said).toMatch(/millrace: both sides' changes are in the flow, but together they have an error:\n {2}\S/);
    expect(repository.read()).not.toContain('<<<<');
    expect(repository.git('status', '--porcelain')).toBe('UU a.flow\n');
  });

  it('merges by line what is no flow', () => {
    const { repository, code, said } = merged(`${BASE}\noops: {\n`, BASE.replace('value: 1', 'value: 5'));
    expect([code, said]).toEqual([
      0,
      expect.stringContaining('millrace: merged by line, since a text is no readable flow.'),
    ]);
    expect(repository.read()).toBe(`${BASE.replace('value: 1', 'value: 5')}\noops: {\n`);
  });

  it('serves git rebase too', () => {
    const repository = new GitRepository(BASE);
    repository.use('merge', 'merge.flow.driver', DRIVER);
    repository.branch('topic', BASE.replace('{ a: one.value }', '{ a: one.value, c: one }'));
    repository.write(BASE.replace('{ a: one.value }', '{ b: one, a: one.value }'));
    repository.git('commit', '--quiet', '-am', 'ours');
    expect(repository.tryGit('rebase', 'main', 'topic').code).toBe(0);
    expect(repository.read()).toBe(BASE.replace('{ a: one.value }', '{ b: one, a: one.value, c: one }'));
  });
});

describe('millrace merge', () => {
  function files(base: string, ours: string, theirs: string): string {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries({ base, ours, theirs })) writeFileSync(join(folder, name), text);
    return folder;
  }

  it('prints the result, with marks as it is told', async () => {
    const value = (text: string): string => BASE.replace('value: 1', `value: ${text}`);
    const folder = files(BASE, value('2'), value('3'));
    const args = ['merge', 'base', 'ours', 'theirs', '-L', 'mine', '-L', 'old', '-L', 'yours', '--marker-size', '9'];
    const { code, stdout, stderr } = await runProgram(args, folder);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toBe(
      BASE.replace(
        '    with: { value: 1 }\n',
        `<<<<<<<<< mine\n    with: { value: 2 }\n=========\n    with: { value: 3 }\n>>>>>>>>> yours\n`,
      ),
    );
  });

  it('says what it cannot merge, and writes nothing then', async () => {
    const folder = files(BASE, BASE, BASE);
    const refusal = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runProgram(['merge', ...args], folder);
      expect([code, stdout]).toEqual([2, '']);
      return stderr.split('\n')[0] ?? '';
    };
    expect(await refusal('base', 'ours')).toBe('millrace: merge takes three files: BASE, OURS and THEIRS.');
    expect(await refusal('base', 'ours', 'gone')).toBe('millrace: gone cannot be read: there is no such file.');
    expect(await refusal('base', 'ours', 'theirs', '--marker-size', 'x')).toBe(
      'millrace: --marker-size takes a whole number from 1, not x.',
    );
  });
});
