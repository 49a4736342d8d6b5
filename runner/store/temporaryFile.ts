import { chmod, type FileHandle, open, rm } from 'node:fs/promises';

/** A file that is written once, from its start to its end, and then either moved to its place or removed. */
export class TemporaryFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #closed = false;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Makes the file; fails where it exists. Only its owner can read it. */
  static async create(path: string): Promise<TemporaryFile> {
    return new TemporaryFile(path, await open(path, 'wx', 0o600));
  }

  /** Writes all of `bytes` at the end. */
  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      written += (await this.#handle.write(bytes, written, bytes.length - written)).bytesWritten;
    }
  }

  /** Closes the file and makes it read only, since content in the store never changes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
    await chmod(this.path, 0o400);
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    if (!this.#closed) await this.#handle.close();
    this.#closed = true;
    await rm(this.path, { force: true });
  }
}
