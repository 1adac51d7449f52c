import { afterEach, describe, expect, it } from '@jest/globals';
import { ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: SQLite files, the whole build.
let fixture: CatalogueFixture | undefined;
afterEach(() => fixture?.remove());

async function exported(change: string): Promise<(sql: string) => unknown[][]> {
  fixture = CatalogueFixture.full().change(change);
  const target = fixture.path('target.db');
  const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z' };
  await new ReadModelBuild({ source: fixture.file, target, cancel: new SharedArrayBuffer(4) }, () => undefined).run(async () => identity);
  return (sql) => read(target, sql);
}

const tracks = 'SELECT song_id FROM catalog_tracks';

describe('when files and playlists are gone', () => {
  it('leaves out songs without an active file and without a playlist, and artists that have no other', async () => {
    const of = await exported("UPDATE file_locations SET status = 'missing' WHERE file_asset_id = 2");
    expect(of(tracks).flat()).toEqual([1, 3]);
    expect(of('SELECT artist_id FROM catalog_artists').flat()).toEqual([7]);
    expect(of('SELECT * FROM catalog_artist_tracks WHERE song_id = 2')).toEqual([]);
  });

  it('keeps songs of playlists without a file, and songs with a file without a playlist', async () => {
    const of = await exported("UPDATE file_locations SET status = 'missing' WHERE file_asset_id = 1; DELETE FROM playlist_songs");
    expect(of(tracks).flat()).toEqual([2]);
    expect((await exported('SELECT 1'))(tracks).flat()).toEqual([1, 2, 3]);
  });

  it('goes by the counts of files where the catalogue keeps them', async () => {
    const of = await exported('ALTER TABLE songs ADD COLUMN active_file_count INTEGER NOT NULL DEFAULT 0');
    expect(of(tracks).flat()).toEqual([1, 3]);
  });

  it('keeps a track of linked songs as long as one of them has a file or a playlist', async () => {
    const linked = `CREATE TABLE recordings(id INTEGER PRIMARY KEY, across_platforms INTEGER); INSERT INTO recordings VALUES (2, 1);
      CREATE TABLE recording_songs(song_id INTEGER PRIMARY KEY, recording_id INTEGER);
      INSERT INTO songs VALUES (4, 'qq', 's4', '因为爱情', '王菲', NULL, NULL, NULL); INSERT INTO recording_songs VALUES (2, 2), (4, 2);
      UPDATE file_locations SET status = 'missing' WHERE file_asset_id = 2;`;
    const listed = await exported(`${linked} INSERT INTO playlist_songs VALUES (2, 4, 1)`);
    expect(listed(tracks).flat()).toEqual([1, 2, 3]);
    expect(listed('SELECT song_id, track_id FROM catalog_track_aliases')).toEqual([[4, 2]]);
    const gone = await exported(linked);
    expect(gone(tracks).flat()).toEqual([1, 3]);
    expect(gone('SELECT * FROM catalog_track_aliases')).toEqual([]);
  });
});

describe('when an earlier tool left rows behind', () => {
  it('exports no rows of playlists or songs that do not exist, and counts what it exports', async () => {
    const of = await exported(`UPDATE playlists SET collected_song_count = 77;
      INSERT INTO playlist_songs VALUES (99, 1, 0), (99, 2, 1), (1, 98, 5); INSERT INTO pool_playlists VALUES (10, 99);
      INSERT INTO file_assets VALUES (50, 97, 'high', 'mp3', 1); INSERT INTO file_locations VALUES (50, 50, 1, 'x.mp3', 'active', 1);
      INSERT INTO artist_songs VALUES (7, 97, 0), (77, 1, 0)`);
    expect(of('SELECT playlist_id, song_id FROM catalog_playlist_tracks')).toEqual([
      [1, 1],
      [3, 1],
      [3, 3],
    ]);
    expect(of('SELECT playlist_id, song_count FROM catalog_playlists')).toEqual([
      [1, 1],
      [2, 0],
      [3, 2],
    ]);
    expect(of('SELECT DISTINCT playlist_id, song_count FROM catalog_toplists ORDER BY 1')).toEqual([
      [1, 1],
      [3, 2],
    ]);
    expect(of('SELECT song_id FROM catalog_track_files WHERE file_location_id = 50')).toEqual([]);
    expect(of('SELECT artist_id, song_id FROM catalog_artist_tracks WHERE artist_id = 77 OR song_id = 97')).toEqual([]);
  });
});
