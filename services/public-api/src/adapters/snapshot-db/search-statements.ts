import {
  allOf,
  anyOf,
  entryById,
  type IdStream,
  ListStream,
  type PageFinder,
  type QueryPlan,
  type SearchSegment,
  type SearchSource,
  searchSources,
} from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import type { IndexedEntry, SearchIndex } from '../../core/search/search-entries.js';

type EntryRow = [id: number, name: string, owners: string | null, playable: number];

export const searchSql = {
  segments: 'SELECT segment, first_id AS firstId, last_id AS lastId FROM search_segments WHERE source = ? ORDER BY segment',
  pageAt: `SELECT lists FROM search_pages WHERE segment = ? AND (token, first_id) <= (?, ?)
    ORDER BY token DESC, first_id DESC LIMIT 1`,
  pageAfter: 'SELECT lists FROM search_pages WHERE segment = ? AND token = ? AND first_id > ? ORDER BY first_id LIMIT 1',
  toplistId: 'SELECT toplist_id FROM search_toplists WHERE number = ?',
} as const;

/** Reads the search index of one opened snapshot, through statements prepared once. */
export class SearchStatements implements SearchIndex, PageFinder {
  private readonly segments = new Map<SearchSource, readonly SearchSegment[]>();
  private readonly entries = new Map<SearchSource, Statement<[number], EntryRow>>();
  private readonly pageAtStatement: Statement<[number, number, number], Uint8Array>;
  private readonly pageAfterStatement: Statement<[number, number, number], Uint8Array>;
  private readonly toplistIdStatement: Statement<[number], string>;

  constructor(database: Database) {
    const segments = database.prepare<[string], SearchSegment>(searchSql.segments);
    for (const source of searchSources) {
      this.segments.set(source, segments.all(source));
      this.entries.set(source, database.prepare<[number], EntryRow>(entryById(source)).raw(true));
    }
    this.pageAtStatement = database.prepare<[number, number, number], Uint8Array>(searchSql.pageAt).pluck(true);
    this.pageAfterStatement = database.prepare<[number, number, number], Uint8Array>(searchSql.pageAfter).pluck(true);
    this.toplistIdStatement = database.prepare<[number], string>(searchSql.toplistId).pluck(true);
  }

  candidates(source: SearchSource, plan: QueryPlan): IdStream {
    if (typeof plan === 'number') return new ListStream(plan, this.segments.get(source) ?? [], this);
    if ('all' in plan) return allOf(plan.all.map((part) => this.candidates(source, part)));
    return anyOf(plan.any.map((part) => this.candidates(source, part)));
  }

  entry(source: SearchSource, id: number): IndexedEntry | undefined {
    const row = this.entries.get(source)?.get(id);
    return row === undefined ? undefined : { name: row[1], owners: row[2], playable: row[3] === 1 };
  }

  pageAt(segment: number, token: number, id: number): Uint8Array | undefined {
    return this.pageAtStatement.get(segment, token, id);
  }

  pageAfter(segment: number, token: number, id: number): Uint8Array | undefined {
    return this.pageAfterStatement.get(segment, token, id);
  }

  toplistId(number: number): string | undefined {
    return this.toplistIdStatement.get(number);
  }
}
