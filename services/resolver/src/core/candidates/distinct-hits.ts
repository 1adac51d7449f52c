import type { SearchHit } from '../sources/search.js';

/** Equal answers of one source collapsed to the first of them (behaviour 195). */
export function distinctHits(hits: readonly SearchHit[]): SearchHit[] {
  const seen = new Set<string>();
  return hits.filter((hit) => {
    const keys = [`id ${hit.track.remoteId} ${hit.fetchKey}`, contentKey(hit)];
    const isNew = keys.every((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return isNew;
  });
}

/** The same file listed twice under different ids; without a size they cannot be told to be the same. */
function contentKey({ track, audio, fetchKey }: SearchHit): string {
  if (audio.fileSizeBytes === undefined) return `file ${fetchKey}`;
  const names = track.artists.map(({ name }) => name);
  return `content ${JSON.stringify([track.name, names, track.album, audio.ext, audio.fileSizeBytes, audio.durationMs])}`;
}
