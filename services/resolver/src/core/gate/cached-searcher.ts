import type { SearchHit, SearchRequest, TrackSearcher } from '../sources/search.js';
import type { Timing } from './timing.js';

export interface CacheLimits {
  readonly lifetimeMs: number;
  /** Answers kept; the least recently used goes first. */
  readonly entries: number;
}

interface Entry {
  readonly hits: readonly SearchHit[];
  readonly storedAt: number;
}

/**
 * Caches a source's answers for a while (behaviour 196): unchanged hits and empty answers, but no failures and no
 * files. Addresses in fetch keys expire, so the lifetime is minutes, not days.
 */
export class CachedSearcher implements TrackSearcher {
  /** In the order of their last use. */
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly searcher: TrackSearcher,
    private readonly limits: CacheLimits,
    private readonly timing: Timing,
  ) {}

  async searchTracks(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const key = JSON.stringify([request.keyword, request.limit, request.target]);
    const known = this.entries.get(key);
    this.entries.delete(key);
    if (known !== undefined && this.timing.elapsed() - known.storedAt < this.limits.lifetimeMs) {
      this.entries.set(key, known);
      return known.hits;
    }
    const hits = await this.searcher.searchTracks(request, signal);
    this.entries.set(key, { hits, storedAt: this.timing.elapsed() });
    const oldest = this.entries.keys().next();
    if (this.entries.size > this.limits.entries && !oldest.done) this.entries.delete(oldest.value);
    return hits;
  }
}
