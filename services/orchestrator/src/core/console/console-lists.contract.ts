import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { History } from '../../../test/memory/memory-history.js';
import type { CatalogueLists, NamePlace, PlaylistEntry, SongEntry } from './catalogue-lists.js';
import type { JobHistory } from './job-history.js';

/** The data for the lists. */
export interface Listed extends History {
  readonly playlists: readonly PlaylistEntry[];
  readonly songs: readonly SongEntry[];
  /** Songs that are one recording, by the id of the first. */
  readonly recordings: readonly { readonly songIds: readonly number[]; readonly acrossPlatforms: boolean }[];
}

export interface OpenLists {
  readonly lists: CatalogueLists;
  readonly history: JobHistory;
  close(): Promise<void>;
}

const playlist = (id: number, name: string, syncStatus = 'synced'): PlaylistEntry => {
  const unknown = { coverUrl: undefined, lastSyncedAt: undefined, lastError: undefined };
  return { id, platform: 'qq', remoteId: `p${id}`, name, playCount: 0, songCount: 0, syncStatus, isFollowed: false, ...unknown };
};
const song = (id: number, name: string, fileCount: 0 | 1 = 0, fileOf?: number): SongEntry => {
  const status = fileCount === 0 && fileOf === undefined ? 'missing' : 'downloaded';
  const about = { singers: undefined, ext: undefined, fileSizeBytes: undefined, status, fileCount } as const;
  const holder = fileOf === undefined ? undefined : { id: fileOf, platform: 'qq', remoteId: `s${fileOf}` };
  const details = { file: undefined, album: undefined, durationMs: undefined, cover: undefined };
  return { id, platform: 'qq', remoteId: `s${id}`, name, ...about, fileOf: holder, ...details };
};

const listed: Listed = {
  playlists: [playlist(1, 'beta'), playlist(2, 'Alpha', 'failed'), playlist(3, 'alpha'), playlist(4, '七里香')],
  songs: [song(1, 'b'), song(2, 'A', 1), song(3, 'ab'), song(4, 'aB', 1), song(5, '七')],
  recordings: [],
  openJobs: [1, 3],
  events: [1, 2, 3].map((id) => ({ id, jobId: id === 2 ? 2 : 1, itemId: undefined, type: 'x', message: `event ${id}`, createdAt: 1000 })),
};

