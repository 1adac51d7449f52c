import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogueMigrations, catalogueRows, openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { withLinking } from '../src/main.js';

// Real here: a database as the version before albums left it, its migration, and what derives albums.
let folder: string;
let file: string;
const before = catalogueMigrations.filter(({ name }) => Number(/\d+$/.exec(name)?.[0]) <= 1763700000100);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'albums-migration-'));
  file = join(folder, 'catalogsync.db');
  await (await openDatabase({ file, migrations: before, entities: catalogueRows, synchronous: 'full', owner: 'exclusive' })).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function change(...texts: string[]): void {
  const connection = new Connection(file);
  for (const text of texts) connection.exec(text);
  connection.close();
}
function ask(sql: string): unknown[] {
  const connection = new Connection(file, { readonly: true });
  const rows = connection.prepare(sql).raw(true).all();
  connection.close();
  return rows;
}
const song = (id: number, platform: string, metadata: object): string =>
  `INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json)
    VALUES (${id}, '${platform}', 's${id}', 'song ${id}', 'A', '${JSON.stringify({ duration_ms: id * 60_000, ...metadata })}')`;

describe('when a catalogue of the version before albums is opened', () => {
  it('places its songs, leads playlists of library albums to albums, and keeps the others', async () => {
    const album = { album: 'X', album_artist: 'A', genre: 'Rock' };
    change(
      ...[song(1, 'library', album), song(2, 'library', album), song(3, 'library', { album: 'Y', album_artist: 'A' }), song(4, 'qq', {})],
      "INSERT INTO artists(id, platform, remote_artist_id, name) VALUES (9, 'library', 'name:a', 'A')",
      'INSERT INTO artist_songs(artist_id, song_id, position) VALUES (9, 1, 1), (9, 2, 1), (9, 3, 1)',
      `INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES
        (1, 'library', 'album-aa', 'X'), (2, 'library', 'folder-bb', 'loose'), (3, 'library', 'file-cc', 'mix'),
        (4, 'library', 'library_newest', 'Recently added'), (5, 'qq', 'album-1', 'of qq')`,
      `INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES
        (1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 4, 1), (3, 1, 1), (4, 1, 1), (5, 4, 1)`,
      "INSERT INTO playlist_pools(id, platform, pool_kind, external_id) VALUES (1, 'library', 'library', 'library')",
      'INSERT INTO pool_playlists(pool_id, playlist_id) VALUES (1, 1), (1, 2)',
    );
    await (await openCatalogue(file)).close();
    expect(ask('SELECT count(*) FROM albums')).toEqual([[0]]);
    await withLinking(file, (run) => run());
    expect(ask('SELECT id, name, kind FROM albums ORDER BY id')).toEqual([
      [1, 'X', 'album'],
      [2, 'Y', 'album'],
    ]);
    expect(ask('SELECT song_id, album_id FROM album_songs ORDER BY 1')).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
    expect(ask('SELECT album_id, artist_id FROM album_artists ORDER BY 1')).toEqual([
      [1, 9],
      [2, 9],
    ]);
    expect(ask('SELECT * FROM moved_ids')).toEqual([['playlist', 1, 'album', 1]]);
    expect(ask('SELECT id FROM playlists ORDER BY id')).toEqual([[3], [4], [5]]);
    expect(ask('SELECT (SELECT count(*) FROM pool_playlists), (SELECT count(*) FROM playlist_songs WHERE playlist_id < 3)')).toEqual([
      [0, 0],
    ]);
    expect(ask('SELECT added_at FROM songs WHERE id = 1')).toEqual([[null]]);
  });

  it('places songs that another program writes, removes or describes as something that is no JSON', async () => {
    await (await openCatalogue(file)).close();
    change(song(1, 'library', { album: 'X', album_artist: 'A', genre: 'Rock' }));
    const [[at]] = ask('SELECT added_at FROM songs') as [[number]];
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
    await withLinking(file, (run) => run());
    expect(ask('SELECT name FROM albums')).toEqual([['X']]);
    change("UPDATE songs SET metadata_json = 'not json'");
    await withLinking(file, (run) => run());
    expect(ask('SELECT name FROM albums UNION SELECT name FROM genres')).toEqual([]);
    change(`UPDATE songs SET metadata_json = '{"album": "Z", "genres": ["Pop"]}'`, 'INSERT INTO lyrics_versions VALUES (1, 1, 1)');
    await withLinking(file, (run) => run());
    expect(ask('SELECT name FROM albums UNION SELECT name FROM genres')).toEqual([['Pop'], ['Z']]);
    change('DELETE FROM songs');
    await withLinking(file, (run) => run());
    for (const table of [
      'albums',
      'album_songs',
      'genres',
      'genre_spellings',
      'song_genres',
      'album_queue',
      'album_changes',
      'lyrics_versions',
    ]) {
      expect({ table, rows: ask(`SELECT * FROM ${table}`) }).toEqual({ table, rows: [] });
    }
  });
});
