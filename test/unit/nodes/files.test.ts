import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunValue, Task } from '../../../runner/executors/executor.ts';
import type { JsonObject } from '../../../src/flow/model.ts';
import { failureOf, inline, TaskRig } from '../../contract/processes/taskRig.ts';

let outside: TaskRig;
let rig: TaskRig;

beforeEach(async () => {
  [outside, rig] = await Promise.all([TaskRig.open(), TaskRig.open()]);
});

afterEach(() => Promise.all([outside.close(), rig.close()]));

const inside = (path: string) => join(rig.folder, path);
const read = (settings: JsonObject, changes: Partial<Task> = {}) => rig.task('file.read', settings, changes);
const write = (path: string, content: RunValue) =>
  rig.task('file.write', { path }, { inputs: new Map([['content', content]]) });
const message = async (task: Task) => failureOf(await rig.run(task))?.message ?? '';

describe('file.read', () => {
  test('reads text, data and bytes', async () => {
    await writeFile(inside('a.txt'), 'grüße\n');
    await writeFile(inside('a.json'), '{"a": 1}');
    await writeFile(inside('a.png'), Buffer.from([0x89, 0x50, 0xff]));
    expect(await rig.output('content', read({ path: 'a.txt' }))).toBe('grüße\n');
    expect(await rig.output('content', read({ path: './a.json', as: 'json' }))).toEqual({ a: 1 });
    const bytes = (await rig.outputs(read({ path: 'a.png', as: 'bytes' }))).get('content');
    expect(bytes).toMatchObject({
      kind: 'stored',
      type: 'image',
      content: { size: 3, mediaType: 'image/png', preview: '' },
    });
  });

  test('stores what is large, with the media type of its name', async () => {
    await writeFile(inside('big.csv'), 'a\n'.repeat(50_000));
    const content = (await rig.outputs(read({ path: 'big.csv' }))).get('content');
    expect(content).toMatchObject({
      kind: 'stored',
      type: 'text',
      content: { size: 100_000, mediaType: 'text/csv; charset=utf-8' },
    });
  });

  test('leaves a byte order mark out and refuses what is no UTF-8', async () => {
    await writeFile(inside('bom.txt'), '\uFEFFtext');
    expect(await rig.output('content', read({ path: 'bom.txt' }))).toBe('text');
    await writeFile(inside('latin.txt'), Buffer.from([0x61, 0xe9]));
    expect(await message(read({ path: 'latin.txt' }))).toBe(
      '`latin.txt` is not UTF-8 text. Read it with `as: bytes`, or convert it first.',
    );
  });

  test('stays in the working folder', async () => {
    await writeFile(join(outside.folder, 'secret.txt'), 'secret');
    await symlink(outside.folder, inside('link'));
    const file = join(outside.folder, 'secret.txt');
    const named = (value: RunValue) => read({ path: '${path}' }, { inputs: new Map([['path', value]]) });
    for (const task of [
      read({ path: `../${outside.folder.split('/').at(-1)}/secret.txt` }),
      read({ path: 'link/secret.txt' }),
      named(inline(file)),
      named(inline('link/secret.txt')),
    ]) {
      expect(await message(task)).toContain('leads outside the working folder');
    }
    expect(await rig.output('content', read({ path: file }))).toBe('secret');
    expect(await rig.output('content', named({ kind: 'inline', value: file, type: 'file' }))).toBe('secret');
  });

  test('says what is wrong with a path', async () => {
    await mkdir(inside('folder'));
    await writeFile(inside('sales.csv'), '');
    expect(await message(read({ path: 'slaes.csv' }))).toBe('`slaes.csv` does not exist. Did you mean "sales.csv"?');
    expect(await message(read({ path: 'folder' }))).toBe('`folder` is a folder, not a file.');
    expect(await message(read({ path: 'sales.csv/x' }))).toContain('leads through something that is not a folder');
    expect(await message(read({ path: '' }))).toContain('is empty');
    expect(await message(read({ path: 'sales.csv', as: 'xml' }))).toContain('it has to be text, bytes or json');
    await writeFile(inside('bad.json'), '{"a": }');
    expect(await message(read({ path: 'bad.json', as: 'json' }))).toContain('line 1, column 7 should have a value');
  });
});

