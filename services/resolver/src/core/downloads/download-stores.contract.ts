import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DownloadAttempt, DownloadRecord } from './model.js';
import type { DownloadStore, QuarantinedFile, QuarantineStore } from './ports.js';

const never = new AbortController().signal;
const now = 1_800_000_000_000;
const file = { path: '/staging/a.mp3', source: 'kuwo', remoteId: '7', sha256: 'ab' } as DownloadRecord['file'];
const error = { code: 'unavailable', message: 'nobody answers', hint: 'Ask later.' } as const;

/** A queued download. */
function download(id: string, more: Partial<DownloadRecord> = {}): DownloadRecord {
  const request = { target: { title: id }, sources: ['kuwo'], qualityProfile: 'any' };
  const waiting = { requestKey: `key of ${id}`, request, holder: 'job 1', state: 'queued', attempts: [], released: false };
  return { id, ...waiting, createdAt: now, updatedAt: now, ...more } as unknown as DownloadRecord;
}

function attempt(source: string, outcome: DownloadAttempt['outcome']): DownloadAttempt {
  return { source, remoteId: '7', outcome, code: 'unavailable', message: 'no', startedAt: now, elapsedMs: 12 };
}

/** An empty store, and what removes it. */
type Opened<Store> = { readonly store: Store; close(): Promise<void> };

/** The contract of every store of downloads. */
export function describeDownloadStore(name: string, open: () => Promise<Opened<DownloadStore>>): void {
  describe(`when ${name} keeps downloads`, () => {
    let store: DownloadStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    const ended = async (id: string, requestKey = `key of ${id}`): Promise<void> => {
      await store.create(download(id, { requestKey }));
      await store.change(id, { state: 'running' }, now + 1);
      await store.change(id, { state: 'succeeded', file }, now + 2);
    };
    const states = async (...ids: string[]) => (await store.get(ids)).map(({ state }) => state);

    it('returns what was stored, in the order of the ids, without unknown ones', async () => {
      await store.create(download('a'));
      await store.create(download('b'));
      const found = await store.get(['b', 'nobody', 'a']);
      expect(found.map(({ id }) => id)).toEqual(['b', 'a']);
      expect(found[1]).toMatchObject(download('a'));
    });

    it('gives an equal active request its new holder, and stores a new one once that has ended', async () => {
      const first = await store.create(download('a', { requestKey: 'same' }));
      const second = await store.create(download('b', { requestKey: 'same', holder: 'job 2' }));
      expect([first.created, second.created]).toEqual([true, false]);
      expect(second.record).toMatchObject({ id: 'a', holder: 'job 2' });
      await store.change('a', { state: 'canceled', error: { ...error, code: 'canceled' } }, now);
      expect(await store.create(download('b', { requestKey: 'same' }))).toMatchObject({ created: true, record: { id: 'b' } });
    });

    it('makes only the changes that the table of states allows', async () => {
      await store.create(download('a'));
      await expect(store.change('a', { state: 'succeeded', file }, now)).rejects.toMatchObject({ code: 'failed_precondition' });
      await expect(store.change('nobody', { state: 'running' }, now)).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.change('a', { state: 'running' }, now + 1)).toMatchObject({ state: 'running', updatedAt: now + 1 });
      expect(await store.change('a', { state: 'failed', error }, now + 2)).toMatchObject({ state: 'failed', error, endedAt: now + 2 });
      expect(await store.change('a', { state: 'succeeded', file }, now + 3)).toMatchObject({ file, error: undefined, endedAt: now + 3 });
    });

    it('keeps attempts in the order they were made', async () => {
      await store.create(download('a'));
      await store.create(download('b'));
      const made = [attempt('kuwo', 'failed'), attempt('migu', 'nothing_found'), attempt('qq', 'refused')];
      for (const one of made) await store.addAttempt('a', one);
      await store.addAttempt('b', attempt('qq', 'succeeded'));
      expect((await store.get(['a']))[0]?.attempts).toEqual(made);
    });

    it('finds the newest ready file until it is released', async () => {
      await ended('a', 'same');
      await ended('b', 'same');
      expect((await store.ready('same'))?.id).toBe('b');
      await store.release('b', now + 5);
      expect((await store.ready('same'))?.id).toBe('a');
      await store.releaseUnclaimed(now + 3, now + 6);
      expect(await store.ready('same')).toBeUndefined();
      expect((await store.get(['a', 'b'])).map(({ released, updatedAt }) => [released, updatedAt])).toEqual([
        [true, now + 6],
        [true, now + 5],
      ]);
    });

    it('lists page by page, newest first, filtered by state on request', async () => {
      for (const id of ['a', 'b', 'c']) await store.create(download(id));
      await store.change('b', { state: 'canceled', error: { ...error, code: 'canceled' } }, now);
      const first = await store.list({ states: [], limit: 2, before: undefined });
      expect(first.records.map(({ id }) => id)).toEqual(['c', 'b']);
      const rest = await store.list({ states: [], limit: 2, before: first.next });
      expect(rest).toMatchObject({ records: [{ id: 'a' }], next: undefined });
      const waiting = await store.list({ states: ['queued', 'running'], limit: 5, before: undefined });
      expect(waiting.records.map(({ id }) => id)).toEqual(['c', 'a']);
    });

    it('knows what runs and waits, and which files are still needed', async () => {
      for (const id of ['a', 'b', 'c']) await store.create(download(id));
      await store.change('b', { state: 'running' }, now);
      await ended('d');
      await ended('e');
      await store.release('e', now);
      expect((await store.active()).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
      expect(await store.staged()).toEqual(new Set(['a', 'b', 'c', 'd']));
    });

    it('requeues what the end of a process interrupted', async () => {
      await store.create(download('a'));
      await store.create(download('b'));
      await ended('c');
      await store.change('b', { state: 'running' }, now);
      await store.recover(now + 9);
      expect(await states('a', 'b', 'c')).toEqual(['queued', 'queued', 'succeeded']);
    });

    it('gives a file a new holder', async () => {
      await ended('a');
      expect(await store.assign('a', 'job 9')).toMatchObject({ id: 'a', holder: 'job 9', file });
    });
  });
}

