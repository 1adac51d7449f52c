import type { Page } from '../catalogue/snapshot-catalogue.js';
import { EntryMatcher } from './entry-matcher.js';
import type { SearchIndex, SearchScope } from './search-index.js';
import type { SearchQuery } from './search-query.js';
import { LAST_TIER, SearchTier } from './search-tier.js';
import type { Found, SearchPosition } from './snapshot-search.js';

/**
 * Comparisons for one page. Limits a page to some milliseconds: beyond it the page is short, and the next one continues
 * from there.
 */
const MOST_COMPARED = 3000;

class PageCollector {
  private readonly found: SearchPosition[] = [];
  private readonly matcher: EntryMatcher;
  private stoppedAt: SearchPosition | undefined;
  private meant: string | undefined;

  constructor(
    private readonly index: SearchIndex,
    query: SearchQuery,
    private readonly scope: SearchScope,
    private readonly limit: number,
    /** Whether the page is the first. */
    private readonly first: boolean,
  ) {
    this.matcher = new EntryMatcher(index, query, scope);
  }

  /** Searches a tier from an id on; false once the page is full. */
  collect(tier: SearchTier, from: number): boolean {
    const plan = this.matcher.plan(tier);
    if (plan === undefined) return true;
    const ids = this.index.candidates(this.scope.source, plan);
    for (let id = ids.seek(from); id !== Number.POSITIVE_INFINITY; id = ids.seek(id + 1)) {
      if (this.isIn(tier, id)) this.found.push({ tier, id });
      if (this.found.length > this.limit) return false;
      if (this.matcher.cost >= MOST_COMPARED) {
        this.stoppedAt = { tier, id };
        return false;
      }
    }
    return true;
  }

  private isIn(tier: SearchTier, id: number): boolean {
    const { index, matcher } = this;
    const { source, playable } = this.scope;
    if (matcher.tierOf(id, tier) !== tier) return false;
    if (playable && !index.isPlayable(source, id)) return false;
    if (tier === SearchTier.near && this.found.length === 0 && this.first) this.meant = matcher.meant(id);
    return true;
  }

  slice(): Found<number> {
    const items = this.found.slice(0, this.limit).map(({ id }) => id);
    const next = this.found.length > this.limit ? this.found[this.limit - 1] : this.stoppedAt;
    return { items, ...(next === undefined ? {} : { next }), ...(this.meant === undefined ? {} : { didYouMean: this.meant }) };
  }
}

/** A page of matches, by tier, then by id. The last page has no `next`; any other may be short. */
export function searchEntries(
  index: SearchIndex,
  query: SearchQuery,
  scope: SearchScope,
  { limit, after }: Page<SearchPosition>,
): Found<number> {
  const page = new PageCollector(index, query, scope, limit, after === undefined);
  const start = after?.tier ?? SearchTier.nameExact;
  for (let tier = start; tier <= LAST_TIER; tier++) {
    if (!page.collect(tier, tier === start && after !== undefined ? after.id + 1 : 0)) break;
  }
  return page.slice();
}
