import { describe, expect, it } from 'vitest';
import { formatInput, parseInput } from '../../../src/extension/runs/inputParsing.ts';
import type { PortType } from '../../../src/flow/model.ts';

describe('parseInput', () => {
  it.each<[PortType, string, unknown]>([
    ['text', ' as it is ', ' as it is '],
    ['text', '', ''],
    ['any', '12', '12'],
    ['number', ' 12.5 ', 12.5],
    ['number', '-3e2', -300],
    ['boolean', 'True', true],
    ['boolean', 'false', false],
    ['json', '{"a": [1, null]}', { a: [1, null] }],
    ['table', '[{"a": 1}]', [{ a: 1 }]],
    ['file', ' data/in.csv ', 'data/in.csv'],
    ['list of text', 'a, b ,c', ['a', 'b', 'c']],
    ['list of number', '1, 2', [1, 2]],
    ['list of number', '[1, 2]', [1, 2]],
    ['list of text', '', []],
  ])('reads %s from “%s”', (type, typed, value) => {
    expect(parseInput(type, typed)).toEqual({ ok: true, value });
  });

  it.each<[PortType, string, string]>([
    ['number', '', 'Give a number'],
    ['number', 'twelve', 'Give a number'],
    ['number', 'Infinity', 'Give a number'],
    ['boolean', 'yes', 'Give true or false'],
    ['json', '{a: 1}', 'Give a JSON value'],
    ['file', ' ', 'Give the path'],
    ['list of number', '1, x', 'Item “x”: Give a number'],
    ['list of text', '[1', 'Give a JSON value'],
  ])('says what is wrong with %s “%s”', (type, typed, message) => {
    expect(parseInput(type, typed)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });

  it.each([undefined, 'text', 12, true, { a: 1 }, [1, 2]])('shows %j as it would be typed', (value) => {
    const typed = formatInput(value);
    const type: PortType = typeof value === 'string' || value === undefined ? 'text' : 'json';
    expect(parseInput(type, typed)).toEqual({ ok: true, value: value ?? '' });
  });
});
