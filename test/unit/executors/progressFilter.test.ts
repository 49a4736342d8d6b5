import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Progress, ProgressFilter, parseProgress } from '../../../runner/executors/progressFilter.ts';

function filter(chunks: readonly Uint8Array[]): { passed: string; told: Progress[] } {
  const told: Progress[] = [];
  const progress = new ProgressFilter((one) => told.push(one));
  const passed = chunks.map((chunk) => Buffer.from(progress.push(chunk)));
  passed.push(Buffer.from(progress.end()));
  return { passed: Buffer.concat(passed).toString('latin1'), told };
}

const lines = fc.oneof(
  fc.constantFrom(
    '::progress 1 of 2',
    '::progress 3% half',
    '::progress 5 five',
    '::progress',
    '::progress x',
    ' ::progress 1',
  ),
  fc.constantFrom('', ':', '::prog', 'text ::progress 1 of 2', 'plain'),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', '')),
);

describe('progress lines', () => {
  test('are taken out the same way however the output is cut into chunks', () => {
    const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 10 }), fc.boolean(), cuts, (all, ends, places) => {
        const text = all.join('\n') + (ends ? '\n' : '');
        const bytes = Buffer.from(text, 'latin1');
        const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        const { passed, told } = filter(chunks);

        const isProgress = (line: string) => parseProgress(Buffer.from(line, 'latin1')) !== undefined;
        const kept = text.match(/[^\n]*\n|[^\n]+$/g)?.filter((line) => !isProgress(line)) ?? [];
        expect(passed).toBe(kept.join(''));
        expect(told).toHaveLength(all.filter(isProgress).length);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['::progress 40 of 100 copying files\n', { current: 40, total: 100, message: 'copying files' }],
    ['::progress 1.5 of 3\r\n', { current: 1.5, total: 3, message: '' }],
    ['::progress 7%', { current: 7, total: 100, message: '' }],
    ['::progress 12 done so far', { current: 12, total: 0, message: 'done so far' }],
    ['::progress soon', undefined],
    ['::progress 1 of many', { current: 1, total: 0, message: 'of many' }],
    ['::progress -1', undefined],
  ])('%j means what it says', (line, expected) => {
    expect(parseProgress(Buffer.from(line))).toEqual(expected);
  });

  test('do not make the filter keep a long line that only begins like one', () => {
    const long = `::progress ${'9'.repeat(10_000)}`;
    const filter = new ProgressFilter(() => {});
    expect(filter.push(Buffer.from(long)).length).toBe(long.length);
    expect(Buffer.from(filter.push(Buffer.from('\n::progress 1\nx'))).toString()).toBe('\nx');
  });
});
