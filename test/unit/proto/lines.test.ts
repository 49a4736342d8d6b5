import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramingError } from '../../../proto/framing.ts';
import { LineDecoder } from '../../../proto/lines.ts';

describe('lines', () => {
  it('gives back every line that is not empty however the bytes are cut', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 9 }), (lines, step) => {
        const bytes = Buffer.from(lines.join('\n'));
        const decoder = new LineDecoder();
        const found: string[] = [];
        const take = (bytes: Uint8Array) => found.push(Buffer.from(bytes).toString('utf8'));
        for (let at = 0; at < bytes.length; at += step) decoder.pushEach(bytes.subarray(at, at + step), take);
        decoder.end(take);
        expect(found).toEqual(lines.filter((text) => text !== ''));
      }),
    );
  });

  it('refuses a line beyond the limit before it ends', () => {
    const decoder = new LineDecoder(10);
    decoder.pushEach(Buffer.from('12345'), () => undefined);
    expect(() => decoder.pushEach(Buffer.from('678901'), () => undefined)).toThrow(FramingError);
  });
});
