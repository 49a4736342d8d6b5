import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that may wait for the disk before the writer is asked to wait. */
const QUEUE_BYTES = 1024 * 1024;

/** A file that grows at its end, made when the first bytes come. Writes are queued, in order, and go out together. */
export class LogFile {
  readonly #path: string;
  readonly #failed: (fault: Error) => void;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #broken = false;

  /** `failed` is told once when the file cannot be written; what comes after that is dropped. */
  constructor(path: string, failed: (fault: Error) => void) {
    this.#path = path;
    this.#failed = failed;
  }

  /** Adds bytes. The array must not change afterwards. */
  append(bytes: Uint8Array): void {
    if (this.#broken || bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    this.#writing ??= this.#drain();
  }

  /** Undefined when more may be added, else a promise for the moment when the disk has caught up. */
  ready(): Promise<void> | undefined {
    return this.#queued > QUEUE_BYTES ? this.#writing : undefined;
  }

  /** Resolves when everything is on disk and the file is closed. Adding more opens it again. */
  async end(): Promise<void> {
    await this.#writing;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
  }

  async #drain(): Promise<void> {
    try {
      this.#handle ??= await openForAppend(this.#path);
      while (this.#queue.length > 0) {
        const batch = this.#queue;
        this.#queue = [];
        await writeAll(this.#handle, batch);
        this.#queued = this.#queue.reduce((sum, bytes) => sum + bytes.length, 0);
      }
    } catch (fault) {
      this.#broken = true;
      this.#queue = [];
      this.#queued = 0;
      this.#failed(fault instanceof Error ? fault : new Error(String(fault)));
    } finally {
      this.#writing = undefined;
    }
  }
}

async function openForAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a');
  } catch {
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'a');
  }
}

/** `writev` may write less than it was given, on a disk that fills up for example. */
async function writeAll(handle: FileHandle, batch: readonly Uint8Array[]): Promise<void> {
  let rest = [...batch];
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest);
    while (rest[0] && bytesWritten >= rest[0].length) {
      bytesWritten -= rest[0].length;
      rest = rest.slice(1);
    }
    if (rest[0] && bytesWritten > 0) rest[0] = rest[0].subarray(bytesWritten);
  }
}