describe('file.write', () => {
  test('makes folders and replaces a file in one step, with its permissions', async () => {
    expect(await rig.output('path', write('out/deep/a.txt', inline('one')))).toBe('out/deep/a.txt');
    await chmod(inside('out/deep/a.txt'), 0o640);
    await rig.outputs(write('out/deep/a.txt', inline('two')));
    expect(await readFile(inside('out/deep/a.txt'), 'utf8')).toBe('two');
    expect((await stat(inside('out/deep/a.txt'))).mode & 0o777).toBe(0o640);
    expect(await readdir(inside('out/deep'))).toEqual(['a.txt']);
  });

  test('writes through a link inside the folder and keeps it', async () => {
    await writeFile(inside('real.txt'), 'old');
    await symlink('real.txt', inside('link.txt'));
    await rig.outputs(write('link.txt', inline('new')));
    expect(await readlink(inside('link.txt'))).toBe('real.txt');
    expect(await readFile(inside('real.txt'), 'utf8')).toBe('new');
  });

  test('gives data the form that the name asks for', async () => {
    const rows = inline([{ a: 1, b: 'x,y' }]);
    const written = async (path: string, content: RunValue) => {
      await rig.outputs(write(path, content));
      return readFile(inside(path), 'utf8');
    };
    expect(await written('a.json', rows)).toBe('[\n  {\n    "a": 1,\n    "b": "x,y"\n  }\n]\n');
    expect(await written('a.csv', rows)).toBe('a,b\n1,"x,y"\n');
    expect(await written('a.ndjson', rows)).toBe('{"a":1,"b":"x,y"}\n');
    expect(await written('a.csv', inline('as it is'))).toBe('as it is');
    const content = await rig.store.put(Buffer.from('{"a":1}\n{"a":2}\n'), 'application/x-ndjson');
    const table: RunValue = { kind: 'stored', content, type: 'table' };
    expect(JSON.parse(await written('t.json', table))).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await written('t.csv', table)).toBe('a\n1\n2\n');
    const bytes = await rig.store.put(Buffer.from([1, 2, 255]), 'application/octet-stream');
    await rig.outputs(write('b.bin', { kind: 'stored', content: bytes, type: 'bytes' }));
    expect(await readFile(inside('b.bin'))).toEqual(Buffer.from([1, 2, 255]));
  });

  test('copies the content of a file value', async () => {
    await writeFile(inside('from.txt'), 'content');
    await rig.outputs(write('to.txt', { kind: 'inline', value: 'from.txt', type: 'file' }));
    expect(await readFile(inside('to.txt'), 'utf8')).toBe('content');
  });

  test('refuses to leave the folder, to replace a folder, and a table that is none', async () => {
    await symlink(outside.folder, inside('link'));
    expect(await message(write('../x.txt', inline('')))).toContain('leads outside the working folder');
    expect(await message(write('link/new/x.txt', inline('')))).toContain('leads outside the working folder');
    await mkdir(inside('folder'));
    expect(await message(write('folder', inline('')))).toBe('`folder` is a folder, not a file.');
    await writeFile(inside('file'), '');
    expect(await message(write('file/x', inline('')))).toContain('file');
    expect(await message(write('a.csv', inline([1])))).toContain('is not a table: item 1 is not an object but 1');
    expect(await readdir(inside('.'))).not.toContain('a.csv');
  });
});

describe('file.glob', () => {
  const glob = (settings: JsonObject) => rig.task('file.glob', settings);

  test('lists files in the order of their characters, without the excluded ones and without following links', async () => {
    for (const path of ['b/2.csv', 'b/1.csv', 'B.csv', 'a.txt', 'skip/x.csv']) {
      await mkdir(join(inside(path), '..'), { recursive: true });
      await writeFile(inside(path), '');
    }
    await writeFile(join(outside.folder, 'z.csv'), '');
    await symlink(outside.folder, inside('link'));
    const settings = { patterns: ['**/*.csv'], exclude: ['skip/**'] };
    expect(await rig.output('files', glob(settings))).toEqual(['B.csv', 'b/1.csv', 'b/2.csv']);
    expect(await rig.output('files', glob({ patterns: 'nothing/*' }))).toEqual([]);
  });

  test.each(['../*', '/etc/*', 'a/../../*', 'C:/x'])('refuses %j, which leads outside', async (pattern) => {
    expect(await message(glob({ patterns: [pattern] }))).toContain('leads outside the working folder');
  });
});