/** The contract of all console lists; `open` fills a catalogue with the given data. */
export function consoleListsContract(name: string, open: (listed: Listed) => Promise<OpenLists>): void {
  describe(`when the console lists what is stored ${name}`, () => {
    let opened: OpenLists;
    beforeEach(async () => {
      opened = await open(listed);
    });
    afterEach(() => opened.close());

    it('lists playlists by folded name and in pages', async () => {
      const { lists } = opened;
      const all = await lists.playlists({ limit: 9 });
      expect(all.map(({ id }) => id)).toEqual([2, 3, 1, 4]);
      expect(all[3]).toEqual(listed.playlists[3]);
      expect((await lists.playlists({ after: { name: 'alpha', id: 2 }, limit: 1 })).map(({ id }) => id)).toEqual([3]);
      expect((await lists.playlists({ name: 'AL', status: 'synced', limit: 9 })).map(({ id }) => id)).toEqual([3]);
    });

    it('lists the songs of one platform by name, in pages', async () => {
      const { lists } = opened;
      expect((await lists.songs({ platform: 'qq', limit: 9 })).songs.map(({ id }) => id)).toEqual([2, 3, 4, 1, 5]);
      expect((await lists.songs({ platform: 'qq', name: 'a', after: { name: 'ab', id: 3 }, limit: 9 })).songs.map(({ id }) => id)).toEqual([
        4,
      ]);
      expect((await lists.songs({ platform: 'qq', status: 'missing', limit: 9 })).songs.map(({ id }) => id)).toEqual([3, 1, 5]);
      expect(await lists.songs({ platform: 'kuwo', limit: 9 })).toEqual({ songs: [], next: undefined });
    });

    it('lists songs by name, or by id when filtered by status alone', async () => {
      const { lists } = opened;
      expect((await lists.songs({ limit: 9 })).songs.map(({ id }) => id)).toEqual([2, 3, 4, 1, 5]);
      expect((await lists.songs({ name: 'ab', limit: 9 })).songs.map(({ id }) => id)).toEqual([3, 4]);
      expect((await lists.songs({ status: 'missing', limit: 9 })).songs.map(({ id }) => id)).toEqual([1, 3, 5]);
      expect((await lists.songs({ status: 'missing', after: { name: '', id: 1 }, limit: 1 })).songs.map(({ id }) => id)).toEqual([3]);
      expect((await lists.songs({ name: 'a', status: 'downloaded', limit: 9 })).songs.map(({ id }) => id)).toEqual([2, 4]);
      expect(await lists.counts()).toEqual({ songs: 5, downloadedSongs: 2, playlists: 4, artists: 0, activeFiles: 2, goneSongs: 0 });
    });

    it('leaves out songs that are gone unless they are asked for, also from counts', async () => {
      await opened.close();
      const gone = { ...song(6, 'ab'), status: 'gone' } as const;
      opened = await open({ ...listed, songs: [...listed.songs, gone, { ...gone, id: 7, remoteId: 's7', name: 'b' }] });
      const { lists } = opened;
      const idsOf = async (query: Parameters<typeof lists.songs>[0]) => (await lists.songs(query)).songs.map(({ id }) => id);
      expect([await idsOf({ limit: 9 }), await idsOf({ name: 'ab', limit: 9 })]).toEqual([
        [2, 3, 4, 1, 5],
        [3, 4],
      ]);
      expect(await idsOf({ status: 'missing', limit: 9 })).toEqual([1, 3, 5]);
      expect((await lists.songs({ status: 'gone', limit: 1 })).songs).toEqual([gone]);
      expect(await idsOf({ status: 'gone', after: gone, limit: 9 })).toEqual([7]);
      expect(await idsOf({ status: 'gone', name: 'ab', limit: 9 })).toEqual([6]);
      expect(await lists.counts()).toMatchObject({ songs: 5, goneSongs: 2, downloadedSongs: 2 });
    });

    it('takes the file of a linked song for that of the song, in lists and counts', async () => {
      await opened.close();
      opened = await open({
        ...listed,
        songs: [
          song(1, 'a', 0, 4),
          song(2, 'b', 1),
          song(3, 'c'),
          song(4, 'd', 1),
          song(5, 'e', 0, 4),
          song(6, 'f'),
          song(7, 'g'),
          song(8, 'h', 1),
        ],
        recordings: [
          { songIds: [1, 4, 5], acrossPlatforms: true },
          { songIds: [3, 6], acrossPlatforms: true },
          // Copies of one platform are no link.
          { songIds: [7, 8], acrossPlatforms: false },
        ],
      });
      const { lists } = opened;
      const named = (ids: readonly SongEntry[]) => ids.map(({ id, status, fileOf }) => [id, status, fileOf?.id]);
      expect(named((await lists.songs({ limit: 9 })).songs)).toEqual([
        [1, 'downloaded', 4],
        [2, 'downloaded', undefined],
        [3, 'missing', undefined],
        [4, 'downloaded', undefined],
        [5, 'downloaded', 4],
        [6, 'missing', undefined],
        [7, 'missing', undefined],
        [8, 'downloaded', undefined],
      ]);
      expect((await lists.songs({ limit: 1 })).songs[0]?.fileOf).toEqual({ id: 4, platform: 'qq', remoteId: 's4' });
      const walked = async (status: 'downloaded' | 'missing', name?: string): Promise<number[]> => {
        const ids: number[] = [];
        for (let after: NamePlace | undefined; ; ) {
          const { songs, next } = await lists.songs({ status, name, after, limit: 1 });
          ids.push(...songs.map(({ id }) => id));
          if (next === undefined) return ids;
          after = next;
        }
      };
      expect([await walked('downloaded'), await walked('downloaded', '')]).toEqual([
        [1, 2, 4, 5, 8],
        [1, 2, 4, 5, 8],
      ]);
      expect([await walked('missing'), await walked('missing', '')]).toEqual([
        [3, 6, 7],
        [3, 6, 7],
      ]);
      expect(await lists.counts()).toMatchObject({ songs: 8, downloadedSongs: 5, activeFiles: 3 });
    });

    it('lists the history of jobs newest first, or ascending after a given event', async () => {
      const { history } = opened;
      expect(await history.openJobs(9)).toEqual([3, 1]);
      expect(await history.openJobs(1)).toEqual([3]);
      expect(await history.eventsOf(1, { limit: 9 })).toEqual([listed.events[2], listed.events[0]]);
      expect((await history.eventsOf(1, { before: 3, limit: 9 })).map(({ id }) => id)).toEqual([1]);
      expect((await history.eventsAfter(1, 1)).map(({ id }) => id)).toEqual([2]);
      expect(await history.newestEvent()).toBe(3);
    });
  });
}
