import { readIndices, readTables } from '@catalogsync/snapshot-format';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { documentKinds } from '../../core/catalogue/documents.js';
import { albumSorts, playlistSorts, sortOrders } from '../../core/catalogue/snapshot-catalogue.js';
import { albumSql, albumTable } from './album-statements.js';
import { artistsByName } from './artist-statements.js';
import { changeSql } from './change-statements.js';
import { genreSql, genresByName } from './genre-statements.js';
import { snapshotSql } from './open-snapshot.js';
import { type OrderedTable, orderedKeySql, orderedSql } from './ordered-ids.js';
import { playlistTable } from './playlist-statements.js';
import { sharedSql } from './shared-things.js';
import { documentSql } from './stored-documents.js';
import { toplistSql } from './toplist-statements.js';
import { trackIndexSql, trackTables } from './track-index.js';
import { trackRowSql } from './track-rows.js';
import { trackSql } from './track-statements.js';

// Real here: SQLite's planner on the published schema.
let database: Database.Database;

beforeAll(() => {
  database = new Database(':memory:');
  for (const sql of [...readTables, ...readIndices]) database.exec(sql);
});

afterAll(() => {
  database.close();
});

function planOf(sql: string): string[] {
  const statement = database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
  const positional = Array.from(sql.matchAll(/\?/g), () => 1);
  const rows =
    positional.length > 0
      ? statement.all(...positional)
      : statement.all({ filter: 'qq', kind: 'track', changedIn: 1, key: 1, id: 1, limit: 1 });
  return (rows as { detail: string }[]).map((row) => row.detail);
}

const tables: readonly OrderedTable[] = [
  ...playlistSorts.flatMap((sort) => [false, true].map((byPlatform) => playlistTable(sort, byPlatform))),
  ...albumSorts.map(albumTable),
  ...Object.values(trackTables),
  artistsByName,
  genresByName,
];

const pages = tables.flatMap((table) =>
  sortOrders.flatMap((order) => {
    const parts = table.nullable ? (['first', 'after', 'unknown'] as const) : (['first', 'after'] as const);
    return parts.map((part): [string, string] => [
      `${table.table} ${table.key} ${table.filter} ${order} ${part}`,
      orderedSql(table, order, part),
    ]);
  }),
);

const { schema: _schema, ...indexSql } = { schema: snapshotSql.version, ...trackIndexSql };

const statements: [string, string][] = [
  ...pages,
  ...tables.map((table): [string, string] => [`key of ${table.table} ${table.key}`, orderedKeySql(table)]),
  ...documentKinds.map((kind): [string, string] => [`${kind} document`, documentSql.one(kind)]),
  ...documentKinds.map((kind): [string, string] => [`changed ${kind}s`, changeSql.upserted(kind)]),
  ['changes from', changeSql.sequence],
  ['deleted', changeSql.deleted],
  ['moved', snapshotSql.moved],
  ...[trackSql, trackRowSql, indexSql, genreSql, albumSql, toplistSql, sharedSql].flatMap(
    (group) => Object.entries(group) as [string, string][],
  ),
];

describe('when a statement of the public API is planned', () => {
  it.each(statements)('neither sorts nor reads more than it shows: %s', (_name, sql) => {
    const plan = planOf(sql);
    expect(plan.length).toBeGreaterThan(0);
    for (const step of plan) {
      expect(step).not.toMatch(/TEMP B-TREE/);
      // A first page reads an index in order until LIMIT ends it.
      if (step.startsWith('SCAN'))
        expect(step).toMatch(/^SCAN (catalog_\w+( USING (COVERING )?INDEX .+)?|e VIRTUAL TABLE INDEX 1:|CONSTANT ROW)$/);
      if (step.startsWith('SCAN catalog') && !step.includes('INDEX'))
        expect(sql).toMatch(/ORDER BY (playlist|song)_id (asc|desc) LIMIT \+@limit$/);
    }
    // A later page or a lookup is a search.
    if (/WHERE/.test(sql)) expect(plan.filter((step) => !/^(SEARCH|MERGE|LEFT|RIGHT)/.test(step))).toEqual([]);
  });

  it.each(statements)('is not recompiled for every value: %s', (_name, sql) => {
    if (/ORDER BY|JOIN/.test(sql)) expect(sql).not.toMatch(/ = [?@]/);
    expect(sql).not.toMatch(/LIMIT [?@]/);
  });

  it('starts at the key itself, not at the start of its group', () => {
    expect(planOf(orderedSql(playlistTable('name', true), 'asc', 'after'))).toEqual([
      'MERGE (UNION ALL)',
      'LEFT',
      'SEARCH catalog_playlists USING COVERING INDEX catalog_playlists_by_platform_and_name (platform=? AND name=? AND rowid>?)',
      'RIGHT',
      'SEARCH catalog_playlists USING COVERING INDEX catalog_playlists_by_platform_and_name (platform=? AND name>?)',
    ]);
    expect(planOf(trackSql.ofPlaylist)[0]).toBe(
      'SEARCH catalog_playlist_tracks USING PRIMARY KEY (playlist_id=? AND (position,song_id)>(?,?))',
    );
    expect(planOf(orderedSql(artistsByName, 'asc', 'after'))).toContain(
      'SEARCH catalog_artists USING COVERING INDEX catalog_artists_by_name (name=? AND rowid>?)',
    );
  });
});
