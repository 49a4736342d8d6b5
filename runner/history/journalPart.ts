import { open } from 'node:fs/promises';
import type { ExecutionEvent, JournalPart } from '../../proto/messages.ts';
import { JournalDecoder } from '../journal/journalDecoder.ts';

/** About as many bytes of a journal travel in one message; one event more is taken so that every part has some. */
export const JOURNAL_PART_BYTES = 1024 * 1024;

/** Where a part of a journal begins. */
export interface JournalPlace {
  readonly offset: number;
  /** The number of the last event before it. */
  readonly afterSequence: number;
}

/**
 * Reads a part of a journal: whole events, as many as fit, at least one where there is one. Rejects when the file cannot be
 * read.
 */
export async function readJournalPart(path: string, { offset, afterSequence }: JournalPlace): Promise<JournalPart> {
  const file = await open(path, 'r');
  try {
    const decoder = new JournalDecoder(afterSequence);
    const events: ExecutionEvent[] = [];
    const chunk = new Uint8Array(JOURNAL_PART_BYTES);
    let at = offset;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return { events, nextOffset: 0, torn: decoder.torn };
      // A copy: an event that ends with a later chunk still holds on to this one.
      for (const event of decoder.push(chunk.slice(0, bytesRead))) events.push(event);
      at += bytesRead;
      const isEnough = events.length > 0 || decoder.isBroken;
      if (isEnough)
        return { events, nextOffset: decoder.isBroken ? 0 : at - decoder.pendingBytes, torn: decoder.isBroken };
    }
  } finally {
    await file.close();
  }
}
