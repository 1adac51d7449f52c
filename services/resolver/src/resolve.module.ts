import type { QualityProfile } from '@catalogsync/catalog';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Provider } from '@nestjs/common';
import type { ResolverConfig } from './config.js';
import type { RejectedFiles } from './core/downloads/rejected-files.js';
import { CandidateSearch } from './core/resolve/candidate-search.js';
import type { Learning } from './core/resolve/learning.js';
import type { ManualMatches } from './core/resolve/manual-matches.js';
import { ResolveSong } from './core/resolve/resolve-song.js';
import { SearchSource } from './core/resolve/search-source.js';
import { UserChoices } from './core/resolve/user-choices.js';
import { SourceRegistry } from './core/sources/source-registry.js';

/** What resolving shares with downloads. */
export interface ResolveSurroundings {
  readonly learning: Learning;
  readonly manual: ManualMatches;
  readonly rejected: RejectedFiles;
  /** The default one. */
  readonly profile: QualityProfile;
}

/** Binds resolving for the ResolveController; its sources are those of the registry, behind their gates. */
export function resolveProviders(config: ResolverConfig, context: ServiceContext, around: ResolveSurroundings): Provider[] {
  const { learning, manual, rejected, profile } = around;
  const judging = { profile, isRejected: (source: string, remoteId: string) => rejected.isRejectedTrack(source, remoteId) };
  const search = new CandidateSearch(judging, (ms) => AbortSignal.timeout(ms));
  const settings = { defaultSources: config.DOWNLOAD_SOURCES, ahead: config.RESOLVE_AHEAD };
  return [
    {
      provide: ResolveSong,
      useFactory: (registry: SourceRegistry) => new ResolveSong(registry, search, learning, manual, settings),
      inject: [SourceRegistry],
    },
    { provide: SearchSource, useFactory: (registry: SourceRegistry) => new SearchSource(registry, search), inject: [SourceRegistry] },
    {
      provide: UserChoices,
      useFactory: (registry: SourceRegistry) => new UserChoices(manual, rejected, registry, context.clock),
      inject: [SourceRegistry],
    },
  ];
}
