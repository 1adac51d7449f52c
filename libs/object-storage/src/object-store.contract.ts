import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256Of } from './digests.js';
import type { ObjectStore, PartUpload, StoredPart } from './object-store.js';

const mebibyte = 1024 * 1024;
const partBytes = 5 * mebibyte;
const audio = { contentType: 'audio/flac' };
const { signal } = new AbortController();

function bytesOf(size: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const words = new Uint32Array(Math.ceil(size / 4)).map(() => Math.floor(random() * 2 ** 32));
  return new Uint8Array(words.buffer, 0, size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** @param canList whether unfinished uploads and their parts can be listed */
export function itIsAnObjectStore(open: () => Promise<ObjectStore>, { canList = true } = {}): void {
  let store: ObjectStore;
  let folder: string;
  beforeAll(async () => {
    store = await open();
    folder = await mkdtemp(join(tmpdir(), 'objects-'));
  });
  afterAll(async () => {
    store.close();
    await rm(folder, { recursive: true });
  });

  const fileOf = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };

  /** Stores two parts of the file and breaks off; what an uploader would have written down. */
  async function brokenOff(key: string, file: string): Promise<PartUpload> {
    let upload: PartUpload | undefined;
    const parts: StoredPart[] = [];
    const leaving = new AbortController();
    const options = {
      ...{ ...audio, partBytes, wholeBytes: partBytes, partsAtOnce: 1 },
      onStart: async (begun: PartUpload) => {
        upload = begun;
      },
      onPart: async (part: StoredPart) => void (parts.push(part) === 2 && leaving.abort()),
    };
    await expect(store.putFile(key, file, options, leaving.signal)).rejects.toMatchObject({ code: 'canceled' });
    return { ...upload!, parts };
  }

  describe('objects', () => {
    it('are read as they were stored, whole and in part', async () => {
      const bytes = bytesOf(300_000, 1);
      const outcome = await store.put('中文/歌 (1)+&.flac', bytes, { ...audio, metadata: { sha256: sha256Of(bytes) } }, signal);
      expect(outcome).toMatchObject({ sizeBytes: 300_000, sha256: sha256Of(bytes) });
      expect(await store.head('中文/歌 (1)+&.flac', signal)).toMatchObject({
        sizeBytes: 300_000,
        etag: outcome.etag,
        metadata: { sha256: sha256Of(bytes) },
      });
      expect(sha256Of((await store.read('中文/歌 (1)+&.flac', { maxBytes: 300_000 }, signal))!)).toBe(sha256Of(bytes));
      const part = await store.read('中文/歌 (1)+&.flac', { range: [100, 109], maxBytes: 10 }, signal);
      expect([...part!]).toEqual([...bytes.subarray(100, 110)]);
    });

    it('that are not there are no fault', async () => {
      expect(await store.head('nothing', signal)).toBeUndefined();
      expect(await store.read('nothing', { maxBytes: 10 }, signal)).toBeUndefined();
      expect(await store.download('nothing', join(folder, 'nothing'), { maxBytes: 10 }, signal)).toBeUndefined();
      await store.remove('nothing', signal);
    });

    it('may be empty', async () => {
      await store.put('empty', new Uint8Array(), audio, signal);
      expect(await store.read('empty', { maxBytes: 0 }, signal)).toHaveLength(0);
    });

    it('are replaced by a second one of the same key, and are gone once removed', async () => {
      await store.put('one', bytesOf(10, 1), audio, signal);
      await store.put('one', bytesOf(20, 2), audio, signal);
      expect(await store.head('one', signal)).toMatchObject({ sizeBytes: 20 });
      await store.remove('one', signal);
      expect(await store.head('one', signal)).toBeUndefined();
    });

    it('larger than allowed are refused', async () => {
      await store.put('large', bytesOf(1000, 3), audio, signal);
      await expect(store.read('large', { maxBytes: 999 }, signal)).rejects.toMatchObject({ code: 'data_corrupt' });
      await expect(store.download('large', join(folder, 'large'), { maxBytes: 999 }, signal)).rejects.toMatchObject({
        code: 'data_corrupt',
      });
    });

    it('are downloaded from where an earlier try ended, and no other object in their place', async () => {
      const bytes = bytesOf(500_000, 4);
      const { etag } = await store.put('rest', bytes, audio, signal);
      const file = await fileOf('rest', bytes.subarray(0, 123_456));
      expect(await store.download('rest', file, { fromByte: 123_456, maxBytes: 500_000, etag }, signal)).toBe(500_000);
      expect(sha256Of(await readFile(file))).toBe(sha256Of(bytes));
      await store.put('rest', bytesOf(500_000, 5), audio, signal);
      const again = store.download('rest', file, { fromByte: 1, maxBytes: 500_000, etag }, signal);
      await expect(again).rejects.toMatchObject({ code: 'data_corrupt' });
    });

    it('are listed in order, below a prefix and behind a key', async () => {
      for (const key of ['list/b', 'list/a', 'list/c', 'listed']) await store.put(key, bytesOf(5, 1), audio, signal);
      expect((await all(store.list('list/', signal))).map(({ key }) => key)).toEqual(['list/a', 'list/b', 'list/c']);
      expect(await all(store.list('list/', signal, 'list/b'))).toMatchObject([{ key: 'list/c', sizeBytes: 5 }]);
    });

    it('are not touched once the caller has left', async () => {
      await expect(store.put('left', bytesOf(5, 1), audio, AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' });
      expect(await store.head('left', signal)).toBeUndefined();
    });
  });

  describe('files', () => {
    it('arrive whole, small ones in one request and large ones in parts', async () => {
      for (const size of [1000, 12 * mebibyte + 7]) {
        const bytes = bytesOf(size, size);
        const file = await fileOf('song.flac', bytes);
        const progress: number[] = [];
        const outcome = await store.putFile(
          `files/${size}`,
          file,
          { ...audio, partBytes, wholeBytes: partBytes, sha256: sha256Of(bytes), onProgress: (done) => void progress.push(done) },
          signal,
        );
        expect(outcome).toMatchObject({ sizeBytes: size, sha256: sha256Of(bytes) });
        expect(sha256Of((await store.read(`files/${size}`, { maxBytes: size }, signal))!)).toBe(sha256Of(bytes));
        expect(progress.at(-1)).toBe(size);
      }
    });

    it('that are not the ones that were meant never become an object', async () => {
      for (const size of [1000, 6 * mebibyte]) {
        const file = await fileOf('other.flac', bytesOf(size, 9));
        const storing = store.putFile(
          'other',
          file,
          { ...audio, partBytes, wholeBytes: partBytes, sha256: sha256Of(bytesOf(5, 5)) },
          signal,
        );
        await expect(storing).rejects.toMatchObject({ code: 'failed_precondition' });
        expect(await store.head('other', signal)).toBeUndefined();
      }
      if (canList) expect(await all(store.uploads('other', signal))).toEqual([]);
    });

    it('that are not there are said to be missing', async () => {
      await expect(store.putFile('gone', join(folder, 'gone'), audio, signal)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('are gone on with after the process died, and only the missing parts are sent', async () => {
      const bytes = bytesOf(16 * mebibyte, 11);
      const file = await fileOf('broken.flac', bytes);
      const resume = await brokenOff('broken', file);
      expect(await store.head('broken', signal)).toBeUndefined();
      const sent: number[] = [];
      const options = {
        ...audio,
        partBytes,
        wholeBytes: partBytes,
        resume,
        onPart: async ({ number }: StoredPart) => void sent.push(number),
      };
      await store.putFile('broken', file, options, signal);
      expect(sent.sort()).toEqual([3, 4]);
      expect(sha256Of((await store.read('broken', { maxBytes: bytes.length }, signal))!)).toBe(sha256Of(bytes));
    });

    it('that changed since are stored as they are now', async () => {
      const file = await fileOf('changed.flac', bytesOf(16 * mebibyte, 12));
      const resume = await brokenOff('changed', file);
      const now = bytesOf(16 * mebibyte, 13);
      await writeFile(file, now);
      await store.putFile('changed', file, { ...audio, partBytes, wholeBytes: partBytes, resume }, signal);
      expect(sha256Of((await store.read('changed', { maxBytes: now.length }, signal))!)).toBe(sha256Of(now));
      await writeFile(file, now.subarray(0, 11 * mebibyte));
      await store.putFile('changed', file, { ...audio, partBytes, wholeBytes: partBytes, resume }, signal);
      expect(await store.head('changed', signal)).toMatchObject({ sizeBytes: 11 * mebibyte });
    });

    it('begin anew when the store has forgotten the upload', async () => {
      const bytes = bytesOf(11 * mebibyte, 14);
      const file = await fileOf('forgotten.flac', bytes);
      const resume = await brokenOff('forgotten', file);
      await store.abortUpload('forgotten', resume.uploadId, signal);
      await store.putFile('forgotten', file, { ...audio, partBytes, wholeBytes: partBytes, resume }, signal);
      expect(sha256Of((await store.read('forgotten', { maxBytes: bytes.length }, signal))!)).toBe(sha256Of(bytes));
    });
  });

  describe('unfinished uploads', () => {
    it('are listed where the store can, and are gone once given up', async () => {
      const file = await fileOf('orphan.flac', bytesOf(11 * mebibyte, 15));
      const { uploadId } = await brokenOff('orphans/one', file);
      if (!canList) {
        await expect(all(store.uploads('orphans/', signal))).rejects.toMatchObject({ code: 'unsupported' });
      } else {
        expect(await all(store.uploads('orphans/', signal))).toMatchObject([{ key: 'orphans/one', uploadId }]);
      }
      await store.abortUpload('orphans/one', uploadId, signal);
      await store.abortUpload('orphans/one', uploadId, signal);
      if (canList) expect(await all(store.uploads('orphans/', signal))).toEqual([]);
    });
  });

  describe('signed addresses', () => {
    it('are the same within a bucket of time, and good for at least what was asked', async () => {
      const now = Date.UTC(2026, 0, 1, 12, 7);
      const options = { bucketSeconds: 600, ttlSeconds: 900 };
      const one = await store.presignGet('song.flac', { now, ...options });
      expect(await store.presignGet('song.flac', { now: now + 60_000, ...options })).toEqual(one);
      expect((await store.presignGet('song.flac', { now: now + 600_000, ...options })).url).not.toBe(one.url);
      expect(one.expiresAt).toBeGreaterThanOrEqual(now + 900_000);
    });
  });
}
