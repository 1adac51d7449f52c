import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFiles } from '@catalogsync/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { snapshotIds, temporaryFolder, writeSnapshotDatabase } from '../../../test/snapshot-fixture.js';
import type { DocumentKind } from '../../core/catalogue/documents.js';
import type { SnapshotCatalogue } from '../../core/catalogue/snapshot-catalogue.js';
import { type OpenSnapshot, openSnapshot } from './open-snapshot.js';

// Real here: SQLite on files.
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let whole: string;
let file: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  whole = join(folder.path, 'whole.db');
  writeSnapshotDatabase(whole, snapshotIds[0]);
});
beforeEach(() => {
  file = join(folder.path, `${crypto.randomUUID()}.db`);
  copyFileSync(whole, file);
});
afterAll(() => folder.remove());

function change(...statements: string[]): void {
  const database = new Database(file);
  for (const sql of statements) database.exec(sql);
  database.close();
}

function withSnapshot<T>(use: (snapshot: OpenSnapshot) => T): T {
  const snapshot = openSnapshot(file);
  try {
    return use(snapshot);
  } finally {
    snapshot.close();
  }
}

const shown = ({ documents }: SnapshotCatalogue, kind: DocumentKind, id: number): unknown =>
  JSON.parse(Buffer.from(documents.one(kind, id) ?? []).toString());

describe('when a snapshot is opened', () => {
  it('reads tracks, playlists, artists and toplists, and searches', () => {
    withSnapshot(({ catalogue, search }) => {
      expect(shown(catalogue, 'track', 1)).toMatchObject({ name: '七里香' });
      expect(shown(catalogue, 'playlist', 1)).toMatchObject({ name: '华语经典' });
      expect(shown(catalogue, 'artist', 4)).toMatchObject({ id: 4, name: 'Zoë', trackCount: 1, albumCount: 1 });
      expect(shown(catalogue, 'album', 3)).toMatchObject({ name: 'Kind of Blue', year: 1959 });
      expect(catalogue.toplists.one('榜')).toMatchObject({ name: '新歌', playlists: [7] });
      expect(search).toBeDefined();
    });
  });

  it('is mapped into memory: a page then costs no system call', () => {
    withSnapshot(({ catalogue }) => {
      catalogue.documents.one('track', 1);
      expect(readFileSync('/proc/self/maps', 'utf8')).toContain(file);
    });
    expect(readFileSync('/proc/self/maps', 'utf8')).not.toContain(file);
  });

  it('is read in one transaction until it is closed: a read then takes no lock', () => {
    const writer = new Database(file, { timeout: 0 });
    const write = (): unknown => writer.exec('BEGIN EXCLUSIVE; ROLLBACK');
    withSnapshot(({ catalogue }) => {
      catalogue.documents.one('track', 1);
      expect(write).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
    });
    expect(write).not.toThrow();
    writer.close();
  });

  it('answers nothing more after it was closed, and leaves no file open', () => {
    const { catalogue } = withSnapshot((snapshot) => snapshot);
    expect(() => catalogue.documents.one('track', 1)).toThrow(/not open/);
    expect(openFiles(file)).toEqual([]);
  });
});

describe('when a file cannot be read as a snapshot', () => {
  const lacking = { code: 'data_corrupt', message: expect.stringContaining('lacks a table or column') };
  it.each([
    ['nothing there', () => (file = join(folder.path, 'absent.db')), { code: 'permission_denied' }],
    [
      'no database',
      () => writeFileSync(file, 'no database, '.repeat(1000)),
      { code: 'data_corrupt', message: expect.not.stringContaining('lacks') },
    ],
    ['an empty file', () => writeFileSync(file, ''), lacking],
    ['no table of artists', () => change('DROP TABLE catalog_artists'), lacking],
    ['no search index', () => change('DROP TABLE search_pages'), lacking],
    ['toplists without their groups', () => change('ALTER TABLE catalog_toplists RENAME COLUMN group_name TO other'), lacking],
  ])('refuses it and leaves no file open: %s', (_what, damage, fault) => {
    damage();
    expect(() => openSnapshot(file)).toThrow(expect.objectContaining({ name: 'Fault', ...fault }));
    expect(openFiles(file)).toEqual([]);
  });

  it('writes nothing, even if an interrupted change could be rolled back', () => {
    const source = new Database(file);
    // So small a cache that the change is already in the file while its journal is still there.
    for (const sql of [
      'PRAGMA cache_size = 1',
      'BEGIN',
      "UPDATE catalog_tracks SET name = name || 'x'",
      'CREATE TABLE more AS SELECT * FROM search_pages',
    ])
      source.exec(sql);
    const half = `${file}-half.db`;
    copyFileSync(file, half);
    copyFileSync(`${file}-journal`, `${half}-journal`);
    source.close();
    file = half;
    const before = readFileSync(file);
    expect(() => openSnapshot(file)).toThrow(expect.objectContaining({ name: 'Fault' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
