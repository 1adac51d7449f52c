import { changedRows, goneRows, noteDifferences } from '@catalogsync/snapshot-delta';
import { fillSearchTables, type SearchSource, searchPreparation } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { affectedIds } from './affected-ids.js';
import type { NotedRows } from './incremental-rows.js';
import { documentKinds } from './previous-snapshot.js';

/** Adds to the search index of `main` the entries whose texts may have changed, as the layer of this generation. */
export function addSearchLayer(db: Database, { tables, generation }: NotedRows, apply: (table: string) => void, check: () => void): void {
  const number = (sql: string): number => Number(db.prepare(sql).pluck().get());
  const among = new Map<SearchSource, string | undefined>(documentKinds.map((kind) => [kind, affectedIds('search', kind)]));
  if (
    number(`SELECT EXISTS(SELECT 1 FROM ${changedRows('catalog_toplists')}) OR EXISTS(SELECT 1 FROM ${goneRows('catalog_toplists')})`) === 1
  ) {
    // There are few, and they are numbered in the order of their ids.
    among.set('toplist', undefined);
    renumberToplists(db, tables, apply);
  }
  fillSearchTables(db, {
    onProgress: check,
    layer: {
      into: 'delta',
      number: generation,
      firstSegment: number('SELECT coalesce(max(segment), 0) + 1 FROM main.search_segments'),
      firstPage: number('SELECT coalesce(max(page), 0) + 1 FROM main.search_pages'),
      among,
    },
  });
  apply('search_segments');
  apply('search_pages');
}

function renumberToplists(db: Database, tables: NotedRows['tables'], apply: (table: string) => void): void {
  const table = tables.find(({ name }) => name === 'search_toplists');
  if (table === undefined) return;
  // Both tables of this name: what fills it fills the temporary one.
  db.exec('CREATE TABLE temp.search_toplists(number INTEGER PRIMARY KEY, toplist_id TEXT NOT NULL UNIQUE)');
  for (const statement of searchPreparation) db.exec(statement);
  noteDifferences(db, table, 'main', 'temp');
  db.exec('DROP TABLE temp.search_toplists');
  // A row that only got another number must leave before another takes its place.
  db.exec(`INSERT INTO ${goneRows('search_toplists')} SELECT n.number FROM ${changedRows('search_toplists')} n
    WHERE n.number IN (SELECT number FROM main.search_toplists)`);
  apply('search_toplists');
  db.exec(
    `INSERT INTO ${goneRows('search_segments')} SELECT segment FROM main.search_segments WHERE source IN ('toplist', 'toplist near')`,
  );
  db.exec(`INSERT INTO ${goneRows('search_pages')} SELECT p.page FROM main.search_segments s CROSS JOIN main.search_pages p
    WHERE s.source IN ('toplist', 'toplist near') AND p.page >= s.first_page
      AND p.page < coalesce((SELECT min(o.first_page) FROM main.search_segments o WHERE o.first_page > s.first_page), 9007199254740991) ORDER BY 1`);
}
