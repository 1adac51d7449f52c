import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { snapshotIds, temporaryFolder, writeSnapshotDatabase } from '../../../test/snapshot-fixture.js';
import { parseQuery } from '../../core/search/search-query.js';
import { SharedThingsStatements } from './shared-things.js';
import { SqliteSnapshotSearch } from './sqlite-snapshot-search.js';
import { StoredDocuments } from './stored-documents.js';
import { ToplistStatements } from './toplist-statements.js';
import { SqliteTrackIndex } from './track-index.js';
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
  it('reads the documents of a page by one statement, and no rows of tracks', () => {
    const documents = new StoredDocuments(database);
    const tracks = new TrackStatements(database, new SqliteTrackIndex(database, 12, false), new SharedThingsStatements(database));
    ran.splice(0);
    const ids = tracks.ofPlaylist(4, { limit: 5 })?.items ?? [];
    expect(ids).toHaveLength(5);
    documents.list('track', ids);
    expect(ran.filter((sql) => sql.includes('catalog_track_documents'))).toHaveLength(1);
    expect([...running('catalog_tracks'), ...running('catalog_track_files'), ...running('catalog_artists')]).toEqual([]);
  });

  it('reads the document of a playlist once, and shows the same again', () => {
    const documents = new StoredDocuments(database);
    ran.splice(0);
    const pages = [[1, 4], [4, 99, 1], [4]].map((ids) => JSON.parse(`[${Buffer.from(documents.list('playlist', ids)).toString()}]`));
    expect(pages.map((page: { id: number }[]) => page.map((playlist) => playlist.id))).toEqual([[1, 4], [4, 1], [4]]);
    expect(ran.filter((sql) => sql.includes('catalog_playlist_documents') && !sql.includes('99'))).toHaveLength(2);
  });

  it('tells apart what is empty and what does not exist', () => {
    const tracks = new TrackStatements(database, new SqliteTrackIndex(database, 12, false), new SharedThingsStatements(database));
    expect([tracks.ofPlaylist(2, { limit: 5 })?.items, tracks.ofArtist(5, { limit: 5 })?.items, tracks.playable(6)]).toEqual([[], [], []]);
    expect([tracks.ofPlaylist(99, { limit: 5 }), tracks.ofArtist(99, { limit: 5 }), tracks.ofAlbum(99, { limit: 5 })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(tracks.playable(99)).toBeUndefined();
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
