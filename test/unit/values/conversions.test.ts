import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunValue } from '../../../runner/executors/executor.ts';
import { ContentStore } from '../../../runner/store/contentStore.ts';
import { dataForm, readText } from '../../../runner/values/readContent.ts';
import { readTable } from '../../../runner/values/table.ts';
import { commandForm, commandListForm, pathAsValue, textOfJson } from '../../../runner/values/textForm.ts';
import { contentOf } from '../../../runner/values/valueContent.ts';
import { ValueKeeper } from '../../../runner/values/valueKeeper.ts';

const LIMIT = 64;

let folder: string;
let values: ValueKeeper;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'values-'));
  values = new ValueKeeper(new ContentStore(join(folder, 'store')), LIMIT);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const inline = (value: RunValue & { kind: 'inline' }) => value;

describe('a value', () => {
  test('is inline up to the limit and stored beyond it, and says the same either way', async () => {
    const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const expected = JSON.parse(JSON.stringify(data));
        const value = await values.json(expected, 'table');
        expect(value.kind).toBe(Buffer.byteLength(JSON.stringify(expected)) <= LIMIT ? 'inline' : 'stored');
        expect(await dataForm(value, 'port', folder)).toEqual({ ok: true, value: expected });
        expect(await readTable(value, 'port', folder)).toEqual({ ok: true, value: expected });
      }),
      { numRuns: 100 },
    );
  });

  test('that is text is that text wherever it is kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 90 }), async (text) => {
        const value = await values.text(text);
        const read = await readText(contentOf(value, folder), 'port');
        expect(read).toEqual({ ok: true, value: text.replace(/^\uFEFF/, value.kind === 'stored' ? '' : '\uFEFF') });
        expect(await dataForm(value, 'port', folder)).toEqual(read);
      }),
      { numRuns: 100 },
    );
  });

  test('as text and back is the same number or data', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (number) => {
        expect(Number(textOfJson(number))).toBe(number === 0 ? 0 : number);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (data) => {
        const plain = JSON.parse(JSON.stringify(data));
        expect(JSON.parse(textOfJson(plain))).toEqual(plain);
      }),
    );
  });

  test('of a file is its path for commands and its content for whoever reads it', async () => {
    await writeFile(join(folder, 'people.csv'), 'name\nAnn\n');
    const file = inline({ kind: 'inline', value: 'people.csv', type: 'file' });
    const here = { workdir: folder, workingFolder: folder };
    expect(commandForm(file, here)).toBe('people.csv');
    expect(commandForm(file, { ...here, workdir: join(folder, 'deep') })).toBe(join(folder, 'people.csv'));
    expect(commandForm({ ...file, value: '-rf' }, here)).toBe('./-rf');
    expect(commandListForm([file, { kind: 'inline', value: 2, type: 'number' }], here)).toBe('["people.csv",2]');
    expect(await readText(contentOf(file, folder), 'port')).toEqual({ ok: true, value: 'name\nAnn\n' });
    expect(await readTable(file, 'port', folder)).toEqual({ ok: true, value: [{ name: 'Ann' }] });
  });

  test('that cannot be what is asked for is a failure that names the port', async () => {
    const missing = inline({ kind: 'inline', value: 'nowhere.txt', type: 'file' });
    expect(await readText(contentOf(missing, folder), 'text')).toMatchObject({
      ok: false,
      failure: { subject: 'text' },
    });
    const number = inline({ kind: 'inline', value: 5, type: 'number' });
    expect(await readTable(number, 'rows', folder)).toMatchObject({
      ok: false,
      failure: { subject: 'rows', message: expect.stringContaining('is not a table: it is not a list') },
    });
    const mixed = inline({ kind: 'inline', value: [{ a: 1 }, 2], type: 'json' });
    expect(await readTable(mixed, 'rows', folder)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('item 2 is not an object but 2') },
    });
  });

  test('that is a table in text is read in the form that it has', async () => {
    const table = async (text: string) =>
      readTable(inline({ kind: 'inline', value: text, type: 'text' }), 'rows', folder);
    const expected = { ok: true, value: [{ a: '1' }] };
    expect(await table('a\n1\n')).toEqual(expected);
    expect(await table('[{"a":"1"}]')).toEqual(expected);
    expect(await table('{"a":"1"}\n')).toEqual(expected);
  });
});

describe('the path of a file as a value', () => {
  test('is relative inside the working folder and absolute outside', () => {
    expect(pathAsValue('/project/out/a.txt', '/project')).toBe('out/a.txt');
    expect(pathAsValue('/elsewhere/a.txt', '/project')).toBe('/elsewhere/a.txt');
    expect(pathAsValue('/project/..odd/a.txt', '/project')).toBe('..odd/a.txt');
  });
});
