import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FailureCode } from '../../../runner/engine/failures.ts';
import type { RunValue } from '../../../runner/executors/executor.ts';
import type { JsonObject } from '../../../src/flow/model.ts';
import { failureOf, inline, TaskRig, Told } from '../../contract/processes/taskRig.ts';

let rig: TaskRig;

beforeAll(async () => {
  rig = await TaskRig.open();
});

afterAll(() => rig.close());

const withInputs = (values: Record<string, RunValue>) => ({ inputs: new Map(Object.entries(values)) });
const task = (kind: string, settings: JsonObject, values: Record<string, RunValue> = {}) =>
  rig.task(kind, settings, withInputs(values));
const failure = async (kind: string, settings: JsonObject, values: Record<string, RunValue> = {}) =>
  failureOf(await rig.run(task(kind, settings, values)));

describe('constant', () => {
  test('gives any data of its setting, with its type', async () => {
    const typed = async (value: JsonObject[string]) => (await rig.outputs(task('constant', { value }))).get('value');
    expect(await typed('x')).toEqual({ kind: 'inline', value: 'x', type: 'text' });
    expect(await typed(1)).toEqual({ kind: 'inline', value: 1, type: 'number' });
    expect(await typed(false)).toEqual({ kind: 'inline', value: false, type: 'boolean' });
    expect(await typed([{ a: null }])).toEqual({ kind: 'inline', value: [{ a: null }], type: 'json' });
    expect(await typed('x'.repeat(70_000))).toMatchObject({ kind: 'stored', type: 'text', content: { size: 70_000 } });
  });
});

describe('template', () => {
  test('fills in values, lists and data', async () => {
    const template =
      '# {{ title }}\n{% for row in rows %}- {{ row.name }}: {{ row.n }}\n{% endfor %}{{ by-day }} {{ by_day }}';
    const values = { title: inline('Names'), rows: inline([{ name: 'a', n: 1 }]), 'by-day': inline('x') };
    expect(await rig.output('text', task('template', { template }, values))).toBe('# Names\n- a: 1\nx x');
  });

  test('reads values that are stored', async () => {
    const content = await rig.store.put(Buffer.from(JSON.stringify([1, 2, 3])), 'application/json');
    const rows: RunValue = { kind: 'stored', content, type: 'json' };
    expect(await rig.output('text', task('template', { template: '{{ rows | size }}' }, { rows }))).toBe('3');
  });

  test('never runs what a value contains', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constantFrom('{{ x }}', '{% if %}', '${x}')), async (value) => {
        expect(await rig.output('text', task('template', { template: '[{{ x }}]' }, { x: inline(value) }))).toBe(
          `[${value}]`,
        );
      }),
    );
  });

  test.each([
    [
      'a\n {{ titl }}',
      FailureCode.FAILURE_CODE_NODE_ERROR,
      'The template is wrong at line 2, column 5: undefined variable: titl. Did you mean "title"? Wired here: title.',
    ],
    ['{{ title | nosuch }}', FailureCode.FAILURE_CODE_NODE_ERROR, 'undefined filter: nosuch'],
    ['{% for %}', FailureCode.FAILURE_CODE_NODE_ERROR, 'The template is wrong at line 1, column 1'],
    ['{% render "/etc/passwd" %}', FailureCode.FAILURE_CODE_NODE_ERROR, 'ENOENT'],
    [
      '{% for i in (1..90000) %}{% for j in (1..90000) %}{{ i }}{% endfor %}{% endfor %}',
      FailureCode.FAILURE_CODE_LIMIT_REACHED,
      'does too much',
    ],
    ['{% for i in (1..900000000) %}x{% endfor %}', FailureCode.FAILURE_CODE_LIMIT_REACHED, 'does too much'],
  ])('that is wrong is refused: %j', async (template, code, words) => {
    const found = await failure('template', { template }, { title: inline('t') });
    expect(found).toMatchObject({ code, subject: 'template', message: expect.stringContaining(words) });
  });

  test('asks for missing values with if and default', async () => {
    const template = '{% if nothing %}a{% else %}b{% endif %}{{ nothing | default: "c" }}';
    expect(await rig.output('text', task('template', { template }))).toBe('bc');
  });
});

describe('transform', () => {
  test('computes with variables, with the fields of its input, and with stored data', async () => {
    const rows = inline([{ amount: 1.5 }, { amount: 2 }]);
    expect(await rig.output('value', task('transform', { expression: '$sum($rows.amount)' }, { rows }))).toBe(3.5);
    expect(await rig.output('value', task('transform', { expression: '$count(rows)' }, { rows }))).toBe(2);
    expect(await rig.output('value', task('transform', { expression: '$by_day' }, { 'by-day': inline('x') }))).toBe(
      'x',
    );
    const content = await rig.store.put(Buffer.from('{"n":1}\n{"n":2}\n'), 'application/x-ndjson');
    const table: RunValue = { kind: 'stored', content, type: 'table' };
    expect(await rig.output('value', task('transform', { expression: '$table.n' }, { table }))).toEqual([1, 2]);
    expect(await rig.output('value', task('transform', { expression: 'nothing.here' }))).toBe(null);
  });

  test('stores a result that is large', async () => {
    const value = (await rig.outputs(task('transform', { expression: '[1..50000]' }))).get('value');
    expect(value).toMatchObject({ kind: 'stored', type: 'json', content: { mediaType: 'application/json' } });
  });

  test.each([
    ['$sum($rows.a', 'line 1, column 12: Expected ")" before end of expression'],
    ['(\n  1 +\n)', 'line 3'],
    ['$nosuch(1)', 'Attempted to invoke a non-function'],
    ['"a" + 1', 'must evaluate to a number'],
    ['function($x) { $x }', 'it gives a function, which is no data'],
  ])('refuses %j with the place', async (expression, words) => {
    const found = await failure('transform', { expression }, { rows: inline([]) });
    expect(found).toMatchObject({ code: FailureCode.FAILURE_CODE_NODE_ERROR, subject: 'expression' });
    expect(found?.message).toContain(words);
  });

  test('is stopped although it never ends, and the next one is computed', async () => {
    const abort = new AbortController();
    const endless = rig.run(
      task('transform', { expression: '($f := function() { $f() }; $f())' }),
      new Told(),
      abort.signal,
    );
    // It runs in a thread, so this one is free to compute something else meanwhile.
    expect(await rig.output('text', task('template', { template: 'free' }))).toBe('free');
    abort.abort();
    expect(await endless).toEqual({ status: 'stopped', processesEnded: 0, processesSurviving: 0 });
    expect(await rig.output('value', task('transform', { expression: '1 + 1' }))).toBe(2);
  });

  test('of many at a time are all answered, each with its own result', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        rig.output('value', task('transform', { expression: '$n * 2' }, { n: inline(n) })),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, (_, n) => n * 2));
  });
});

