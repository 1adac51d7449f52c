import { afterEach, describe, expect, it } from '@jest/globals';
import { ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: SQLite files, the whole build.
let fixture: CatalogueFixture | undefined;
afterEach(() => fixture?.remove());

const linked = `
  CREATE TABLE recordings(id INTEGER PRIMARY KEY, across_platforms INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE recording_songs(song_id INTEGER PRIMARY KEY, recording_id INTEGER NOT NULL);
  INSERT INTO songs VALUES (4, 'netease', 'n1', '七里香', '周杰伦', NULL, NULL, '{"duration_ms": 299000}'),
    (5, 'deezer', 'd1', 'Common Jasmine Orange', 'Jay Chou', NULL, NULL, NULL), (6, 'qq', 's6', '七里香', '周杰伦', NULL, NULL, NULL);
  INSERT INTO recordings VALUES (1, 1), (2, 0);
  INSERT INTO recording_songs VALUES (1, 1), (4, 1), (5, 1), (2, 2), (6, 2);
  INSERT INTO playlist_songs VALUES (2, 4, 0), (2, 5, 1), (2, 6, 2), (2, 3, 3);
  INSERT INTO artists VALUES (20, 'netease', 'a20', '周杰伦'), (21, 'kuwo', 'a21', 'Jay Chou');
  INSERT INTO artist_songs VALUES (20, 4, 0), (21, 5, 0), (7, 4, 0);
  INSERT INTO file_assets VALUES (9, 5, 'high', 'mp3', 70);
  INSERT INTO file_locations VALUES (9, 9, 1, 'deezer/x.mp3', 'active', 1);`;

async function exported(change: string): Promise<{ file: string; tracks: number }> {
  fixture = CatalogueFixture.full().change(change);
  const target = fixture.path('target.db');
  const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z', sequence: 1_767_323_045 };
  const order = { source: fixture.file, target, cancel: new SharedArrayBuffer(4) };
  const built = await new ReadModelBuild(order, () => undefined).run(async () => identity);
  return { file: target, tracks: built?.counts.tracks ?? 0 };
}

describe('when songs of several platforms are linked', () => {
  it('exports one track, and the others as its aliases with the names it does not have', async () => {
    const { file, tracks } = await exported(linked);
    expect(tracks).toBe(4);
    expect(read(file, 'SELECT song_id FROM catalog_tracks ORDER BY song_id').flat()).toEqual([1, 2, 3, 6]);
    expect(read(file, 'SELECT * FROM catalog_track_aliases')).toEqual([
      [4, 1, 'netease', 'n1', null],
      [5, 1, 'deezer', 'd1', 'Common Jasmine Orange / Jay Chou'],
    ]);
  });

  it('keeps the order and number of the tracks of playlists', async () => {
    const { file } = await exported(linked);
    expect(read(file, 'SELECT position, song_id FROM catalog_playlist_tracks WHERE playlist_id = 2')).toEqual([
      [0, 1],
      [1, 1],
      [2, 6],
      [3, 3],
    ]);
  });

  it('gives the track the files of all of them', async () => {
    const { file } = await exported(linked);
    expect(read(file, 'SELECT file_location_id FROM catalog_track_files WHERE song_id = 1').flat()).toEqual([1, 2, 3, 9]);
    expect(read(file, 'SELECT locator, backend_name FROM catalog_track_files WHERE file_location_id = 9')).toEqual([
      ['deezer/x.mp3', 'local'],
    ]);
  });

  it("counts it once for each artist, and credits its own artists where other platforms' are credited too", async () => {
    const { file } = await exported(linked);
    expect(read(file, 'SELECT artist_id, position FROM catalog_artist_tracks WHERE song_id = 1 ORDER BY artist_id')).toEqual([
      [7, 0],
      [20, -1],
      [21, -1],
    ]);
    expect(read(file, 'SELECT artist_id, track_count FROM catalog_artists WHERE artist_id IN (7, 20, 21)')).toEqual([
      [7, 1],
      [20, 1],
      [21, 1],
    ]);
  });

  it('takes lyrics and pictures from any of its songs, the first one first, but albums and genres from the first alone', async () => {
    const more = `${linked}
      CREATE TABLE lyrics(id INTEGER PRIMARY KEY, hash TEXT UNIQUE, plain TEXT, timed TEXT, language TEXT);
      CREATE TABLE song_lyrics(song_id INTEGER PRIMARY KEY, lyrics_id INTEGER);
      CREATE TABLE covers(id INTEGER PRIMARY KEY, hash TEXT UNIQUE, width INTEGER, height INTEGER, color TEXT, thumbhash BLOB);
      CREATE TABLE song_covers(song_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
      CREATE TABLE albums(id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE album_songs(song_id INTEGER PRIMARY KEY, album_id INTEGER);
      CREATE TABLE genres(id INTEGER PRIMARY KEY, identity TEXT UNIQUE, name TEXT);
      CREATE TABLE song_genres(song_id INTEGER, position INTEGER, genre_id INTEGER, PRIMARY KEY(song_id, position));
      INSERT INTO lyrics VALUES (1, 'h1', 'one', NULL, NULL), (2, 'h2', 'two', NULL, NULL);
      INSERT INTO song_lyrics VALUES (4, 1), (5, 2);
      INSERT INTO covers VALUES (1, 'aa', 1, 1, '#000000', x'00'), (2, 'bb', 1, 1, '#000000', x'00');
      INSERT INTO song_covers VALUES (4, NULL, 'absent'), (5, 2, 'found');
      INSERT INTO albums VALUES (1, 'Of another'), (2, 'Own');
      INSERT INTO album_songs VALUES (4, 1), (2, 2);
      INSERT INTO genres VALUES (1, 'pop', 'Pop');
      INSERT INTO song_genres VALUES (4, 0, 1), (2, 0, 1);`;
    const details = 'SELECT album_id, cover_id, lyrics_id FROM catalog_track_details WHERE song_id = 1';
    const { file } = await exported(more);
    expect(read(file, details)).toEqual([[null, 2, 1]]);
    expect(read(file, 'SELECT album_id, name FROM catalog_albums')).toEqual([[2, 'Own']]);
    expect(read(file, 'SELECT genre_id, song_id FROM catalog_track_genres')).toEqual([[1, 2]]);
    fixture?.remove();
    const own = await exported(`${more} INSERT INTO song_lyrics VALUES (1, 2); INSERT INTO song_covers VALUES (1, 1, 'found');`);
    expect(read(own.file, details)).toEqual([[null, 1, 2]]);
  });

  it('leaves out a recording whose first song is gone', async () => {
    const { file } = await exported(`${linked} DELETE FROM songs WHERE id = 1;`);
    expect(read(file, 'SELECT song_id FROM catalog_tracks ORDER BY song_id').flat()).toEqual([2, 3, 4, 5, 6]);
    expect(read(file, 'SELECT * FROM catalog_track_aliases')).toEqual([]);
  });
});
