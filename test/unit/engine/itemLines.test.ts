import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemLines } from '../../../runner/engine/itemLines.ts';
import { ITEM_LINE_BYTES } from '../../../runner/engine/limits.ts';

function linesOf(chunks: readonly Uint8Array[]): string {
  const lines = new ItemLines('[1] ');
  return Buffer.concat([...chunks.map((chunk) => lines.push(chunk)), lines.end()]).toString('utf8');
}

describe('ItemLines', () => {
  it('marks every line and keeps its text, however the bytes are cut', () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 40 })), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(bytes.subarray(at, (at += cut)));
        chunks.push(bytes.subarray(at));
        expect(linesOf(chunks)).toBe(lines.map((line) => `[1] ${line}\n`).join(''));
      }),
    );
  });

  it('gives out nothing before a line is complete, and ends the last one', () => {
    const lines = new ItemLines('> ');
    expect(lines.push(Buffer.from('ab')).length).toBe(0);
    expect(Buffer.from(lines.push(Buffer.from('c\nd'))).toString()).toBe('> abc\n');
    expect(Buffer.from(lines.end()).toString()).toBe('> d\n');
    expect(lines.end().length).toBe(0);
  });

  it('breaks lines that are too long between characters', () => {
    const long = 'ü'.repeat(ITEM_LINE_BYTES);
    const broken = linesOf([Buffer.from(`a${long}\n`)]).split('\n');
    expect(broken.map((line) => line.replace(/^\[1\] /, '')).join('')).toBe(`a${long}`);
    for (const line of broken) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(ITEM_LINE_BYTES + 4);
  });
});