/** The contract of every store of quarantined files. @param open also gives the store of downloads it belongs to */
export function describeQuarantineStore(
  name: string,
  open: () => Promise<Opened<{ readonly quarantine: QuarantineStore; readonly downloads: DownloadStore }>>,
): void {
  describe(`when ${name} keeps quarantined files`, () => {
    let quarantine: QuarantineStore;
    let downloads: DownloadStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({
        store: { quarantine, downloads },
        close,
      } = await open());
    });
    afterEach(() => close());

    const held = (id: string, more: Partial<QuarantinedFile> = {}): QuarantinedFile =>
      ({
        ...{
          id,
          downloadId: 'a',
          path: `/quarantine/${id}`,
          source: 'kuwo',
          remoteId: `track ${id}`,
          reason: 'zeros',
          detail: 'all of it',
        },
        ...{ sha256: 'ab', fileSizeBytes: 90_000, audio: { ext: 'mp3', durationMs: 3000 }, state: 'held', createdAt: now, ...more },
      }) as QuarantinedFile;

    it('returns what was held', async () => {
      await quarantine.hold(held('1'));
      await quarantine.hold(held('2', { audio: undefined }));
      expect([await quarantine.get('1'), await quarantine.get('2')]).toEqual([held('1'), held('2', { audio: undefined })]);
      expect(await quarantine.get('3')).toBeUndefined();
    });

    it('decides once', async () => {
      await quarantine.hold(held('1'));
      expect(await quarantine.decide('1', 'approved')).toEqual(held('1', { state: 'approved', path: undefined }));
      await expect(quarantine.decide('1', 'rejected')).rejects.toMatchObject({ code: 'failed_precondition' });
      await expect(quarantine.decide('2', 'rejected')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('lists page by page, newest first, including decided ones on request', async () => {
      for (const id of ['1', '2', '3', '4']) await quarantine.hold(held(id));
      await quarantine.decide('3', 'rejected');
      const ids = ({ files }: { readonly files: readonly QuarantinedFile[] }): string[] => files.map(({ id }) => id);
      const first = await quarantine.list({ includeDecided: false, limit: 2, before: undefined });
      expect(ids(first)).toEqual(['4', '2']);
      const rest = await quarantine.list({ includeDecided: false, limit: 2, before: first.next });
      expect([ids(rest), rest.next]).toEqual([['1'], undefined]);
      expect(ids(await quarantine.list({ includeDecided: true, limit: 9, before: undefined }))).toEqual(['4', '3', '2', '1']);
    });

    it('knows the held files beyond the newest ones, oldest first', async () => {
      for (const id of ['1', '2', '3', '4']) await quarantine.hold(held(id));
      await quarantine.decide('1', 'expired');
      expect((await quarantine.heldBeyond(1)).map(({ id }) => id)).toEqual(['2', '3']);
      expect(await quarantine.heldBeyond(3)).toEqual([]);
    });

    it('knows the tracks held for an equal request until they are decided', async () => {
      await downloads.create(download('a', { requestKey: 'same' }));
      await downloads.create(download('other'));
      await quarantine.hold(held('1'));
      await quarantine.hold(held('2'));
      await quarantine.hold(held('3', { downloadId: 'other' }));
      await quarantine.decide('2', 'rejected');
      const ids = ['track 1', 'track 2', 'track 3'];
      expect(await quarantine.heldTracks('same', 'kuwo', ids, never)).toEqual(new Set(['track 1']));
      expect(await quarantine.heldTracks('same', 'migu', ids, never)).toEqual(new Set());
      expect(await quarantine.heldTracks('same', 'kuwo', [], never)).toEqual(new Set());
    });
  });
}
