import { createHash, type Hash } from 'node:crypto';
import type { StoredContent } from '../executors/executor.ts';
import type { Soon } from '../values/soon.ts';
import type { TemporaryFile } from './temporaryFile.ts';

/** What a spool needs of its store. */
export interface SpoolHome {
  temporaryFile(): Promise<TemporaryFile>;
  adopt(path: string, digest: string, size: number, mediaType: string, head: Uint8Array): Promise<StoredContent>;
  put(bytes: Uint8Array, mediaType: string): Promise<StoredContent>;
}

/** What a spool holds once it is complete. */
export type Spooled = { readonly bytes: Uint8Array } | { readonly content: StoredContent };

/**
 * Collects a value of unknown size: in memory up to a limit, from there on in a temporary file of the store, hashed while
 * it is written. Appends are made one after the other. Ends with exactly one of `finish`, `store` and `discard`.
 */
export class Spool {
  readonly #memoryBytes: number;
  readonly #headBytes: number;
  readonly #home: SpoolHome;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #file: TemporaryFile | undefined;
  #hash: Hash | undefined;
  #head: Uint8Array = new Uint8Array();

  constructor(memoryBytes: number, headBytes: number, home: SpoolHome) {
    this.#memoryBytes = memoryBytes;
    this.#headBytes = headBytes;
    this.#home = home;
  }

  /** Bytes collected so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes the next bytes and keeps no hold of the caller's buffer. Resolves, where it has to, when they are written. */
  append(bytes: Uint8Array): void | Promise<void> {
    if (bytes.length === 0) return;
    this.#size += bytes.length;
    if (this.#file) return this.#write(bytes);
    this.#chunks.push(Uint8Array.from(bytes));
    if (this.#size > this.#memoryBytes) return this.#moveToFile();
  }

  /** The bytes where they fit into memory, stored content otherwise. */
  finish(mediaType: string): Soon<Spooled> {
    return this.#file ? this.store(mediaType).then((content) => ({ content })) : { bytes: this.#takeChunks() };
  }

  /** Stores what was collected, however small. */
  async store(mediaType: string): Promise<StoredContent> {
    if (!this.#file || !this.#hash) return this.#home.put(this.#takeChunks(), mediaType);
    await this.#file.close();
    const digest = this.#hash.digest('hex');
    return this.#home.adopt(this.#file.path, digest, this.#size, mediaType, this.#head);
  }

  /** Forgets what was collected. */
  async discard(): Promise<void> {
    this.#chunks = [];
    await this.#file?.discard();
  }

  #takeChunks(): Uint8Array {
    const whole = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const bytes = whole ?? Buffer.concat(this.#chunks);
    this.#chunks = [];
    return bytes;
  }

  async #moveToFile(): Promise<void> {
    this.#file = await this.#home.temporaryFile();
    this.#hash = createHash('sha256');
    await this.#write(this.#takeChunks());
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const missing = this.#headBytes + 1 - this.#head.length;
    if (missing > 0) this.#head = Buffer.concat([this.#head, bytes.subarray(0, missing)]);
    this.#hash?.update(bytes);
    await this.#file?.append(bytes);
  }
}
