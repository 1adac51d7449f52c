import {
  entryPlayable,
  entryTexts,
  type IdStream,
  nearSource,
  type QueryPlan,
  SearchLayers,
  type SearchSource,
  type SegmentRow,
} from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { IndexedEntry, SearchIndex } from '../../core/search/search-index.js';

type EntryRow = [name: string, owners: string | null, album: string | null];

/** @internal for tests */
export const searchSql = {
  segments:
    'SELECT first_id AS firstId, last_id AS lastId, first_page AS firstPage, directory FROM search_segments WHERE source = ? ORDER BY segment',
  page: 'SELECT lists FROM search_pages WHERE page = ?',
  toplistId: 'SELECT toplist_id FROM search_toplists WHERE number = ?',
} as const;

/** What a query reads of one kind of results. */
interface SourceStatements {
  readonly lists: SearchLayers;
  readonly near: SearchLayers;
  readonly texts: Statement<[number], EntryRow>;
  readonly playable: Statement<[number], number>;
}

/** Pages kept for the next look-up, about 2 KB each: a query needs the same ones in every tier. */
const KEPT_PAGES = 1024;

/** Reads the search index of one opened snapshot, through statements prepared once. */
export class SearchStatements implements SearchIndex {
  private readonly sources: Readonly<Record<SearchSource, SourceStatements>>;
  private readonly pages = new LRUCache<number, Uint8Array>({ max: KEPT_PAGES });
  private readonly pageStatement: Statement<[number], Uint8Array>;
  private readonly toplistIdStatement: Statement<[number], string>;

  constructor(database: Database) {
    const segments = database.prepare<[string], SegmentRow>(searchSql.segments);
    const read = (source: string): SearchLayers => new SearchLayers(segments.all(source), this.page);
    const statementsOf = (source: SearchSource): SourceStatements => ({
      lists: read(source),
      near: read(nearSource(source)),
      texts: database.prepare<[number], EntryRow>(entryTexts(source)).raw(true),
      playable: database.prepare<[number], number>(entryPlayable(source)).pluck(true),
    });
    this.sources = {
      track: statementsOf('track'),
      artist: statementsOf('artist'),
      album: statementsOf('album'),
      playlist: statementsOf('playlist'),
      toplist: statementsOf('toplist'),
    };
    this.pageStatement = database.prepare<[number], Uint8Array>(searchSql.page).pluck(true);
    this.toplistIdStatement = database.prepare<[number], string>(searchSql.toplistId).pluck(true);
  }

  candidates(source: SearchSource, plan: QueryPlan): IdStream {
    return this.sources[source].lists.stream(plan);
  }

  near(source: SearchSource, plan: QueryPlan): IdStream {
    return this.sources[source].near.stream(plan);
  }

  entry(source: SearchSource, id: number): IndexedEntry | undefined {
    const row = this.sources[source].texts.get(id);
    return row === undefined ? undefined : { name: row[0], owners: row[1], album: row[2] };
  }

  isPlayable(source: SearchSource, id: number): boolean {
    return this.sources[source].playable.get(id) === 1;
  }

  toplistId(number: number): string | undefined {
    return this.toplistIdStatement.get(number);
  }

  private readonly page = (number: number): Uint8Array | undefined => {
    const kept = this.pages.get(number);
    if (kept !== undefined) return kept;
    const read = this.pageStatement.get(number);
    if (read !== undefined) this.pages.set(number, read);
    return read;
  };
}
