import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { track } from '../catalogue/catalogue-stores.contract.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { Track } from '../sources/source-catalog.js';
import type { AlbumStores } from './album-store.js';
import { DeriveAlbums } from './derive-albums.js';

/** An album as stored. */
export interface SeenAlbum {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly year: number | undefined;
  readonly releaseDate: string | undefined;
  readonly musicBrainzId: string | undefined;
  readonly artists: readonly string[];
  /** In the order of the album. */
  readonly songIds: readonly number[];
}

/** What a suite provides for one catalogue. */
export interface OpenAlbums {
  readonly writer: CatalogueWriter<CatalogueStores & AlbumStores>;
  /** By id. */
  albums(): Promise<readonly SeenAlbum[]>;
  /** How many songs each genre has, by its name. */
  genres(): Promise<Readonly<Record<string, number>>>;
  /** Where an album's old id leads. */
  movedAlbum(id: number): Promise<number | undefined>;
  /** Makes songs one recording, the first of them standing for it. */
  link(...songIds: number[]): Promise<void>;
  removeSong(id: number): Promise<void>;
  close(): Promise<void>;
}

/** The contract of every catalogue that stores albums. */
export function albumsContract(name: string, open: () => Promise<OpenAlbums>): void {
  describe(`when songs stored ${name} are placed on albums`, () => {
    let catalogue: OpenAlbums;
    beforeEach(async () => {
      catalogue = await open();
    });
    afterEach(() => catalogue.close());

    const jay = [{ remoteId: undefined, name: '周杰伦' }];
    const save = async (platform: string, ...songs: Array<Partial<Track> & { readonly remoteId: string }>): Promise<readonly number[]> => {
      const bare = { album: undefined, albumArtist: undefined, trackNumber: undefined, discNumber: undefined, artists: jay };
      const tracks = songs.map(({ remoteId, ...over }) => track(remoteId, { ...bare, ...over }));
      const ids = await catalogue.writer.run((stores) => stores.songs.save(platform, tracks));
      await new DeriveAlbums(catalogue.writer).run();
      return ids;
    };

    it('makes one album of the songs that name it, in its order, spelt as most of them do', async () => {
      const [two, one, other] = await save(
        'library',
        { remoteId: '2', album: '七里香', albumArtist: '周杰伦', trackNumber: 2, year: 2004, releaseDate: '2004-08-03' },
        { remoteId: '1', album: '七里香', albumArtist: '周杰倫', trackNumber: 1, year: 2004, releaseDate: '2004-08' },
        { remoteId: '3', album: '七里香 (Disc 2)', albumArtist: '周杰伦', trackNumber: 1, year: 2014, releaseDate: '2004-08-03' },
      );
      expect(await catalogue.albums()).toEqual([
        expect.objectContaining({
          ...{ name: '七里香', year: 2004, releaseDate: '2004-08-03', artists: ['周杰伦'], songIds: [one, two, other] },
        }),
      ]);
    });

    it('keeps two albums of one name apart by artist, folder and release, and a compilation together', async () => {
      const queen = { album: 'Greatest Hits', albumArtist: 'Queen' };
      const folder = { album: 'Greatest Hits', remoteAlbumId: 'folder one' };
      await save(
        'library',
        { remoteId: '1', ...queen },
        { remoteId: '2', ...queen, albumArtist: 'ABBA' },
        { remoteId: '3', ...folder, artists: [{ remoteId: undefined, name: 'a' }] },
        { remoteId: '4', ...folder, artists: [{ remoteId: undefined, name: 'b' }] },
        { remoteId: '5', ...folder, artists: [{ remoteId: undefined, name: 'c' }] },
        { remoteId: '6', ...folder, remoteAlbumId: 'folder two' },
        { remoteId: '7', ...queen, musicBrainzReleaseId: '5e6f9a3c-0d1f-3a5b-9e3c-2f0f3a9f0001' },
      );
      const albums = await catalogue.albums();
      expect(albums.map(({ songIds }) => songIds.length)).toEqual([1, 1, 3, 1, 1]);
      expect(albums[2]).toMatchObject({ kind: 'compilation', artists: [] });
      expect(albums[4]?.musicBrainzId).toBe('5e6f9a3c-0d1f-3a5b-9e3c-2f0f3a9f0001');
    });

    it('keeps the id of an album whose songs all get an album artist, and leads ids of emptied ones on', async () => {
      await save('library', { remoteId: '1', album: 'A', remoteAlbumId: 'f' }, { remoteId: '2', album: 'A', remoteAlbumId: 'f' });
      const [before] = await catalogue.albums();
      await save('library', { remoteId: '1', album: 'A', albumArtist: 'X' }, { remoteId: '2', album: 'A', albumArtist: 'X' });
      const [after] = await catalogue.albums();
      expect(after).toMatchObject({ id: before?.id, songIds: before?.songIds });
      await save('library', { remoteId: '3', album: 'B', albumArtist: 'X' });
      const [, target] = await catalogue.albums();
      await save('library', { remoteId: '1', album: 'B' }, { remoteId: '2', album: 'B' });
      expect((await catalogue.albums()).map(({ id }) => id)).toEqual([target?.id]);
      expect(await catalogue.movedAlbum(before?.id ?? 0)).toBe(target?.id);
    });

    it('lets albums and genres go with their last song', async () => {
      const [one = 0, two = 0] = await save(
        'library',
        { remoteId: '1', album: 'A', albumArtist: 'X', genres: ['Rock; Pop'] },
        { remoteId: '2', album: 'B', albumArtist: 'X', genres: ['pop', '(17)'] },
      );
      expect(await catalogue.genres()).toEqual({ Pop: 2, Rock: 2 });
      await catalogue.removeSong(one);
      await new DeriveAlbums(catalogue.writer).run();
      expect((await catalogue.albums()).map(({ songIds }) => songIds)).toEqual([[two]]);
      await catalogue.removeSong(two);
      await new DeriveAlbums(catalogue.writer).run();
      expect(await catalogue.albums()).toEqual([]);
      expect(await catalogue.genres()).toEqual({});
    });

    it('places a recording once: where the song that stands for it is, else where the first of the others is', async () => {
      const [qq = 0] = await save('qq', { remoteId: '1' });
      const [own = 0] = await save('library', { remoteId: '1', album: 'A', albumArtist: 'X', genres: ['流行/摇滚'] });
      expect((await catalogue.albums())[0]?.songIds).toEqual([own]);
      await catalogue.link(qq, own);
      await new DeriveAlbums(catalogue.writer).run();
      expect((await catalogue.albums())[0]?.songIds).toEqual([qq]);
      expect(await catalogue.genres()).toEqual({ 流行: 1, 摇滚: 1 });
      await save('qq', { remoteId: '1', album: 'B', albumArtist: 'X' });
      expect((await catalogue.albums()).map((album) => [album.name, album.songIds])).toEqual([['B', [qq]]]);
    });
  });
}
