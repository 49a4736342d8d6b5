import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFlowOutput } from '../../../runner/executors/flowOutput.ts';

const OWN = ['stdout', 'stderr', 'exitCode', 'files'];
const names = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,12}$/).filter((name) => !OWN.includes(name));
/** Values of any text whose lines end with a plain line feed. */
const values = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', ''));

describe('$FLOW_OUTPUT', () => {
  test('gives back every value that was written, in either form', () => {
    const entries = fc.array(fc.tuple(names, values, fc.boolean()), { maxLength: 8 });
    fc.assert(
      fc.property(entries, fc.constantFrom('\n', '\r\n'), (written, lineEnd) => {
        const lines = written.flatMap(([name, value, block]) => {
          const mark = `END_${name}_${value.length}`;
          const usesBlock = (block || value.includes('\n')) && !value.split('\n').includes(mark);
          return usesBlock
            ? [`${name}<<${mark}`, ...value.split('\n'), mark]
            : [`${name}=${value.replaceAll('\n', ' ')}`];
        });
        const expected = new Map(
          written.map(([name, value, block]) => {
            const mark = `END_${name}_${value.length}`;
            const usesBlock = (block || value.includes('\n')) && !value.split('\n').includes(mark);
            return [name, usesBlock ? value : value.replaceAll('\n', ' ')];
          }),
        );
        const parsed = parseFlowOutput(lines.map((line) => line + lineEnd).join(''));
        expect(parsed.warnings).toEqual([]);
        expect(new Map(parsed.values)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('is read whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { values: found, warnings } = parseFlowOutput(text);
        const lines = text.split('\n').filter((line) => line.trim() !== '').length;
        expect(found.size + warnings.length).toBeLessThanOrEqual(lines);
        if (lines > 0) expect(found.size + warnings.length).toBeGreaterThan(0);
      }),
    );
  });

  test.each([
    ['a=1\na=2', { a: '2' }, []],
    ['a=b=c<<d', { a: 'b=c<<d' }, []],
    ['a<<X\n=\nX\nb=', { a: '=', b: '' }, []],
    ['just words', {}, ['Line 1 of $FLOW_OUTPUT is neither name=value nor name<<MARK: "just words"']],
    [
      '\n1a=x',
      {},
      [
        'Line 2 of $FLOW_OUTPUT names the output "1a"; a name starts with a letter and has letters, digits, _, - and . only.',
      ],
    ],
    ['a<<X\nb=1', {}, ['Line 1 of $FLOW_OUTPUT opens a block, but no line "X" closes it: "a<<X"']],
  ])('reads %j', (text, expected, warnings) => {
    const parsed = parseFlowOutput(text);
    expect(Object.fromEntries(parsed.values)).toEqual(expected);
    expect(parsed.warnings).toEqual(warnings);
  });
});
