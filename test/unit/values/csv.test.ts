import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../runner/values/csvRecords.ts';
import { csvText } from '../../../runner/values/csvText.ts';

const HEADER = { delimiter: ',', header: true };

/** Columns of any name, and records that have them all. */
const tables = fc
  .uniqueArray(
    fc.string({ minLength: 1 }).filter((name) => name.trim() !== '' && !name.startsWith('\uFEFF')),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .chain((columns) =>
    fc.array(
      fc
        .tuple(...columns.map(() => fc.string()))
        .map((fields) => Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']))),
      { minLength: 1, maxLength: 6 },
    ),
  );

describe('CSV', () => {
  test('written and read again is the same table', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const read = parseCsv(csvText(rows), HEADER, 'text');
        expect(read.ok ? read.value : read.failure).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  test('has every column that any record has, and data as text', () => {
    expect(csvText([{ a: 1, b: 'x, "y"' }, { c: [1, { d: null }] }, { a: null }])).toBe(
      'a,b,c\n1,"x, ""y""",\n,,"[1,{""d"":null}]"\n,,\n',
    );
    expect(csvText([])).toBe('');
  });

  test('keeps fields as they stand, without a byte order mark and without blank lines', () => {
    expect(parseCsv('\uFEFFid,name\r\n007, Ann \r\n\r\n', HEADER, 'text')).toEqual({
      ok: true,
      value: [{ id: '007', name: ' Ann ' }],
    });
  });

  test('without a header line calls the columns by number', () => {
    expect(parseCsv('a;b\nc;d', { delimiter: ';', header: false }, 'text')).toEqual({
      ok: true,
      value: [
        { column1: 'a', column2: 'b' },
        { column1: 'c', column2: 'd' },
      ],
    });
  });

  test('keeps a column whose name means something to objects', () => {
    const read = parseCsv('__proto__,constructor\n1,2', HEADER, 'text');
    expect(read.ok && Object.entries(read.value[0] ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  test.each([
    ['a,b\n1,2\n3\n', 'line 3: there are 1 fields where the first line has 2. Check the delimiter and the quotes'],
    ['a,b\n1,"2\n', 'a quote is opened and never closed'],
    ['a,a\n1,2\n', 'two columns are called "a"'],
    ['a\nx"y\n', 'line 2: a quote stands inside a field'],
  ])('that is wrong, such as %j, is refused with the line', (text, words) => {
    const read = parseCsv(text, HEADER, 'text');
    expect(read.ok ? '' : read.failure.message).toContain(words);
    expect(read.ok ? '' : read.failure.subject).toBe('text');
  });
});
