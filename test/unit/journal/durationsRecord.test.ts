import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDurations,
  DURATIONS_PER_NODE,
  type DurationsRecord,
  formatDurations,
  median,
  mediansOf,
  NODES_REMEMBERED,
  parseDurations,
  parseKnownDurations,
} from '../../../runner/journal/durationsRecord.ts';

const FLOW = '/projects/report.flow';

/** The record after these runs, the oldest first. */
function recordOf(...runs: Readonly<Record<string, number>>[]): DurationsRecord {
  let record: DurationsRecord | undefined;
  for (const run of runs) record = addDurations(FLOW, record, new Map(Object.entries(run)));
  if (!record) throw new Error('a record needs a run');
  return record;
}

describe('the durations of a flow', () => {
  it('give the median of the latest runs', () => {
    const record = recordOf({ a: 1_000 }, { a: 5 }, { a: 1 }, { a: 4 }, { a: 2 }, { a: 3 });
    expect(record.durations.length).toBe(DURATIONS_PER_NODE);
    expect(mediansOf(record, ['a', 'b'])).toEqual([3, undefined]);
  });

  it('follow a node by its id, wherever it stands now', () => {
    const record = recordOf({ a: 1, b: 2, c: 3 }, { b: 4, d: 5 });
    expect(mediansOf(record, ['d', 'c', 'b', 'a'])).toEqual([5, 3, 3, 1]);
  });

  it('keep what a node took that did not succeed since', () => {
    const record = recordOf({ a: 7, b: 7 }, ...Array.from({ length: 9 }, () => ({ a: 9 })));
    expect(mediansOf(record, ['a', 'b'])).toEqual([9, 7]);
  });

  it('forget the nodes that did not run for longest', () => {
    const old = Object.fromEntries(Array.from({ length: NODES_REMEMBERED }, (_, index) => [`old${index}`, 1]));
    const record = recordOf(old, { new1: 1, new2: 1 });
    expect(record.nodes.length).toBe(NODES_REMEMBERED);
    const ids = ['new1', `old${NODES_REMEMBERED - 3}`, `old${NODES_REMEMBERED - 1}`];
    expect(mediansOf(record, ids)).toEqual([1, 1, undefined]);
  });

  it('are the same after writing and reading', () => {
    const run = fc.dictionary(fc.string(), fc.nat(), { minKeys: 1, maxKeys: 5, noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 7 }), (runs) => {
        const record = recordOf(...runs);
        const text = formatDurations(record);
        expect(parseDurations(text, FLOW)).toEqual(record);
        const { durations: _, ...known } = record;
        expect(parseKnownDurations(text, FLOW)).toEqual(known);
        const ids = [...new Set(runs.flatMap((one) => Object.keys(one)))];
        const expected = ids.map((id) =>
          median(runs.flatMap((one) => (Object.hasOwn(one, id) ? [one[id] ?? 0] : [])).slice(-DURATIONS_PER_NODE)),
        );
        expect(mediansOf(record, ids)).toEqual(expected);
      }),
    );
  });

  it('are not those of another flow', () => {
    expect(parseDurations(formatDurations(recordOf({ a: 1 })), '/projects/other.flow')).toBeUndefined();
  });

  it('are unknown when the text is cut off or means something else', () => {
    const text = formatDurations(recordOf({ a: 1, b: 2 }, { a: 3, b: 4 }));
    for (let end = 0; end < text.length; end++) expect(parseDurations(text.slice(0, end), FLOW)).toBeUndefined();
    const strange = [
      'null',
      '[]',
      '"text"',
      text.replace('"format":1', '"format":2'),
      text.replace('[3,4]', '[3]'),
      text.replace('[2,3]', '[2]'),
    ];
    for (const other of strange) expect(parseDurations(other, FLOW)).toBeUndefined();
  });

  it('leave out what is no duration', () => {
    const text = formatDurations(recordOf({ a: 1, b: 2, c: 3 })).replaceAll('[1,2,3]', '[1,"x",-5]');
    const record = parseDurations(text, FLOW);
    expect(record && mediansOf(record, ['a', 'b', 'c'])).toEqual([1, undefined, undefined]);
    expect(mediansOf(addDurations(FLOW, record, new Map([['b', 9]])), ['a', 'b', 'c'])).toEqual([1, 9, undefined]);
  });
});

describe('the median', () => {
  it('is the value in the middle, or the mean of two', () => {
    expect([median([]), median([3]), median([9, 1, 5]), median([4, 1, 2, 10])]).toEqual([undefined, 3, 5, 3]);
  });
});
