import { readIndices, readTables } from '@catalogsync/snapshot-format';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { playlistSorts, sortOrders } from '../../core/catalogue/snapshot-catalogue.js';
import { artistSql } from './artist-statements.js';
import { playlistPageSql, playlistSql } from './playlist-statements.js';
import { toplistSql } from './toplist-statements.js';
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
  const rows = positional.length > 0 ? statement.all(...positional) : statement.all({ platform: 'qq', name: 'x', key: 1, id: 1, limit: 1 });
  return (rows as { detail: string }[]).map((row) => row.detail);
}

const pages = playlistSorts.flatMap((sort) =>
  sortOrders.flatMap((order) =>
    [false, true].flatMap((byPlatform) =>
      [false, true].map((goesOn): [string, string] => [
        `${sort} ${order} ${byPlatform} ${goesOn}`,
        playlistPageSql(sort, order, byPlatform, goesOn),
      ]),
    ),
  ),
);

const statements: [string, string][] = [
  ...pages,
  ...[playlistSql, trackSql, artistSql, toplistSql].flatMap((group) => Object.entries(group) as [string, string][]),
];

describe('when a statement of the public API is planned', () => {
  it.each(statements)('neither sorts nor reads more than it shows: %s', (_name, sql) => {
    const plan = planOf(sql);
    expect(plan.length).toBeGreaterThan(0);
    for (const step of plan) {
      expect(step).not.toMatch(/TEMP B-TREE/);
      // A first page reads an index in order until LIMIT ends it.
      if (step.startsWith('SCAN')) expect(step).toMatch(/^SCAN catalog_\w+( USING (COVERING )?INDEX .+)?$/);
      if (step.startsWith('SCAN') && !step.includes('INDEX')) expect(sql).toMatch(/ORDER BY playlist_id (asc|desc) LIMIT @limit$/);
    }
    // A later page or a lookup is a search.
    if (/WHERE/.test(sql)) expect(plan.filter((step) => !/^(SEARCH|MERGE|LEFT|RIGHT)/.test(step))).toEqual([]);
  });

  it.each(statements)('is not recompiled for every value: %s', (_name, sql) => {
    if (/ORDER BY|JOIN/.test(sql)) expect(sql).not.toMatch(/ = [?@]/);
  });

  it('starts at the key itself, not at the start of its group', () => {
    expect(planOf(playlistPageSql('name', 'asc', true, true))).toEqual([
      'MERGE (UNION ALL)',
      'LEFT',
      'SEARCH catalog_playlists USING INDEX catalog_playlists_by_platform_and_name (platform=? AND name=? AND playlist_id>?)',
      'RIGHT',
      'SEARCH catalog_playlists USING INDEX catalog_playlists_by_platform_and_name (platform=? AND name>?)',
    ]);
    expect(planOf(trackSql.ofPlaylist)[0]).toBe('SEARCH p USING PRIMARY KEY (playlist_id=? AND (position,song_id)>(?,?))');
    expect(planOf(artistSql.after)).toContain('SEARCH catalog_artists USING INDEX catalog_artists_by_name (name=? AND artist_id>?)');
  });
});
