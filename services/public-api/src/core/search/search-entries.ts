import { type IdStream, nameKey, ownerKeys, type QueryPlan, type SearchSource } from '@catalogsync/snapshot-format';
import type { Page, Slice } from '../catalogue/snapshot-catalogue.js';
import type { SearchQuery } from './search-query.js';
import { LAST_TIER, SearchTier, tierOf } from './search-tier.js';
import type { SearchPosition } from './snapshot-search.js';
import { tierPlan } from './tier-plan.js';

/** An index entry with its indexed texts. */
export interface IndexedEntry {
  readonly name: string;
  readonly owners: string | null;
}

/** Port to the search index of one snapshot. */
export interface SearchIndex {
  /** Ids of entries that may match a plan. */
  candidates(source: SearchSource, plan: QueryPlan): IdStream;
  /** Undefined if there is no entry with that id. */
  entry(source: SearchSource, id: number): IndexedEntry | undefined;
  isPlayable(source: SearchSource, id: number): boolean;
}

export interface SearchScope {
  readonly source: SearchSource;
  /** Only playable ones; for tracks. */
  readonly playable: boolean;
}

/**
 * Candidates compared for one page. Limits a page to some tens of milliseconds: beyond it the page is short, and
 * the next one continues from there.
 */
const MOST_COMPARED = 10_000;

class PageCollector {
  private readonly found: SearchPosition[] = [];
  private compared = 0;
  private stoppedAt: SearchPosition | undefined;

  constructor(
    private readonly index: SearchIndex,
    private readonly query: SearchQuery,
    private readonly scope: SearchScope,
    private readonly limit: number,
  ) {}

  /** Searches a tier from an id on; false once the page is full. */
  collect(tier: SearchTier, from: number): boolean {
    const plan = tierPlan(tier, this.query, this.scope.playable);
    if (plan === undefined) return true;
    const ids = this.index.candidates(this.scope.source, plan);
    for (let id = ids.seek(from); id !== Number.POSITIVE_INFINITY; id = ids.seek(id + 1)) {
      if (this.isIn(tier, id)) this.found.push({ tier, id });
      if (this.found.length > this.limit) return false;
      if (++this.compared >= MOST_COMPARED) {
        this.stoppedAt = { tier, id };
        return false;
      }
    }
    return true;
  }

  private isIn(tier: SearchTier, id: number): boolean {
    const { index, query } = this;
    const { source, playable } = this.scope;
    const entry = index.entry(source, id);
    if (entry === undefined) return false;
    if (tierOf(query, { name: nameKey(entry.name), owners: ownerKeys(entry.owners) }) !== tier) return false;
    return !playable || index.isPlayable(source, id);
  }

  slice(): Slice<number, SearchPosition> {
    const items = this.found.slice(0, this.limit).map(({ id }) => id);
    const next = this.found.length > this.limit ? this.found[this.limit - 1] : this.stoppedAt;
    return next === undefined ? { items } : { items, next };
  }
}

/** A page of matches, by tier, then by id. The last page has no `next`; any other may be short. */
export function searchEntries(
  index: SearchIndex,
  query: SearchQuery,
  scope: SearchScope,
  { limit, after }: Page<SearchPosition>,
): Slice<number, SearchPosition> {
  const page = new PageCollector(index, query, scope, limit);
  const start = after?.tier ?? SearchTier.nameExact;
  for (let tier = start; tier <= LAST_TIER; tier++) {
    if (!page.collect(tier, tier === start && after !== undefined ? after.id + 1 : 0)) break;
  }
  return page.slice();
}
