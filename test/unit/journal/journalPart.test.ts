import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExecutionEvent } from '../../../proto/messages.ts';
import { JOURNAL_PART_BYTES, readJournalPart } from '../../../runner/history/journalPart.ts';
import { type GeneratedJournal, journalOf } from './generatedJournal.ts';

const TEXT_BYTES = 100_000;

function longJournal(texts: number, textBytes = TEXT_BYTES): GeneratedJournal {
  const logs = Array.from({ length: texts }, (_, index) => ({
    nodeLog: { node: 'a', stream: 1, text: String(index % 10).repeat(textBytes), droppedBytes: 0 },
  }));
  return journalOf([{ runStarted: { nodeIds: ['a'] } }, ...logs]);
}

/** Reads a file part by part, as a client does. */
async function readParts(bytes: Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-part-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'events.bin');
  writeFileSync(path, bytes);
  const events: ExecutionEvent[] = [];
  let torn = false;
  let parts = 0;
  for (let offset = 0; parts === 0 || offset > 0; parts += 1) {
    const part = await readJournalPart(path, { offset, afterSequence: events.at(-1)?.sequence ?? 0 });
    events.push(...(part.events ?? []));
    offset = part.nextOffset ?? 0;
    torn = part.torn ?? false;
  }
  return { events, torn, parts };
}

describe('a journal read in parts', () => {
  it('gives the same events as when read at once, wherever parts end', async () => {
    const journal = longJournal(35);
    const { events, torn, parts } = await readParts(journal.bytes);
    expect(events).toEqual(journal.events);
    expect(torn).toBe(false);
    expect(parts).toBeGreaterThan(Math.floor(journal.bytes.length / JOURNAL_PART_BYTES));
  });

  it('has events that are larger than a part', async () => {
    const journal = longJournal(3, 2 * JOURNAL_PART_BYTES + 7);
    expect((await readParts(journal.bytes)).events).toEqual(journal.events);
  });

  it.each([1, TEXT_BYTES / 2, JOURNAL_PART_BYTES])(
    'ends before what is cut off %d bytes before its end',
    async (cut) => {
      const journal = longJournal(25);
      const length = journal.bytes.length - cut;
      const { events, torn } = await readParts(journal.bytes.subarray(0, length));
      expect(events).toEqual(journal.events.slice(0, journal.ends.filter((end) => end <= length).length));
      expect(torn).toBe(true);
    },
  );

  it('ends before what is no event', async () => {
    const journal = longJournal(15);
    const { events, torn } = await readParts(Buffer.concat([journal.bytes, new Uint8Array(3 * JOURNAL_PART_BYTES)]));
    expect(events).toEqual(journal.events);
    expect(torn).toBe(true);
  });
});
