import type { QualityProfile } from '@catalogsync/catalog';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Provider } from '@nestjs/common';
import type { ResolverConfig } from './config.js';
import { CandidateSearch } from './core/candidates/candidate-search.js';
import { FindRecording } from './core/candidates/find-recording.js';
import type { ManualMatches } from './core/choices/manual-matches.js';
import type { RejectedFiles } from './core/choices/rejected-files.js';
import { UserChoices } from './core/choices/user-choices.js';
import type { Learning } from './core/ranking/learning.js';
import { ResolveSong } from './core/resolve/resolve-song.js';
import { SearchSource } from './core/resolve/search-source.js';
import type { SourceRegistry } from './core/sources/source-registry.js';

/** What the one search for a recording goes by. */
export interface SearchSurroundings {
  /** Already behind their gates, see `gated`. */
  readonly sources: SourceRegistry;
  readonly learning: Learning;
  readonly manual: ManualMatches;
  readonly rejected: RejectedFiles;
}

/** The search that resolving shows, downloads go by and lyrics are looked for with. */
export interface RecordingSearch {
  readonly search: CandidateSearch;
  readonly finder: FindRecording;
}

/** Binds the one search for a recording. */
export function buildSearch(config: ResolverConfig, { sources, learning, manual, rejected }: SearchSurroundings): RecordingSearch {
  const search = new CandidateSearch(rejected, (ms) => AbortSignal.timeout(ms));
  const settings = { defaultSources: config.DOWNLOAD_SOURCES, ahead: config.RESOLVE_AHEAD };
  return { search, finder: new FindRecording(sources, search, learning, manual, settings) };
}

/** Binds resolving for the ResolveController. @param profile the default one */
export function resolveProviders(
  { search, finder }: RecordingSearch,
  { sources, manual, rejected }: SearchSurroundings,
  profile: QualityProfile,
  { clock }: ServiceContext,
): Provider[] {
  return [
    { provide: ResolveSong, useFactory: () => new ResolveSong(finder, sources, profile) },
    { provide: SearchSource, useFactory: () => new SearchSource(sources, search, profile) },
    { provide: UserChoices, useFactory: () => new UserChoices(manual, rejected, sources, clock) },
  ];
}
