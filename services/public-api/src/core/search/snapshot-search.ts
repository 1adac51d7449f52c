import type { SearchSource } from '@catalogsync/snapshot-format';
import type { Page, Slice } from '../catalogue/snapshot-catalogue.js';
import type { SearchQuery } from './search-query.js';
import { LAST_TIER, type SearchTier } from './search-tier.js';

/** Where a page ended: the content of a search cursor. */
export interface SearchPosition {
  readonly tier: SearchTier;
  /** Of the entry; a toplist's number in the index. */
  readonly id: number;
}

/** Whether numbers from a cursor form a position; any position is safe to continue from. */
export function isSearchPosition(tier: number, id: number): boolean {
  return Number.isInteger(tier) && tier >= 0 && tier <= LAST_TIER && Number.isSafeInteger(id) && id >= 0;
}

/** The ids found, and what the query may have meant if nothing is as typed. */
export interface Found<Id> extends Slice<Id, SearchPosition> {
  readonly didYouMean?: string;
}

/** The options of a search page. */
export interface SearchPage extends Page<SearchPosition> {
  /** Only tracks with an active file (behaviour 179). */
  readonly playable?: boolean;
}

/**
 * Search in one snapshot: ids, best matches first (SearchTier), then by id. Every page but the last has `next` and
 * may be short, because rare matches are searched for in steps.
 */
export interface SnapshotSearch {
  /** A chart is a playlist too (behaviour 180); it is found by its group's name as well. */
  entries(source: Exclude<SearchSource, 'toplist'>, query: SearchQuery, page: SearchPage): Found<number>;
  /** Groups of charts, by their name or by a chart's. */
  toplists(query: SearchQuery, page: SearchPage): Found<string>;
}