describe('json.parse and csv.parse', () => {
  test('read text that is at hand, stored, or in a file', async () => {
    expect(await rig.output('value', task('json.parse', {}, { text: inline('{"a":[1]}') }))).toEqual({ a: [1] });
    const json = await rig.store.put(Buffer.from('[1,2]'), 'text/plain');
    const stored: RunValue = { kind: 'stored', content: json, type: 'text' };
    expect((await rig.outputs(task('json.parse', {}, { text: stored }))).get('value')).toMatchObject({
      kind: 'stored',
      type: 'json',
      content: { digest: json.digest, mediaType: 'application/json' },
    });
    await rig.run(task('file.write', { path: 'people.tsv' }, { content: inline('id\tname\n07\tAnn\n') }));
    const file: RunValue = { kind: 'inline', value: 'people.tsv', type: 'file' };
    expect(await rig.output('rows', task('csv.parse', { delimiter: '\t' }, { text: file }))).toEqual([
      { id: '07', name: 'Ann' },
    ]);
  });

  test('read a large CSV as a stream into lines of JSON', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `${n},"name, ${n}"`);
    const content = await rig.store.put(Buffer.from(`id,name\n${lines.join('\n')}\n`), 'text/csv');
    const rows = (await rig.outputs(task('csv.parse', {}, { text: { kind: 'stored', content, type: 'text' } }))).get(
      'rows',
    );
    expect(rows).toMatchObject({ kind: 'stored', type: 'table', content: { mediaType: 'application/x-ndjson' } });
    const count = { rows: rows ?? inline(null) };
    expect(await rig.output('value', task('transform', { expression: '$count($rows)' }, count))).toBe(20_000);
    expect(await rig.output('value', task('transform', { expression: '$rows[19999].name' }, count))).toBe(
      'name, 19999',
    );
  });

  test('name the line of a large CSV that is wrong', async () => {
    const content = await rig.store.put(Buffer.from(`a,b\n${'1,2\n'.repeat(30_000)}3\n`), 'text/csv');
    const found = await failure('csv.parse', {}, { text: { kind: 'stored', content, type: 'text' } });
    expect(found?.message).toContain('line 30002: there are 1 fields where the first line has 2');
  });

  test('need their port', async () => {
    expect(await failure('csv.parse', {})).toMatchObject({
      code: FailureCode.FAILURE_CODE_MISSING_INPUT,
      subject: 'text',
    });
    expect(await failure('csv.parse', { delimiter: '' }, { text: inline('a') })).toMatchObject({
      subject: 'delimiter',
    });
  });
});

describe('merge', () => {
  test('makes a list of the wires and an object of the ports', async () => {
    const lists = new Map([['items', [inline('a'), inline(2)]]]);
    expect(await rig.output('value', rig.task('merge', {}, { lists }))).toEqual(['a', 2]);
    expect(await rig.output('value', task('merge', { as: 'object' }, { x: inline(1), y: inline([2]) }))).toEqual({
      x: 1,
      y: [2],
    });
    expect(await rig.output('value', task('merge', {}, { x: inline(1), y: inline([2]) }))).toEqual([1, [2]]);
    expect(await rig.output('value', rig.task('merge', {}))).toEqual([]);
  });
});

describe('delay and assert', () => {
  test('delay hands its value on and can be stopped', async () => {
    expect(await rig.output('value', task('delay', { for: '1ms' }, { value: inline('x') }))).toBe('x');
    const abort = new AbortController();
    const waiting = rig.run(task('delay', { for: '2h' }), new Told(), abort.signal);
    abort.abort();
    expect(await waiting).toMatchObject({ status: 'stopped' });
    expect((await failure('delay', { for: 'soon' }))?.message).toContain('`soon` is no duration.');
  });

  test('assert hands a true-like value on and fails with its message for any other', async () => {
    const value = { kind: 'inline', value: 'yes', type: 'text' } as const;
    expect((await rig.outputs(task('assert', {}, { value }))).get('value')).toBe(value);
    expect(await failure('assert', { message: 'Only ${value}!' }, { value: inline('0') })).toMatchObject({
      code: FailureCode.FAILURE_CODE_ASSERTION,
      message: 'Only 0!',
    });
    expect((await failure('assert', {}, { value: inline([]) }))?.message).toBe(
      'The value is [], which does not count as true.',
    );
  });
});
