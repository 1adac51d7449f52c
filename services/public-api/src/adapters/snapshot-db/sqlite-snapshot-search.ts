import type { SearchSource } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { searchEntries } from '../../core/search/search-entries.js';
import type { SearchQuery } from '../../core/search/search-query.js';
import type { Found, SearchPage, SnapshotSearch } from '../../core/search/snapshot-search.js';
import { SearchStatements } from './search-statements.js';

/** Search in one opened `catalog_read.db`. */
export class SqliteSnapshotSearch implements SnapshotSearch {
  private readonly statements: SearchStatements;

  constructor(database: Database) {
    this.statements = new SearchStatements(database);
  }

  toplists(query: SearchQuery, page: SearchPage): Found<string> {
    const found = this.entries('toplist', query, page);
    const items = found.items.map((number) => this.statements.toplistId(number)).filter((id) => id !== undefined);
    return { ...found, items };
  }

  entries(source: SearchSource, query: SearchQuery, page: SearchPage): Found<number> {
    return searchEntries(this.statements, query, { source, playable: page.playable === true && source === 'track' }, page);
  }
}
