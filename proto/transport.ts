/**
 * What a side of the talk needs of a pipe, so that peers know nothing of sockets or streams. Whoever owns the real
 * stream implements it once, and everything that is written goes through that one writer.
 */
export interface ByteWriter {
  /** Queues bytes; never throws. After the pipe has closed the bytes are dropped. */
  write(bytes: Uint8Array): void;
  /** Undefined when more may be written at once, else a promise for the moment when it may; it never rejects. */
  ready(): Promise<void> | undefined;
}
