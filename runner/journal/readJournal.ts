import { createReadStream } from 'node:fs';
import { FrameDecoder } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';

/** What a journal says. */
export interface JournalContent {
  readonly events: readonly ExecutionEvent[];
  /** The last event is there only in part: the runner was ended while it wrote it. */
  readonly torn: boolean;
}

/**
 * Reads a journal up to the first byte that makes no sense; a runner that was killed leaves at most one such event, the
 * last. Rejects when the file cannot be read.
 */
export async function readJournal(path: string): Promise<JournalContent> {
  const decoder = new FrameDecoder();
  const events: ExecutionEvent[] = [];
  try {
    for await (const chunk of createReadStream(path)) {
      decoder.pushEach(chunk as Uint8Array, (frame) => events.push(millrace.v1.ExecutionEvent.decode(frame)));
    }
  } catch (fault) {
    if (isFileSystemError(fault)) throw fault;
    return { events, torn: true };
  }
  return { events, torn: decoder.pending };
}

function isFileSystemError(fault: unknown): boolean {
  return fault instanceof Error && 'syscall' in fault;
}
