import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reuse, reuseById } from '../../src/webview/store/reuse.ts';

it('gives the new value, whatever the old one was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
      expect(reuse(previous, next)).toEqual(next);
    }),
  );
});

it('gives the old object for a copy of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const previous = structuredClone(value);
      expect(reuse(previous, structuredClone(previous))).toBe(previous);
    }),
  );
});

it('keeps the parts that did not change', () => {
  const previous = { same: { deep: [1, 2] }, other: { value: 1 } };
  const merged = reuse(previous, { same: { deep: [1, 2] }, other: { value: 2 } });
  expect(merged.same).toBe(previous.same);
  expect(merged.other).toEqual({ value: 2 });
});

it('does not take a missing key for an undefined one', () => {
  const next = { a: undefined, b: 1 };
  expect(Object.keys(reuse({ b: 1, c: 2 }, next))).toEqual(['a', 'b']);
});

it('finds the items of a list by id when others come before them', () => {
  const previous = [
    { id: 'a', size: 1 },
    { id: 'b', size: 2 },
  ];
  const merged = reuseById(previous, [
    { id: 'new', size: 0 },
    { id: 'a', size: 1 },
    { id: 'b', size: 3 },
  ]);
  expect(merged[1]).toBe(previous[0]);
  expect(merged[2]).not.toBe(previous[1]);
  expect(reuseById(previous, structuredClone(previous))).toBe(previous);
});
