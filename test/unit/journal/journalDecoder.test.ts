import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JournalDecoder } from '../../../runner/journal/journalDecoder.ts';
import { emptyRun, foldEvents, markRunnerLost } from '../../../src/flow/run/fold.ts';
import { isNodeOver, isRunOver } from '../../../src/flow/run/status.ts';
import { type GeneratedJournal, generatedJournal, journalOf } from './generatedJournal.ts';

function read(bytes: Uint8Array, chunkBytes = bytes.length) {
  const decoder = new JournalDecoder();
  const events = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    events.push(...decoder.push(bytes.subarray(at, at + chunkBytes)));
  return { events, torn: decoder.torn };
}

/** How many events are whole in so many bytes. */
function wholeEvents({ ends }: GeneratedJournal, length: number): number {
  return ends.filter((end) => end <= length).length;
}

describe('a journal', () => {
  it('cut at any offset gives all whole events before the cut, and is torn exactly when the cut is inside of one', () => {
    fc.assert(
      fc.property(generatedJournal, fc.integer({ min: 1, max: 64 }), (journal, chunkBytes) => {
        for (let length = 0; length <= journal.bytes.length; length += 1) {
          const { events, torn } = read(journal.bytes.subarray(0, length), chunkBytes);
          const whole = wholeEvents(journal, length);
          expect(events).toEqual(journal.events.slice(0, whole));
          expect(torn).toBe(length > 0 && !journal.ends.includes(length));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('with anything after a cut still gives all whole events before it, and nothing that is no event of the run', () => {
    fc.assert(
      fc.property(generatedJournal, fc.nat(), fc.uint8Array({ minLength: 1 }), (journal, at, garbage) => {
        const cut = at % (journal.bytes.length + 1);
        const { events, torn } = read(Buffer.concat([journal.bytes.subarray(0, cut), garbage]));
        const whole = wholeEvents(journal, cut);
        expect(events.slice(0, whole)).toEqual(journal.events.slice(0, whole));
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
        // Random bytes are never the next event; only what completes the event that was cut may be.
        expect(events.length).toBeLessThanOrEqual(whole + 1);
        expect(torn || events.length > whole).toBe(true);
      }),
    );
  });

  it('of which the middle was overwritten gives what stands before that, and never throws', () => {
    fc.assert(
      fc.property(generatedJournal, fc.nat(), fc.uint8Array({ minLength: 1 }), (journal, at, garbage) => {
        const bytes = Uint8Array.from(journal.bytes);
        const place = at % bytes.length;
        bytes.set(garbage.subarray(0, bytes.length - place), place);
        const { events } = read(bytes);
        const whole = wholeEvents(journal, place);
        expect(events.slice(0, whole)).toEqual(journal.events.slice(0, whole));
      }),
    );
  });

  it('that ends in zeros, as a machine without power leaves it, has no events in them', () => {
    const { bytes, events } = journalOf([{ runStarted: { nodeIds: ['a'] } }, { nodeReady: { node: 'a' } }]);
    expect(read(Buffer.concat([bytes, new Uint8Array(4096)]))).toEqual({ events, torn: true });
  });

  it('goes on only with events of the same run', () => {
    const { bytes, events } = journalOf([{ runStarted: { nodeIds: ['a'] } }]);
    const other = journalOf([{ runStarted: {} }, { runFinished: { status: 3 }, runId: 'another' }]);
    const tail = other.bytes.subarray(other.ends[0]);
    expect(read(Buffer.concat([bytes, tail]))).toEqual({ events, torn: true });
    expect(read(Buffer.concat([bytes, bytes]))).toEqual({ events, torn: true });
  });

  it('is read on from any event whose number is known', () => {
    const journal = journalOf([{ runStarted: {} }, { nodeReady: { node: 'a' } }, { nodeReady: { node: 'b' } }]);
    const decoder = new JournalDecoder(1);
    expect(decoder.push(journal.bytes.subarray(journal.ends[0]))).toEqual(journal.events.slice(1));
    expect(decoder.torn).toBe(false);
  });

  it('cut anywhere folds to a run that makes sense once its runner is known to be lost', () => {
    fc.assert(
      fc.property(generatedJournal, fc.nat(), (journal, at) => {
        const { events } = read(journal.bytes.subarray(0, at % (journal.bytes.length + 1)));
        const run = foldEvents(emptyRun('generated'), events);
        const lost = isRunOver(run.state) ? run : markRunnerLost(run, 'The runner was lost.', 5_000);
        expect(isRunOver(lost.state)).toBe(true);
        expect(lost.state === 'crashed').toBe(!events.at(-1)?.runFinished);
        for (const node of lost.nodes.values()) {
          const before = run.nodes.get(node.id);
          if (lost.state !== 'crashed' || (before && isNodeOver(before.state))) expect(node).toBe(before);
          else expect(node.state).toBe(before?.state === 'running' ? 'crashed' : 'skipped');
        }
      }),
    );
  });
});
