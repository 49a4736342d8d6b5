import { createReadStream } from 'node:fs';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { JournalDecoder } from './journalDecoder.ts';

/** What a journal says. */
export interface JournalContent {
  readonly events: readonly ExecutionEvent[];
  /** The last event is there only in part, or something that is no event follows: the runner was ended while it wrote. */
  readonly torn: boolean;
}

/**
 * Reads a journal up to the first byte that makes no sense; a runner that was killed leaves at most one such event, the
 * last. Rejects when the file cannot be read.
 */
export async function readJournal(path: string): Promise<JournalContent> {
  const decoder = new JournalDecoder();
  const events: ExecutionEvent[] = [];
  for await (const chunk of createReadStream(path)) {
    for (const event of decoder.push(chunk as Uint8Array)) events.push(event);
  }
  return { events, torn: decoder.torn };
}
