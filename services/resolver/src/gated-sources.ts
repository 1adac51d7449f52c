import type { ResolverConfig } from './config.js';
import { CachedSearcher } from './core/gate/cached-searcher.js';
import { gatedSource } from './core/gate/gated-source.js';
import type { Timing } from './core/gate/timing.js';
import type { Source } from './core/sources/source.js';

/** Cached answers per source. */
const cachedSearches = 1000;

/** Puts each source behind one shared gate, and its searches behind a cache, unless its files are on this machine. */
export function gatedSources(sources: readonly Source[], config: ResolverConfig, timing: Timing): Source[] {
  const times = {
    searchMs: config.DOWNLOAD_SEARCH_SECONDS * 1000,
    stallMs: config.DOWNLOAD_STALL_SECONDS * 1000,
    fetchMs: config.DOWNLOAD_FETCH_MINUTES * 60_000,
  };
  const limits = { lifetimeMs: config.SEARCH_CACHE_MINUTES * 60_000, entries: cachedSearches };
  return sources.map((source) => {
    const behind = gatedSource(source, timing, times);
    // The library answers at once, and a cache would hide what a scan has just found.
    if (behind.searcher === undefined || behind.trackFiles !== undefined) return behind;
    return { ...behind, searcher: new CachedSearcher(behind.searcher, limits, timing) };
  });
}
