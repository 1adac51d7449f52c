import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ListedPlaylist, Track, TrackFile } from '../sources/source-catalog.js';
import type { CatalogueReader } from './catalogue-reader.js';
import type { CatalogueStores, CatalogueWriter } from './catalogue-stores.js';

export interface OpenCatalogue<Stores> {
  readonly writer: CatalogueWriter<Stores>;
  readonly reader: CatalogueReader;
  close(): Promise<void>;
}

const signal = new AbortController().signal;

export const listed = (remoteId: string, over: Partial<ListedPlaylist> = {}): ListedPlaylist => {
  const unknown = { description: undefined, coverUrl: undefined, playCount: 0, version: 'v1' };
  const pools = [{ kind: 'toplist', externalId: 'hot', name: 'Hot', url: undefined }];
  return { remoteId, name: `list ${remoteId}`, pools, ...unknown, ...over };
};

export const track = (remoteId: string, over: Partial<Track> = {}): Track => {
  const unknown = { album: undefined, albumArtist: undefined, durationMs: undefined, isrc: undefined, trackNumber: undefined };
  const more = { discNumber: undefined, year: undefined, genre: undefined, coverUrl: undefined, ext: undefined, fileSizeBytes: undefined };
  return { remoteId, name: `song ${remoteId}`, artists: [{ remoteId: undefined, name: '周杰伦' }], ...unknown, ...more, ...over };
};

export const trackFile = (remoteTrackId: string, over: Partial<TrackFile> = {}): TrackFile => {
  const unknown = { bitrate: undefined, sampleRate: undefined, bitDepth: undefined, durationMs: undefined };
  const place = { backendName: 'music', basePath: '/music', locator: `${remoteTrackId}.flac`, ext: 'flac' };
  return { remoteTrackId, ...place, fileSizeBytes: 10, qualityLabel: 'lossless', ...unknown, ...over };
};

