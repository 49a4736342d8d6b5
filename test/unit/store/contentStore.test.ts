import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContentStore } from '../../../runner/store/contentStore.ts';
import { listContent, removeOldContent } from '../../../runner/store/removeOldContent.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let store: ContentStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  store = new ContentStore(join(folder, 'store'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const temporaryFiles = () => readdir(join(folder, 'store', 'tmp'));

describe('a content store', () => {
  test('keeps bytes under their digest, in a folder of its first two digits', async () => {
    const bytes = Buffer.from('hello');
    const content = await store.put(bytes, 'text/plain');
    expect(content).toEqual({
      digest: sha256(bytes),
      size: 5,
      mediaType: 'text/plain',
      preview: 'hello',
      path: join(folder, 'store', sha256(bytes).slice(0, 2), sha256(bytes).slice(2)),
    });
    expect(Buffer.from(await store.read(content.digest))).toEqual(bytes);
    expect((await stat(content.path)).mode & 0o222).toBe(0);
    expect(await temporaryFiles()).toEqual([]);
  });

  test('has content of another store, which may then be removed', async () => {
    const other = new ContentStore(join(folder, 'other'), { isPrivate: true });
    const content = await other.put(Buffer.from('shared'), 'text/plain');
    expect((await stat(join(folder, 'other'))).mode & 0o777).toBe(0o700);
    const shared = await store.share(content);
    expect(await store.share(content)).toEqual(shared);
    await rm(join(folder, 'other'), { recursive: true });
    expect(shared).toEqual({ ...content, path: store.path(content.digest) });
    expect(await readFile(shared.path, 'utf8')).toBe('shared');
    expect(await temporaryFiles()).toEqual([]);
  });

  test('writes the same content once, also when several runners do it at the same time', async () => {
    const stores = Array.from({ length: 8 }, () => new ContentStore(join(folder, 'store')));
    const contents = await Promise.all(stores.map((one) => one.put(Buffer.from('same'), 'text/plain')));
    expect(new Set(contents.map((content) => content.path)).size).toBe(1);
    expect(await readFile(contents[0]?.path ?? '', 'utf8')).toBe('same');
    expect(await temporaryFiles()).toEqual([]);
  });

  test('replaces content that a power failure has cut short', async () => {
    const { path, digest } = await store.put(Buffer.from('whole content'), 'text/plain');
    await chmod(path, 0o600);
    await truncate(path, 3);
    await store.put(Buffer.from('whole content'), 'text/plain');
    expect(Buffer.from(await store.read(digest)).toString()).toBe('whole content');
  });

  test('stores a stream and leaves nothing of one that breaks', async () => {
    async function* pieces(breaks: boolean) {
      yield Buffer.from('one ');
      if (breaks) throw new Error('line cut');
      yield Buffer.from('two');
    }
    const content = await store.putStream(pieces(false), 'text/plain');
    expect(content).toMatchObject({ digest: sha256(Buffer.from('one two')), size: 7, preview: 'one two' });
    await expect(store.putStream(pieces(true), 'text/plain')).rejects.toThrow('line cut');
    expect(await temporaryFiles()).toEqual([]);
  });

  test('removes temporary files that a killed runner left a day ago, and no younger ones', async () => {
    await mkdir(join(folder, 'store', 'tmp'), { recursive: true });
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
    await writeFile(join(folder, 'store', 'tmp', 'old'), '');
    await utimes(join(folder, 'store', 'tmp', 'old'), twoDaysAgo, twoDaysAgo);
    await writeFile(join(folder, 'store', 'tmp', 'young'), '');
    await store.put(Buffer.from('x'), 'text/plain');
    expect(await temporaryFiles()).toEqual(['young']);
  });

  test('previews whole characters of text and nothing of other content', async () => {
    const small = new ContentStore(join(folder, 'store'), { previewBytes: 5 });
    expect((await small.put(Buffer.from('aaaéé'), 'text/plain')).preview).toBe('aaaé');
    expect((await small.put(Buffer.from('aaaaé'), 'application/json')).preview).toBe('aaaa');
    expect((await small.put(Buffer.from('aaaaa'), 'image/png')).preview).toBe('');
  });
});

describe('old content', () => {
  const HOUR_MS = 3_600_000;

  async function storedLongAgo(text: string): Promise<string> {
    const { path } = await store.put(Buffer.from(text), 'text/plain');
    const past = new Date(Date.now() - 2 * HOUR_MS);
    await utimes(path, past, past);
    return path;
  }

  test('is removed, what was stored or stored again since is not', async () => {
    const old = await storedLongAgo('old');
    const again = await storedLongAgo('again');
    await store.put(Buffer.from('again'), 'text/plain');
    const { path: fresh } = await store.put(Buffer.from('fresh'), 'text/plain');
    await removeOldContent(join(folder, 'store'), await listContent(join(folder, 'store')), Date.now() - HOUR_MS);
    await expect(stat(old)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await stat(again)).size).toBe(5);
    expect((await stat(fresh)).size).toBe(5);
  });

  test('of a store that was never made is none', async () => {
    await expect(listContent(join(folder, 'nowhere'))).resolves.toEqual([]);
  });
});

describe('a spool', () => {
  test('gives back what was appended, in memory up to its limit and stored beyond it', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat({ max: 120 }), async (pieces, limit) => {
        const whole = Buffer.concat(pieces);
        const spool = store.spool(limit);
        for (const piece of pieces) await spool.append(piece);
        const spooled = await spool.finish('application/octet-stream');
        expect('bytes' in spooled).toBe(whole.length <= limit);
        if ('content' in spooled) {
          expect(spooled.content).toMatchObject({ digest: sha256(whole), size: whole.length });
        }
        const bytes = 'bytes' in spooled ? spooled.bytes : await store.read(spooled.content.digest);
        expect(Buffer.from(bytes)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
    expect(await temporaryFiles()).toEqual([]);
  });

  test('keeps no hold of the buffers that it was given', async () => {
    const spool = store.spool(100);
    const buffer = Buffer.from('before');
    await spool.append(buffer);
    buffer.fill('x');
    const spooled = await spool.finish('text/plain');
    expect('bytes' in spooled && Buffer.from(spooled.bytes).toString()).toBe('before');
  });

  test('leaves nothing when it is discarded', async () => {
    const spool = store.spool(1);
    await spool.append(Buffer.from('more than one'));
    await spool.discard();
    expect(await temporaryFiles()).toEqual([]);
  });

  test('previews the beginning of what went to a file', async () => {
    const spool = new ContentStore(join(folder, 'store'), { previewBytes: 4 }).spool(0);
    for (const piece of ['ab', 'c', 'def']) await spool.append(Buffer.from(piece));
    expect(await spool.store('text/plain')).toMatchObject({ preview: 'abcd', size: 6 });
  });
});
