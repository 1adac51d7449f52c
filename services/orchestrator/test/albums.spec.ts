import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { known } from '@catalogsync/sqlite';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteAlbumStore } from '../src/adapters/sqlite/stores/album-store.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { albumsContract, type SeenAlbum } from '../src/core/albums/albums.contract.js';
import { MemoryAlbums } from './memory/memory-albums.js';
import { MemoryCatalogue } from './memory/memory-catalogue.js';

// Real here: SQLite files and their triggers. The in-memory store meets the same contract.

albumsContract('in memory', async () => {
  let albums: MemoryAlbums | undefined;
  const writer = new MemoryCatalogue((tables) => {
    albums = new MemoryAlbums(tables);
    return { albums };
  });
  const store = albums as unknown as MemoryAlbums;
  const { tables } = writer;
  return {
    writer,
    albums: async () => {
      const found: SeenAlbum[] = [];
      for (const [id, { facts }] of [...store.albums].sort(([a], [b]) => a - b)) {
        const artists = (facts?.artistIds ?? []).map((artist) => tables.artists.get(artist)?.name ?? '');
        const { name = '', kind = 'album', year, releaseDate, musicBrainzId } = facts ?? {};
        found.push({ id, name, kind, year, releaseDate, musicBrainzId, artists, songIds: await store.songIdsOf(id) });
      }
      return found;
    },
    genres: async () => store.genreCounts(),
    movedAlbum: async (id) => store.moved.get(`album ${id}`),
    link: async (...songIds) => {
      const recordingId = songIds[0] ?? 0;
      tables.recordings.save(
        () => false,
        () => ({ recordingId }),
      );
      for (const songId of songIds)
        tables.recordingSongs.save(
          () => false,
          () => ({ songId, recordingId }),
        );
    },
    removeSong: async (id) => tables.songs.remove((song) => song.id === id),
    close: async () => undefined,
  };
});

albumsContract('in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'albums-'));
  const database = await openCatalogue(join(folder, 'catalogsync.db'));
  const writer = database.unitOfWork((session) => ({
    listing: new SqliteListingStore(session),
    songs: new SqliteSongStore(session),
    files: new SqliteFileStore(session),
    albums: new SqliteAlbumStore(session),
  }));
  const rows = <Row>(sql: string, ...values: number[]): Promise<Row[]> => database.reads.rows<Row>(sql, ...values);
  const change = (...texts: string[]): Promise<void> =>
    database
      .unitOfWork((session) => session)
      .run(async (session) => {
        for (const text of texts) await session.change(text);
      });
  type Stored = Omit<SeenAlbum, 'artists' | 'songIds'>;
  return {
    writer,
    albums: async () => {
      const text = 'SELECT id, name, kind, year, release_date AS "releaseDate", musicbrainz_id AS "musicBrainzId" FROM albums ORDER BY id';
      const albums = (await rows<{ [K in keyof Stored]: Exclude<Stored[K], undefined> }>(text)).map((row) => known(row) as Stored);
      return Promise.all(
        albums.map(async (album) => {
          const artists = 'SELECT a.name FROM album_artists l JOIN artists a ON a.id = l.artist_id WHERE album_id = ? ORDER BY position';
          const songs = 'SELECT song_id AS id FROM album_songs WHERE album_id = ? ORDER BY disc_number, track_number, song_id';
          return {
            ...album,
            artists: (await rows<{ name: string }>(artists, album.id)).map(({ name }) => name),
            songIds: (await rows<{ id: number }>(songs, album.id)).map(({ id }) => id),
          };
        }),
      );
    },
    genres: async () => {
      const text = 'SELECT name, (SELECT count(*) FROM song_genres WHERE genre_id = genres.id) AS n FROM genres';
      return Object.fromEntries((await rows<{ name: string; n: number }>(text)).map(({ name, n }) => [name, n]));
    },
    movedAlbum: async (id) =>
      (await rows<{ id: number }>("SELECT new_id AS id FROM moved_ids WHERE kind = 'album' AND old_id = ?", id))[0]?.id,
    link: (...songIds) =>
      change(
        `INSERT INTO recordings(id, across_platforms) VALUES (${songIds[0]}, 1)`,
        ...songIds.map((id) => `INSERT INTO recording_songs(song_id, recording_id) VALUES (${id}, ${songIds[0]})`),
      ),
    removeSong: (id) => change(`DELETE FROM artist_songs WHERE song_id = ${id}`, `DELETE FROM songs WHERE id = ${id}`),
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
