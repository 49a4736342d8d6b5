import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameAround } from '../../../src/flow/edit/sameAround.ts';
import type { JsonObject, JsonValue } from '../../../src/flow/model.ts';

describe('Values that differ at most at one place', () => {
  it.each<[what: string, before: JsonValue | undefined, after: JsonValue | undefined, same: boolean]>([
    ['another value there', { a: { b: 1, c: 2 } }, { a: { b: 9, c: 2 } }, true],
    ['a key that came', { a: { c: 2 } }, { a: { b: 1, c: 2 } }, true],
    ['a key that went with its map', { a: { b: 1 }, d: 1 }, { d: 1 }, true],
    ['another shape', { a: 3 }, { a: { b: 1 } }, true],
    ['a neighbour that changed', { a: { b: 1, c: 2 } }, { a: { b: 9, c: 3 } }, false],
    ['a neighbour that went with its map', { a: { b: 1, c: 2 } }, {}, false],
    ['a neighbour further out', { a: { b: 1 }, d: 1 }, { a: { b: 1 }, d: 2 }, false],
  ])('%s', (_, before, after, same) => {
    expect(sameAround(before, after, ['a', 'b'])).toBe(same);
  });

  it('may be lists whose item came, went or was replaced', () => {
    expect(sameAround(['a', 'b', 'c'], ['a', 'c'], [1])).toBe(true);
    expect(sameAround(['a', 'c'], ['a', 'b', 'c'], [1])).toBe(true);
    expect(sameAround(['a', 'b'], ['a', 'x'], [1])).toBe(true);
    expect(sameAround(['a', 'b', 'c'], ['a', 'b'], [1])).toBe(false);
    expect(sameAround(['a', 'b'], ['x', 'y'], [1])).toBe(false);
  });

  it('are told from all others', () => {
    const map = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue());
    fc.assert(
      fc.property(map, map, (before, after) => {
        const others = (value: object) => Object.entries(value).filter(([key]) => key !== 'a');
        const same = fc.stringify(others(before).sort()) === fc.stringify(others(after).sort());
        expect(sameAround(before as JsonObject, after as JsonObject, ['a'])).toBe(same);
      }),
    );
  });
});
