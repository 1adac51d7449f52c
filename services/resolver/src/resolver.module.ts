import { defaultQualityProfile } from '@catalogsync/catalog';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { DownloadsController } from './adapters/grpc/downloads.controller.js';
import { LyricsController } from './adapters/grpc/lyrics.controller.js';
import { RankingController } from './adapters/grpc/ranking.controller.js';
import { ResolveController } from './adapters/grpc/resolve.controller.js';
import { logToken, ResolverController, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import type { ResolverConfig } from './config.js';
import { ScanLibrary } from './core/library/scan-library.js';
import { PlaylistRecogniser } from './core/sources/recognise-playlists.js';
import type { Source } from './core/sources/source.js';
import { SourceBrowser } from './core/sources/source-browser.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { downloadProviders, gated, qualityProfiles } from './downloads.module.js';
import { librarySource, scanLibrary } from './library.module.js';
import { lyricsProviders } from './lyrics.module.js';
import { buildRanking } from './ranking.module.js';
import { buildSearch, resolveProviders } from './resolve.module.js';
import { playlistRecogniser } from './sources.module.js';

/** What `main` opens and closes. */
export interface ResolverParts {
  readonly database: Database;
  /** Aborts what runs when the service stops. */
  readonly stopping: AbortSignal;
  /** See sources.module.ts. */
  readonly remoteSources: readonly Source[];
}

/** The order is that of `ListSources`. */
function sources(config: ResolverConfig, parts: ResolverParts): Source[] {
  return [librarySource(config, parts.database), ...parts.remoteSources];
}

/** The only place where ports meet their adapters. */
export class ResolverModule {
  static register(config: ResolverConfig, context: ServiceContext, parts: ResolverParts): DynamicModule {
    const { database } = parts;
    const registry = new SourceRegistry(gated(sources(config, parts), config, context));
    const ranking = buildRanking(config, context, database);
    const { learning } = ranking;
    const manual = new SqliteManualMatches(database);
    const rejected = new SqliteRejectedFiles(database, context.clock);
    const around = { sources: registry, learning, manual, rejected };
    const search = buildSearch(config, around);
    const { files } = learning.standing;
    const profile = qualityProfiles(config).get('') ?? defaultQualityProfile;
    return {
      module: ResolverModule,
      controllers: [ResolverController, ResolveController, RankingController, DownloadsController, LyricsController],
      providers: [
        { provide: SourceRegistry, useFactory: () => registry },
        { provide: SourceBrowser, useFactory: () => new SourceBrowser(registry) },
        { provide: PlaylistRecogniser, useFactory: () => playlistRecogniser },
        { provide: ScanLibrary, useFactory: () => scanLibrary(config, context, database) },
        { provide: stopSignalToken, useFactory: () => parts.stopping },
        { provide: logToken, useFactory: () => context.log },
        ...ranking.providers,
        ...downloadProviders(config, context, { database, sources: registry, finder: search.finder, files, rejected }),
        ...lyricsProviders(search.search, manual),
        ...resolveProviders(search, around, profile, context),
      ],
    };
  }
}
