import type { SearchHit } from '../../core/sources/search.js';

/** Hits as a search returns them: a song that the service names twice is one. */
export function eachOnce(hits: readonly SearchHit[], limit: number): SearchHit[] {
  const byId = new Map<string, SearchHit>();
  for (const hit of hits) if (!byId.has(hit.track.remoteId)) byId.set(hit.track.remoteId, hit);
  return [...byId.values()].slice(0, limit);
}
