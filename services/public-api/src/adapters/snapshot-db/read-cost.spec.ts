import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { snapshotIds, temporaryFolder, writeSnapshotDatabase } from '../../../test/snapshot-fixture.js';
import { parseQuery } from '../../core/search/search-query.js';
import { ArtistStatements } from './artist-statements.js';
import { PlaylistStatements } from './playlist-statements.js';
import { SqliteSnapshotSearch } from './sqlite-snapshot-search.js';
import { ToplistStatements } from './toplist-statements.js';
import { TrackStatements } from './track-statements.js';

// Real here: SQLite on a file, which tells every statement that it runs.
const ran: string[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: Database.Database;

beforeAll(async () => {
  folder = await temporaryFolder();
  const file = join(folder.path, 'catalog_read.db');
  writeSnapshotDatabase(file, snapshotIds[0]);
  database = new Database(file, { readonly: true, verbose: (sql) => void ran.push(String(sql)) });
});
beforeEach(() => void ran.splice(0));
afterAll(() => {
  database.close();
  folder.remove();
});

const running = (table: string): string[] => ran.filter((sql) => sql.includes(` FROM ${table} `));

describe('when a page is read', () => {
  const tracks = (): TrackStatements => new TrackStatements(database, new PlaylistStatements(database), new ArtistStatements(database));

  it('looks for the playlist, artist or track itself only if nothing belongs to it', () => {
    const reader = tracks();
    expect(reader.ofPlaylist(1, { limit: 5 })?.items).toHaveLength(3);
    expect(reader.ofArtist(4, { limit: 5 })?.items).toHaveLength(1);
    expect(reader.playable(1)).toHaveLength(3);
    expect([...running('catalog_playlists'), ...running('catalog_artists'), ...running('catalog_tracks t')]).toEqual([]);
    expect(reader.ofPlaylist(2, { limit: 5 })?.items).toEqual([]);
    expect(reader.ofArtist(5, { limit: 5 })?.items).toEqual([]);
    expect(reader.playable(6)).toEqual([]);
    expect([running('catalog_playlists'), running('catalog_artists'), running('catalog_tracks t')].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
  });

  it('tells apart what is empty and what does not exist', () => {
    const reader = tracks();
    expect([reader.ofPlaylist(99, { limit: 5 }), reader.ofArtist(99, { limit: 5 }), reader.playable(99)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('looks up one toplist more than it shows, to know whether others follow', () => {
    const toplists = new ToplistStatements(database);
    expect(toplists.page({ limit: 1 })).toMatchObject({ items: [{ id: 'kuwo_top_16' }], next: 'kuwo_top_16' });
    expect(running('catalog_toplists').filter((sql) => sql.includes('group_name'))).toHaveLength(2);
  });
});

describe('when the index is searched', () => {
  it('reads a page of it once, in however many tiers and queries it is needed', () => {
    const search = new SqliteSnapshotSearch(database);
    for (const query of ['周杰伦', '周杰', '周杰伦'])
      expect(search.entries('track', parseQuery(query), { limit: 5 }).items).toHaveLength(5);
    expect(running('search_pages').length).toBeGreaterThan(0);
    expect(running('search_pages').length).toBe(new Set(running('search_pages')).size);
  });

  it('asks for files only where the query does', () => {
    const search = new SqliteSnapshotSearch(database);
    expect(search.entries('track', parseQuery('七里香'), { limit: 5 }).items).toEqual([1]);
    expect(running('catalog_track_files')).toEqual([]);
    // Nothing else has files, so the limit means nothing there.
    expect(search.entries('artist', parseQuery('Zoë'), { limit: 5, playable: true }).items).toEqual([4]);
    expect(search.entries('playlist', parseQuery('Jazz'), { limit: 5, playable: true }).items).toEqual([3]);
    expect(search.toplists(parseQuery('新歌'), { limit: 5, playable: true }).items).toEqual(['榜', 'kuwo_top_16']);
  });
});
