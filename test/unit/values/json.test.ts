import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whereJsonBreaks } from '../../../runner/values/jsonPlace.ts';
import { parseJson, parseJsonLines } from '../../../runner/values/readContent.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  test("is found exactly where the system's own parser refuses", () => {
    const valid = fc.json();
    const broken = fc
      .tuple(valid, fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', 'x', '\\', '\n', '0'))
      .map(([text, at, piece]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + piece + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(fc.oneof(valid, broken, fc.string()), (text) => {
        const found = whereJsonBreaks(text);
        expect(found === undefined).toBe(isJson(text));
        if (found) expect(found.position).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['{"a": [1,2,\n}', 'line 2, column 1 should have a value, but there is "}"'],
    ['[1,2', 'line 1, column 5 should have "," or "]", but the text ends'],
    ['{"a" 1}', 'line 1, column 6 should have ":", but there is "1}"'],
    ['{"a":1,}', 'line 1, column 8 should have a name in quotes, but there is "}"'],
    ['1 2', 'line 1, column 3 should have nothing more, but there is "2"'],
    [' ', 'it is empty'],
  ])('in %j is told in words', (text, words) => {
    const result = parseJson(text, 'text');
    expect(result.ok ? '' : result.failure).toMatchObject({
      message: `The value of \`text\` is not JSON: ${words}.`,
      subject: 'text',
    });
  });
});

describe('JSON lines', () => {
  test('are read line by line, whatever the values are', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join('\n');
        expect(parseJsonLines(text, 'x')).toEqual({ ok: true, value: JSON.parse(JSON.stringify(values)) });
      }),
    );
  });

  test('name the line that is wrong', () => {
    const result = parseJsonLines('{"a":1}\n\nnonsense\n', 'rows');
    expect(result.ok ? '' : result.failure.message).toContain('line 3 is "nonsense"');
  });
});
