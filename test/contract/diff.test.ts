import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GitRepository } from './support/gitRepository.ts';
import { runProgram } from './support/workbench.ts';

const BEFORE = `flow: 1
nodes:
  one:
    uses: constant
    with: { value: 1 }
  two:
    uses: merge
    in: { a: one.value }
layout:
  one: [0, 0]
  two: [300, 0]
`;

describe('millrace diff', () => {
  it('compares a file with the last commit, and revisions with each other', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    repository.write(BEFORE.replaceAll('one', 'first').replace('value: 1', 'value: 2'));
    const { code, stdout, stderr } = await runProgram(['diff', 'a.flow'], folder);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`--- HEAD:a.flow
+++ a.flow

~ node one → first (constant)  renamed, changed
      with.value: 1 → 2

  1 node renamed.
`);
    repository.git('commit', '--quiet', '-am', 'two');
    const expected = stdout.split('\n').slice(2);
    const said = async (...args: string[]): Promise<string[]> =>
      (await runProgram(['diff', ...args], folder)).stdout.split('\n').slice(2);
    expect(await said('HEAD~1:a.flow', 'HEAD:a.flow')).toEqual(expected);
    expect(await said('HEAD~1', 'a.flow')).toEqual(expected);
    expect(await said('a.flow', 'HEAD')).toEqual([]);
  });

  it('takes a revision for a file in another folder', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    repository.write(BEFORE.replace('value: 1', 'value: 3'));
    mkdirSync(join(folder, 'elsewhere'));
    const { stdout } = await runProgram(['diff', '../a.flow'], join(folder, 'elsewhere'));
    expect(stdout).toContain('with.value: 1 → 3');
  });

  it('ends like git diff --exit-code when asked', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    const codeOf = async (text: string, ...args: string[]): Promise<number | null> => {
      repository.write(text);
      return (await runProgram(['diff', 'a.flow', ...args], folder)).code;
    };
    expect(await codeOf(BEFORE, '--exit-code')).toBe(0);
    expect(await codeOf(`# comment\n${BEFORE}`, '--exit-code')).toBe(0);
    expect(await codeOf(BEFORE.replace('[300, 0]', '[300, 50]'), '--exit-code')).toBe(1);
    expect(await codeOf(BEFORE.replace('[300, 0]', '[300, 50]'), '--exit-code', '--ignore-layout')).toBe(0);
    expect(await codeOf(BEFORE.replace('value: 1', 'value: 2'), '--exit-code')).toBe(1);
    expect(await codeOf(BEFORE.replace('value: 1', 'value: 2'))).toBe(0);
  });

  it('prints Markdown and JSON', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    repository.write(BEFORE.replace('one.value', 'one').replace('value: 1', 'value: "`x`"'));
    const { stdout: markdown } = await runProgram(['diff', 'a.flow', '--md'], folder);
    expect(markdown).toBe(`**\`a.flow\`**: 1 node changed, 1 rewired.

- **changed** node \`one\` (\`constant\`)
  \`\`\`diff
    with.value: 1 → \`x\`
  \`\`\`
- **rewired** node \`two\` (\`merge\`)
  \`\`\`diff
    in.a: one.value → one
  \`\`\`
`);
    const { stdout: json } = await runProgram(['diff', 'a.flow', '--json'], folder);
    expect(JSON.parse(json)).toEqual({
      before: 'HEAD:a.flow',
      after: 'a.flow',
      extent: 'meaning',
      nodes: [
        {
          type: 'kept',
          id: 'one',
          earlierId: 'one',
          uses: 'constant',
          values: [{ path: ['with', 'value'], before: 1, after: '`x`' }],
          wires: [],
          marks: ['changed'],
        },
        {
          type: 'kept',
          id: 'two',
          earlierId: 'two',
          uses: 'merge',
          values: [],
          wires: [{ path: ['in', 'a'], before: 'one.value', after: 'one' }],
          marks: ['rewired'],
        },
      ],
      entries: [],
      reordered: false,
    });
  });

  it('says what layout-only and comment-only changes are, and paints only when told to', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    repository.write(BEFORE.replace('[300, 0]', '[300, 50]'));
    expect((await runProgram(['diff', 'a.flow'], folder)).stdout).toContain(
      '  Only the layout differs: 1 node moved.\n',
    );
    repository.write(`# new\n${BEFORE}`);
    expect((await runProgram(['diff', 'a.flow'], folder)).stdout).toContain('Only comments and formatting differ.');
    repository.write(`${BEFORE}secrets: [A]\n`);
    expect((await runProgram(['diff', 'a.flow', '--color', 'always'], folder)).stdout).toContain('\u001B[32m+ secret');
  });

  it('says what it cannot compare', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    const refusal = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runProgram(['diff', ...args], folder);
      expect([code, stdout]).toEqual([2, '']);
      return stderr.split('\n')[0] ?? '';
    };
    expect(await refusal('a.flow', 'b.flow')).toBe('millrace: b.flow cannot be read: there is no such file.');
    expect(await refusal('nothing', 'a.flow')).toBe(
      "millrace: git does not give nothing:./a.flow: invalid object name 'nothing'.",
    );
    expect(await refusal()).toBe('millrace: Name one or two .flow files.');
    repository.write('nodes: {');
    expect(await refusal('a.flow')).toMatch(/^millrace: a\.flow cannot be read as a flow: /);
  });

  it('serves git as an external diff', async () => {
    const repository = new GitRepository(BEFORE);
    repository.use('diff', 'diff.flow.command', 'diff --driver');
    repository.write(BEFORE.replace('one.value', 'one'));
    expect(repository.git('diff')).toBe(`--- a/a.flow
+++ b/a.flow

~ node two (merge)  rewired
      in.a: one.value → one

  1 node rewired.
`);
  });
});

describe('millrace textconv', () => {
  it('lets git show what changed and not how it is written', async () => {
    const repository = new GitRepository(BEFORE);
    repository.use('diff', 'diff.flow.textconv', 'textconv');
    repository.write(`# new\n${BEFORE.replace('{ a: one.value }', '\n      a: one').replace('[300, 0]', '[1, 1]')}`);
    const lines = repository
      .git('diff')
      .split('\n')
      .filter((line) => /^[-+] /.test(line));
    expect(lines).toEqual(['-      a: one.value', '+      a: one']);
  });

  it('gives a text that is no flow as it is', async () => {
    const repository = new GitRepository(BEFORE);
    const { folder } = repository;
    repository.write('nodes: {');
    expect((await runProgram(['textconv', 'a.flow'], folder)).stdout).toBe('nodes: {');
  });
});
