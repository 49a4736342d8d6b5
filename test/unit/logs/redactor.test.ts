import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, Redactor } from '../../../runner/logs/redactor.ts';

/** Sends a text through the filter in pieces of these sizes. */
function filtered(secrets: readonly string[], text: string, sizes: readonly number[]): string {
  const stream = new Redactor(secrets).stream();
  const bytes = Buffer.from(text);
  const out: Uint8Array[] = [];
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    out.push(stream.push(bytes.subarray(at, at + size)));
    at += size;
  }
  out.push(stream.end());
  return Buffer.concat(out).toString('utf8');
}

describe('redaction', () => {
  it('masks a secret wherever chunks cut it', () => {
    for (let size = 1; size < 30; size++) {
      expect(filtered(['hunter22'], 'the word is hunter22, hunter2 is not', [size])).toBe(
        `the word is ${MASK}, hunter2 is not`,
      );
    }
  });

  it('masks the longest of several secrets, also one that contains another', () => {
    for (let size = 1; size < 12; size++) {
      expect(filtered(['abcd', 'abcdefgh'], 'abcdefgh abcdefg abcd', [size])).toBe(`${MASK} ${MASK}efg ${MASK}`);
      expect(filtered(['cdef', 'abcdefgh'], 'abcdefgh abcdefxx', [size])).toBe(`${MASK} ab${MASK}xx`);
    }
  });

  it('lets no secret through and loses nothing else, whatever the text and the chunks', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ü'), minLength: 4, maxLength: 7 });
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', ' '), maxLength: 60 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 4 }), text, sizes, (secrets, whole, pieces) => {
        const out = filtered(secrets, whole, pieces);
        for (const secret of secrets) expect(out).not.toContain(secret);
        expect(out).toBe(filtered(secrets, whole, [1_000]));
        expect(out).toBe(new Redactor(secrets).text(whole));
        if (secrets.every((secret) => !whole.includes(secret))) expect(out).toBe(whole);
      }),
    );
  });

  it('masks what overlapping secrets cover as one', () => {
    for (let size = 1; size < 12; size++) {
      expect(filtered(['abcdef', 'defghi'], 'xabcdefghix', [size])).toBe(`x${MASK}x`);
      expect(filtered(['abcdefgh', 'cdef', 'ghijkl'], 'abcdefghijkl cdefgh', [size])).toBe(`${MASK} ${MASK}gh`);
    }
  });

  it('holds nothing back that cannot become a secret', () => {
    const stream = new Redactor(['secret']).stream();
    expect(Buffer.from(stream.push(Buffer.from('progress: '))).toString()).toBe('progress: ');
    expect(Buffer.from(stream.push(Buffer.from('50 % se'))).toString()).toBe('50 % ');
    expect(Buffer.from(stream.push(Buffer.from('t'))).toString()).toBe('set');
  });

  it('masks in values, keys and texts', () => {
    const redactor = new Redactor(['hunter22']);
    expect(redactor.value({ 'a hunter22': ['hunter22', 1, null, { b: 'x' }] })).toEqual({
      [`a ${MASK}`]: [MASK, 1, null, { b: 'x' }],
    });
    expect(redactor.text('hunter22hunter22')).toBe(`${MASK}${MASK}`);
    const value = { a: 1 };
    expect(new Redactor([]).value(value)).toBe(value);
  });
});
