import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredContent } from '../executors/executor.ts';
import { type Soon, whenThere } from '../values/soon.ts';
import { PREVIEW_BYTES, previewOf } from './preview.ts';
import { Spool } from './spool.ts';
import { TemporaryFile } from './temporaryFile.ts';

/** A temporary file that no runner has touched for this long was left by one that was killed. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Folder of stored content inside of a state folder. */
export function storeFolderOf(stateFolder: string): string {
  return join(stateFolder, 'store');
}

/**
 * Content by its sha-256, in sharded folders. Content never changes once it is there: it is written to a temporary file
 * of the same file system and renamed into its place, so that several runners may share a folder. File system errors
 * reject.
 */
export class ContentStore {
  readonly #folder: string;
  readonly #previewBytes: number;
  readonly #folderMode: number | undefined;
  readonly #shards = new Set<string>();
  #preparing: Promise<void> | undefined;
  #isPrepared = false;
  /** Several stores of one process may share a folder, and so may several containers that count processes alike. */
  readonly #temporaryStem: string;
  #counter = 0;

  /** `folder` is made when the first content arrives, for its owner alone where it is private. */
  constructor(folder: string, options: { readonly previewBytes?: number; readonly isPrivate?: boolean } = {}) {
    this.#folder = folder;
    this.#temporaryStem = join(folder, 'tmp', `${process.pid}-${randomBytes(8).toString('hex')}`);
    this.#folderMode = options.isPrivate ? 0o700 : undefined;
    this.#previewBytes = options.previewBytes ?? PREVIEW_BYTES;
  }

  /** Stores some bytes. */
  async put(bytes: Uint8Array, mediaType: string): Promise<StoredContent> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const head = bytes.subarray(0, this.#previewBytes + 1);
    if (!(await this.holds(digest, bytes.length))) {
      const file = await this.temporaryFile();
      try {
        await file.append(bytes);
        await file.close();
        await this.#moveIn(file.path, digest);
      } catch (error) {
        await file.discard();
        throw error;
      }
    }
    return this.#describe(digest, bytes.length, mediaType, head);
  }

  /** Stores a stream, hashed while it is written; memory stays bounded. An error of the stream rejects. */
  async putStream(source: AsyncIterable<Uint8Array>, mediaType: string): Promise<StoredContent> {
    const spool = this.spool(0);
    try {
      for await (const chunk of source) await spool.append(chunk);
    } catch (error) {
      await spool.discard();
      throw error;
    }
    return spool.store(mediaType);
  }

  /** Has content of another store as well, without copying it where the file system can share it. */
  async share(content: StoredContent): Promise<StoredContent> {
    const { digest, size, path } = content;
    if (!(await this.holds(digest, size))) {
      const temporary = await this.temporaryPath();
      await link(path, temporary).catch(() => copyFile(path, temporary));
      await this.#moveIn(temporary, digest);
    }
    return { ...content, path: this.path(digest) };
  }

  /** Stores a copy of a file. */
  putFile(path: string, mediaType: string): Promise<StoredContent> {
    return this.putStream(createReadStream(path), mediaType);
  }

  /** Where content of this digest is, or would be. */
  path(digest: string): string {
    return join(this.#folder, digest.slice(0, 2), digest.slice(2));
  }

  /** All bytes of stored content. */
  read(digest: string): Promise<Uint8Array> {
    return readFile(this.path(digest));
  }

  /** A collector that keeps up to `memoryBytes` in memory and the rest in a temporary file of this store. */
  spool(memoryBytes: number): Spool {
    return new Spool(memoryBytes, this.#previewBytes, {
      temporaryFile: () => this.temporaryFile(),
      adopt: (path, digest, size, mediaType, head) => this.#adopt(path, digest, size, mediaType, head),
      put: (bytes, mediaType) => this.put(bytes, mediaType),
    });
  }

  /** A path for a temporary file next to the store, in a folder that exists. The caller removes the file. */
  temporaryPath(): Soon<string> {
    return whenThere(this.#prepare(), () => {
      this.#counter += 1;
      return `${this.#temporaryStem}-${this.#counter}`;
    });
  }

  /** A new temporary file, open for writing. */
  async temporaryFile(): Promise<TemporaryFile> {
    return TemporaryFile.create(await this.temporaryPath());
  }

  async #adopt(
    path: string,
    digest: string,
    size: number,
    mediaType: string,
    head: Uint8Array,
  ): Promise<StoredContent> {
    if (await this.holds(digest, size)) await rm(path, { force: true });
    else await this.#moveIn(path, digest);
    return this.#describe(digest, size, mediaType, head);
  }

  /**
   * Whether the content is there; if so, it becomes new, as old content may be removed. A file of the right name but
   * another size was cut short by a power failure and counts as none.
   */
  async holds(digest: string, size: number): Promise<boolean> {
    const path = this.path(digest);
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== size) return false;
    const now = new Date();
    return utimes(path, now, now).then(
      () => true,
      () => false,
    );
  }

  async #moveIn(temporary: string, digest: string): Promise<void> {
    const shard = digest.slice(0, 2);
    if (!this.#shards.has(shard)) {
      await makeFolder(join(this.#folder, shard), this.#folderMode);
      this.#shards.add(shard);
    }
    await rename(temporary, this.path(digest));
  }

  #describe(digest: string, size: number, mediaType: string, head: Uint8Array): StoredContent {
    const preview = previewOf(head, mediaType, this.#previewBytes);
    return { digest, size, mediaType, path: this.path(digest), preview };
  }

  #prepare(): Soon<void> {
    if (this.#isPrepared) return;
    this.#preparing ??= prepareTemporaryFolder(join(this.#folder, 'tmp'), this.#folderMode).then(() => {
      this.#isPrepared = true;
    });
    return this.#preparing;
  }
}

async function makeFolder(folder: string, mode: number | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, ...(mode !== undefined && { mode }) });
}

async function prepareTemporaryFolder(folder: string, mode: number | undefined): Promise<void> {
  await makeFolder(folder, mode);
  const now = Date.now();
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && now - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
