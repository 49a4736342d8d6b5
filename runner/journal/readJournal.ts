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
  const events: ExecutionEvent[] = [];
  const torn = await eachEvent(path, (event) => {
    events.push(event);
    return true;
  });
  return { events, torn };
}

/**
 * Hands over the events of a journal one by one, without holding them, until `take` says false. Resolves to whether
 * what was read of it is torn; rejects when the file cannot be read.
 */
export async function eachEvent(path: string, take: (event: ExecutionEvent) => boolean): Promise<boolean> {
  const decoder = new JournalDecoder();
  for await (const chunk of createReadStream(path)) {
    for (const event of decoder.push(chunk as Uint8Array)) if (!take(event)) return decoder.torn;
  }
  return decoder.torn;
}
