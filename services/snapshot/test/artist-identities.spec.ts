import { afterEach, describe, expect, it } from '@jest/globals';
import { ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: SQLite files, the whole build.
let fixture: CatalogueFixture | undefined;
afterEach(() => fixture?.remove());

const identified = `
  CREATE TABLE artist_identities(id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort_name TEXT NOT NULL, musicbrainz_id TEXT);
  CREATE TABLE artist_members(artist_id INTEGER PRIMARY KEY, identity_id INTEGER NOT NULL);
  INSERT INTO artists VALUES (20, 'library', 'name:jay chou', 'Jay Chou'), (21, 'library', 'name:various', 'Various'), (22, 'qq', '5', 'Gone');
  INSERT INTO artist_songs VALUES (20, 3, 1), (20, 1, 2), (21, 3, 2);
  INSERT INTO artist_identities VALUES (7, 'Jay Chou', 'Chou, Jay', 'a-b'), (8, '陈奕迅', 'chen yi xun', NULL), (9, '王菲', 'wang fei', NULL),
    (22, 'Gone', 'Gone', NULL);
  INSERT INTO artist_members VALUES (7, 7), (20, 7), (21, 0), (23, 22), (22, 22);`;

async function exported(change: string): Promise<string> {
  fixture = CatalogueFixture.full().change(change);
  const target = fixture.path('target.db');
  const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z', sequence: 1 };
  const order = { source: fixture.file, target, cancel: new SharedArrayBuffer(4) };
  await new ReadModelBuild(order, () => undefined).run(async () => identity);
  return target;
}

describe('when the source knows which artists are one', () => {
  it('exports each once, under its name, with the tracks of all that it is', async () => {
    const file = await exported(identified);
    expect(read(file, 'SELECT * FROM catalog_artists')).toEqual([
      [7, 'Jay Chou', 2],
      [8, '陈奕迅', 1],
      [9, '王菲', 1],
    ]);
    expect(read(file, 'SELECT artist_id, song_id, position FROM catalog_artist_tracks ORDER BY 1, 2')).toEqual([
      [7, 1, 0],
      [7, 3, 1],
      [8, 2, 0],
      [9, 2, 1],
    ]);
  });

  it('tells how they are sorted, and where the ids of others lead, unless the artist has no track', async () => {
    const file = await exported(identified);
    expect(read(file, 'SELECT artist_id, sort_name, album_count, musicbrainz_id FROM catalog_artist_details')).toEqual([
      [7, 'Chou, Jay', 0, 'a-b'],
      [8, 'chen yi xun', 0, null],
      [9, 'wang fei', 0, null],
    ]);
    expect(read(file, 'SELECT * FROM catalog_moved')).toEqual([['artist', 20, 'artist', 7]]);
  });

  it('has the names that sources give them otherwise, and those that a person replaced', async () => {
    const renamed = `CREATE TABLE artist_names(artist_id INTEGER PRIMARY KEY, name TEXT);
      INSERT INTO artist_names VALUES (9, 'Faye'); UPDATE artist_identities SET name = 'Faye' WHERE id = 9;`;
    const file = await exported(`${identified}${renamed}`);
    expect(read(file, 'SELECT * FROM catalog_artist_aliases')).toEqual([
      [7, '周杰伦'],
      [9, '王菲'],
    ]);
  });

  it('counts their albums', async () => {
    const albums = `CREATE TABLE albums(id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE album_songs(song_id INTEGER PRIMARY KEY, album_id INTEGER);
      CREATE TABLE album_artists(album_id INTEGER, position INTEGER, artist_id INTEGER);
      INSERT INTO albums VALUES (1, 'A'), (2, 'B'), (3, 'C');
      INSERT INTO album_songs VALUES (1, 1), (2, 3), (3, 2);
      INSERT INTO album_artists VALUES (1, 0, 7), (1, 1, 20), (2, 0, 20), (3, 0, 8);`;
    const file = await exported(`${identified}${albums}`);
    expect(read(file, 'SELECT artist_id, album_count FROM catalog_artist_details')).toEqual([
      [7, 2],
      [8, 1],
      [9, 0],
    ]);
  });
});