/** The contract of every catalogue; each one's spec calls it. */
export function catalogueContract(name: string, open: () => Promise<OpenCatalogue<CatalogueStores>>): void {
  describe(`when a catalogue is stored ${name}`, () => {
    let catalogue: OpenCatalogue<CatalogueStores>;
    beforeEach(async () => {
      catalogue = await open();
    });
    afterEach(() => catalogue.close());

    const write = <T>(work: (stores: CatalogueStores) => Promise<T>): Promise<T> => catalogue.writer.run(work, { signal });
    const list = (...playlists: ListedPlaylist[]) => write(({ listing }) => listing.save('qq', playlists));
    const songs = (...tracks: Track[]) => write((stores) => stores.songs.save('qq', tracks));
    const toSync = async () => (await catalogue.reader.playlistsToSync('qq', signal)).map(({ remoteId }) => remoteId);
    const everything = { local: [], platforms: [], playlistIds: undefined };
    const missing = async () => (await catalogue.reader.songsToDownload(everything, { after: 0, limit: 9 }, signal)).map(({ id }) => id);
    const register = (...files: TrackFile[]) =>
      write(async (stores) => {
        const backend = await stores.files.saveBackend({ name: 'music', basePath: '/music', source: 'local' });
        return stores.files.register('qq', backend, files);
      });

    it('adds songs that others describe, and leaves known ones as their platform describes them', async () => {
      const [a = 0] = await songs(track('a', { name: 'A', album: 'Of its platform' }));
      const add = (...tracks: Track[]) => write((stores) => stores.songs.add('qq', tracks));
      const [again, b, onlyId] = await add(
        track('a', { name: 'Other' }),
        track('b', { name: 'B' }),
        track('c', { name: 'c', artists: [] }),
      );
      expect(again).toBe(a);
      expect((await catalogue.reader.songToDownload(a, signal))?.name).toBe('A');
      expect(await add(track('c', { name: 'C' }), track('b', { name: 'No' }), track('b', { name: 'No' }))).toEqual([onlyId, b, b]);
      expect((await catalogue.reader.songToDownload(onlyId ?? 0, signal))?.name).toBe('C');
      expect((await catalogue.reader.songToDownload(b ?? 0, signal))?.name).toBe('B');
    });

    it('finds playlists by name with the number of their songs, and songs of which only the id is known', async () => {
      const { playlistIds } = await list(listed('p'), listed('q'));
      const [p = 0] = playlistIds;
      const ids = await songs(track('a'), track('b', { name: 'b' }));
      await write((stores) => stores.songs.replacePlaylistSongs(p, [...ids, ...ids], 1));
      const names = ['q', 'none', 'p'].map((remoteId) => ({ platform: 'qq', remoteId }));
      expect(
        (await catalogue.reader.playlistsNamed(names, signal)).map(({ remoteId, name: title, songs: n }) => [remoteId, title, n]),
      ).toEqual([
        ['q', 'list q', 0],
        ['p', 'list p', 4],
      ]);
      expect(await catalogue.reader.unnamedSongs(p, signal)).toEqual([{ platform: 'qq', remoteId: 'b' }]);
    });

    it('keeps the ids and links of playlists listed again, and syncs those whose version differs', async () => {
      const first = await list(listed('a'), listed('b', { version: '' }), listed('c'));
      const [a = 0, , c = 0] = first.playlistIds;
      for (const id of first.playlistIds) await write((stores) => stores.songs.replacePlaylistSongs(id, [], 1));
      expect(await toSync()).toEqual([]);
      expect(await list(listed('a'), listed('b', { version: '' }), listed('c', { version: 'v2' }))).toEqual(first);
      expect(await toSync()).toEqual(['b', 'c']);
      await write(({ songs: store }) => store.markSyncFailed(c, 'gone'));
      await list(listed('a', { name: 'other name' }));
      expect(await toSync()).toEqual(['b', 'c']);
      expect(await write(({ listing }) => listing.playlistIds('qq'))).toContain(a);
    });

    it('treats a playlist named twice on a page as one', async () => {
      const { playlistIds } = await list(listed('a'), listed('a', { name: 'again' }));
      expect(new Set(playlistIds).size).toBe(1);
      expect((await catalogue.reader.playlistsToSync('qq', signal)).map((row) => row.name)).toEqual(['again']);
    });

    it('distinguishes links by who made the list, and forgets what is unlinked or removed', async () => {
      const own = { kind: 'playlist_file', externalId: 'x.m3u', name: 'x', url: undefined };
      const { playlistIds, links } = await list(listed('a'), listed('b', { pools: [own] }));
      expect(new Set(await write(({ listing }) => listing.links('qq', true)))).toEqual(new Set(links));
      expect(await write(({ listing }) => listing.links('qq', false))).toEqual(links.slice(0, 1));
      await write(({ listing }) => listing.unlink(links.slice(0, 1)));
      await write(({ listing }) => listing.removePlaylists(playlistIds.slice(1)));
      await write(({ listing }) => listing.removeEmptyPools('qq'));
      expect(await write(({ listing }) => listing.links('qq', true))).toEqual([]);
      expect(await write(({ listing }) => listing.playlistIds('qq'))).toEqual(playlistIds.slice(0, 1));
    });

    it('saves songs in the given order, each once, and erases nothing that a source does not know', async () => {
      const [one, two] = await songs(track('1', { album: '七里香', ext: 'flac' }), track('2'));
      expect(await songs(track('2'), track('1', { artists: [], year: 2004 }), track('2'))).toEqual([two, one, two]);
      const song = await catalogue.reader.songToDownload(one ?? 0, signal);
      expect(song).toMatchObject({ remoteId: '1', singers: '周杰伦', album: '七里香', tags: { year: 2004 }, hasFile: false });
      expect(await catalogue.reader.songToDownload(99, signal)).toBeUndefined();
    });

    it('identifies an artist by id or by folded name, and removes those without songs', async () => {
      await songs(
        track('1', { artists: [{ remoteId: undefined, name: 'U2' }] }),
        track('2', { artists: [{ remoteId: undefined, name: 'u2' }] }),
      );
      expect((await catalogue.reader.summary()).artists).toBe(1);
      await songs(track('1', { artists: [{ remoteId: '7', name: 'U2' }] }), track('2', { artists: [{ remoteId: '7', name: 'U2' }] }));
      expect((await catalogue.reader.summary()).artists).toBe(2);
      await write((stores) => stores.songs.removeUnusedArtists('qq'));
      expect((await catalogue.reader.summary()).artists).toBe(1);
    });

    it('lists playlist songs without a file, by id and for the requested playlists', async () => {
      const { playlistIds } = await list(listed('a'), listed('b'));
      const ids = await songs(track('1'), track('2'), track('3'), track('4'));
      await write((stores) => stores.songs.replacePlaylistSongs(playlistIds[0] ?? 0, [ids[2] ?? 0, ids[0] ?? 0, ids[2] ?? 0], 1));
      await write((stores) => stores.songs.replacePlaylistSongs(playlistIds[1] ?? 0, [ids[1] ?? 0, ids[2] ?? 0], 1));
      expect(await missing()).toEqual(ids.slice(0, 3));
      await register(trackFile('1'));
      expect(await missing()).toEqual(ids.slice(1, 3));
      const ask = (wanted: object, after = 0) =>
        catalogue.reader.songsToDownload({ ...everything, ...wanted }, { after, limit: 1 }, signal);
      expect(await ask({}, ids[1])).toMatchObject([{ id: ids[2], playlistId: playlistIds[0] }]);
      expect(await ask({ playlistIds: playlistIds.slice(1) })).toMatchObject([{ id: ids[1], playlistId: playlistIds[1] }]);
      expect(await ask({ local: ['qq'] })).toEqual([]);
      expect(await ask({ platforms: ['kuwo'] })).toEqual([]);
      const inFirst = await catalogue.reader.remoteSongIds('qq', playlistIds.slice(0, 1), signal);
      expect([...inFirst].sort()).toEqual(['1', '3']);
    });

    it('registers files under stable ids, and leaves out those of unknown songs', async () => {
      await songs(track('1'), track('2'));
      const ids = await register(trackFile('1'), trackFile('nobody'), trackFile('2'), trackFile('1', { locator: 'copy.flac' }));
      expect(ids[1]).toBeUndefined();
      expect(ids[3]).toBe(ids[0]);
      expect(await register(trackFile('2'), trackFile('1', { locator: 'moved.flac', bitrate: 900 }))).toEqual([ids[2], ids[0]]);
      expect(await catalogue.reader.activeLocations('local', undefined, signal)).toEqual([ids[0], ids[2]]);
      expect(await catalogue.reader.activeLocations('other', undefined, signal)).toEqual([]);
    });

    it('marks files missing until they are back, and finds those of given playlists', async () => {
      const { playlistIds } = await list(listed('a'));
      const [one = 0] = await songs(track('1'), track('2'));
      await write((stores) => stores.songs.replacePlaylistSongs(playlistIds[0] ?? 0, [one], 1));
      const ids = (await register(trackFile('1'), trackFile('2'))).map((id) => id ?? 0);
      expect(await catalogue.reader.activeLocations('local', playlistIds, signal)).toEqual(ids.slice(0, 1));
      await write(({ files }) => files.markMissing(ids));
      expect(await catalogue.reader.summary()).toMatchObject({ songs: 2, playlists: 1, activeFiles: 0 });
      expect(await register(trackFile('1'))).toEqual(ids.slice(0, 1));
      expect((await catalogue.reader.songToDownload(one, signal))?.hasFile).toBe(true);
    });

    it('finds the files of songs on the own backends of their source', async () => {
      await songs(track('1'), track('2'));
      await register(trackFile('1'));
      const own = await write(async ({ files }) => {
        const backendId = await files.saveBackend({ name: 'own', basePath: '/own', source: 'qq' });
        return files.register('qq', backendId, [trackFile('1'), trackFile('2')]);
      });
      const of = (source: string, ...remoteIds: string[]) => write(({ files }) => files.locationsOf(source, remoteIds));
      expect([await of('qq', '1', 'never known'), await of('qq', '2')]).toEqual([own.slice(0, 1), own.slice(1)]);
      expect([await of('local', '1'), await of('qq')]).toEqual([[], []]);
      await write(({ files }) => files.markMissing([own[0] ?? 0]));
      expect(await of('qq', '1', '2')).toEqual(own.slice(1));
    });

    it('erases what a whole description leaves out, and keeps it otherwise', async () => {
      const [id = 0] = await songs(track('a', { album: 'A', isrc: 'TWK970300301', genre: 'Pop' }));
      await songs(track('a', { genre: 'Rock' }));
      expect(await catalogue.reader.songToDownload(id, signal)).toMatchObject({
        album: 'A',
        isrc: 'TWK970300301',
        tags: { genre: 'Rock' },
      });
      await write((stores) => stores.songs.save('qq', [track('a', { album: 'B' })], 'whole'));
      const whole = await catalogue.reader.songToDownload(id, signal);
      expect(whole).toMatchObject({ album: 'B', isrc: undefined });
      expect(whole?.tags?.genre).toBeUndefined();
    });

    it('remembers how far the songs of each source were read, and its files registered', async () => {
      for (const [kind, other] of [
        ['songs', 'files'],
        ['files', 'songs'],
      ] as const) {
        const position = (of: typeof kind | typeof other, source: string) => write((stores) => stores[of].position(source));
        expect(await position(kind, kind)).toBeUndefined();
        for (const at of ['1', '2']) await write((stores) => stores[kind].savePosition(kind, at));
        expect([await position(kind, kind), await position(kind, 'disk'), await position(other, kind)]).toEqual([
          '2',
          undefined,
          undefined,
        ]);
      }
    });

    it('rolls back everything in a failed transaction', async () => {
      const failing = write(async (stores) => {
        await stores.songs.save('qq', [track('1')]);
        throw new Fault('disk_full', 'no space left');
      });
      await expect(failing).rejects.toMatchObject({ code: 'disk_full' });
      expect((await catalogue.reader.summary()).songs).toBe(0);
      expect(await songs(track('2'))).toHaveLength(1);
    });

    it('refuses reads and writes once the signal is aborted', async () => {
      const aborted = AbortSignal.abort(new Fault('canceled', 'enough'));
      await expect(catalogue.reader.playlistsToSync('qq', aborted)).rejects.toMatchObject({ code: 'canceled' });
      await expect(catalogue.writer.run(async () => 1, { signal: aborted })).rejects.toMatchObject({ code: 'canceled' });
    });
  });
}
