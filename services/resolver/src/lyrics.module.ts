import type { Provider } from '@nestjs/common';
import type { CandidateSearch } from './core/candidates/candidate-search.js';
import type { ManualMatches } from './core/choices/manual-matches.js';
import { FindLyrics } from './core/lyrics/find-lyrics.js';
import { SourceRegistry } from './core/sources/source-registry.js';

/** Binds the search for lyrics for the LyricsController. */
export function lyricsProviders(search: CandidateSearch, manual: ManualMatches): Provider[] {
  return [
    { provide: FindLyrics, useFactory: (registry: SourceRegistry) => new FindLyrics(registry, search, manual), inject: [SourceRegistry] },
  ];
}
