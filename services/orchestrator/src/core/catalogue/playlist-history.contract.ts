import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listed, type OpenCatalogue, track } from './catalogue-stores.contract.js';
import type { CatalogueStores } from './catalogue-stores.js';
import type { PlaylistHistory } from './playlist-history.js';

export interface OpenHistory extends OpenCatalogue<CatalogueStores> {
  readonly history: PlaylistHistory;
}

const signal = new AbortController().signal;

/** The contract of what is known of single playlists; each catalogue's spec calls it. */
export function playlistHistoryContract(name: string, open: () => Promise<OpenHistory>): void {
  describe(`when the history of playlists is kept ${name}`, () => {
    let catalogue: OpenHistory;
    let id: number;
    beforeEach(async () => {
      catalogue = await open();
      id = await list('a');
    });
    afterEach(() => catalogue.close());

    const write = <T>(work: (stores: CatalogueStores) => Promise<T>): Promise<T> => catalogue.writer.run(work, { signal });
    const list = async (remoteId: string): Promise<number> =>
      (await write(({ listing }) => listing.save('qq', [listed(remoteId)]))).playlistIds[0] ?? 0;
    const sync = (at: number, remoteIds: readonly string[], playlistId = id, jobId?: number): Promise<void> =>
      write(async ({ songs }) => {
        const tracks = remoteIds.map((remoteId) => track(remoteId));
        await songs.replacePlaylistSongs(playlistId, await songs.save('qq', tracks), at, jobId);
      });
    const entries = (playlistId = id) => catalogue.history.changes(playlistId, { limit: 9 });
    const counts = { addedCount: 0, removedCount: 0, movedCount: 0 };

    it('the first sync is one entry, and one that changes nothing is none', async () => {
      await sync(1_000, ['1', '2'], id, 7);
      await sync(2_000, ['1', '2'], id, 8);
      const [first, ...others] = await entries();
      expect(first).toMatchObject({ ...counts, kind: 'first', addedCount: 2, songCount: 2, changedAt: 1_000, jobId: 7, songs: [] });
      expect(others).toEqual([]);
    });

    it('says which songs came, went and moved, when and by which job, newest first', async () => {
      await sync(1_000, ['1', '2', '3', '5'], id, 7);
      await sync(2_000, ['5', '1', '3', '4'], id, 8);
      await sync(3_000, [], id);
      const [emptied, changed] = await entries();
      expect(changed).toMatchObject({
        ...{ kind: 'changed', addedCount: 1, removedCount: 1, movedCount: 1, songCount: 4, changedAt: 2_000, jobId: 8 },
        songs: [
          { kind: 'removed', name: 'song 2', singers: '周杰伦', from: 2 },
          { kind: 'moved', name: 'song 5', from: 4, to: 1 },
          { kind: 'added', name: 'song 4', to: 4 },
        ],
      });
      expect(emptied).toMatchObject({ ...counts, removedCount: 4, songCount: 0, jobId: undefined });
    });

    it('does not mix playlists, and gives pages', async () => {
      const other = await list('b');
      await sync(1, ['1']);
      await sync(2, ['2'], other);
      await sync(3, ['3']);
      await sync(4, ['4']);
      const [newest, ...rest] = await entries();
      expect([newest, ...rest].map((entry) => entry?.changedAt)).toEqual([4, 3, 1]);
      expect(await catalogue.history.changes(id, { before: newest?.id, limit: 1 })).toEqual(rest.slice(0, 1));
      expect(await entries(99)).toEqual([]);
    });

    it('goes with its playlist', async () => {
      await sync(1, ['1']);
      await write(({ listing }) => listing.removePlaylists([id]));
      expect([await entries(), await catalogue.history.find({ id })]).toEqual([[], undefined]);
    });

    it('shows a playlist with its pools, by its id and as its platform knows it', async () => {
      await sync(1_000, ['1']);
      const shown = await catalogue.history.find({ id });
      expect(shown).toMatchObject({ id, platform: 'qq', remoteId: 'a', name: 'list a', songCount: 1, syncStatus: 'synced' });
      expect(shown).toMatchObject({ lastSyncedAt: '1970-01-01T00:00:01.000Z', pools: [{ kind: 'toplist', name: 'Hot' }] });
      expect(await catalogue.history.find({ platform: 'qq', remoteId: 'a' })).toEqual(shown);
      expect(await catalogue.history.find({ platform: 'kuwo', remoteId: 'a' })).toBeUndefined();
    });

    it('remembers since when a kept playlist is empty, until it is synced', async () => {
      await sync(1_000, ['1']);
      const content = () => catalogue.reader.playlistContent(id, signal);
      expect(await content()).toEqual({ songCount: 1, isChart: true, emptySince: undefined });
      await write(({ songs }) => songs.keepEmptyPlaylist(id, 2_000, 'came back empty'));
      expect(await content()).toEqual({ songCount: 1, isChart: true, emptySince: 2_000 });
      expect(await catalogue.history.find({ id })).toMatchObject({
        emptySince: 2_000,
        syncStatus: 'pending',
        lastError: 'came back empty',
      });
      expect(await catalogue.reader.playlistsToSync('qq', signal)).toMatchObject([{ id }]);
      await sync(3_000, ['1']);
      expect(await content()).toEqual({ songCount: 1, isChart: true, emptySince: undefined });
      expect(await catalogue.reader.playlistContent(99, signal)).toBeUndefined();
    });

    it('tells charts from other playlists by their pools, and one in no pool is no chart', async () => {
      const square = { kind: 'playlist_square', externalId: 'x', name: 'x', url: undefined };
      const { playlistIds } = await write(({ listing }) =>
        listing.save('qq', [listed('b', { pools: [square] }), listed('c', { pools: [] })]),
      );
      for (const playlistId of playlistIds) {
        expect(await catalogue.reader.playlistContent(playlistId, signal)).toMatchObject({ isChart: false, songCount: 0 });
      }
    });

    it('remembers since when a kept pool is empty, until it is listed again', async () => {
      const [pool] = await write(({ listing }) => listing.pools('qq'));
      expect(pool).toMatchObject({ kind: 'toplist', emptySince: undefined });
      await write(({ listing }) => listing.markPoolsEmpty([pool?.id ?? 0], 2_000));
      expect(await write(({ listing }) => listing.pools('qq'))).toEqual([{ ...pool, emptySince: 2_000 }]);
      await list('a');
      expect(await write(({ listing }) => listing.pools('qq'))).toEqual([pool]);
      expect(await write(({ listing }) => listing.pools('kuwo'))).toEqual([]);
    });
  });
}
