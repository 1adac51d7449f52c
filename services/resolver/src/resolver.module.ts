import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { defaultQualityProfile } from '@catalogsync/catalog';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { AudioFileReader } from './adapters/audio-files/audio-file-reader.js';
import { DownloadsController } from './adapters/grpc/downloads.controller.js';
import { RankingController } from './adapters/grpc/ranking.controller.js';
import { ResolveController } from './adapters/grpc/resolve.controller.js';
import { logToken, ResolverController, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { LocalFolderProbe } from './adapters/library-files/folder-probe.js';
import { LocalFolderWalker } from './adapters/library-files/folder-walker.js';
import { LocalPlaylistFileReader } from './adapters/library-files/playlist-file-reader.js';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { SqliteLibraryQueries } from './adapters/sqlite/library-queries.js';
import { SqliteLibraryStore } from './adapters/sqlite/library-store.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import type { ResolverConfig } from './config.js';
import { LibraryHealth } from './core/library/library-health.js';
import { LibrarySource, librarySourceName } from './core/library/library-source.js';
import { OpenPhase } from './core/library/phases/open-phase.js';
import { PlaylistPhase } from './core/library/phases/playlist-phase.js';
import { PublishPhase } from './core/library/phases/publish-phase.js';
import { WalkPhase } from './core/library/phases/walk-phase.js';
import { ScanLibrary } from './core/library/scan-library.js';
import type { Source } from './core/sources/source.js';
import { SourceBrowser } from './core/sources/source-browser.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { downloadProviders, gated, qualityProfiles } from './downloads.module.js';
import { buildRanking } from './ranking.module.js';
import { resolveProviders } from './resolve.module.js';

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

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

function librarySource(config: ResolverConfig, database: Database): Source {
  const library = new LibrarySource(new SqliteLibraryQueries(database), sha256Hex);
  const configured = config.LIBRARY_FOLDERS.length > 0;
  const health = new LibraryHealth(config.LIBRARY_FOLDERS, new LocalFolderProbe());
  return { name: librarySourceName, configured, playlists: library, charts: library, playlistTracks: library, trackFiles: library, health };
}

function scanLibrary(config: ResolverConfig, context: ServiceContext, database: Database): ScanLibrary {
  const store = new SqliteLibraryStore(database, nextTurn);
  const phases = [
    new WalkPhase(new LocalFolderWalker(), store, nextTurn),
    new OpenPhase(new AudioFileReader(), store, config.LIBRARY_READERS),
    new PlaylistPhase(new LocalPlaylistFileReader()),
    new PublishPhase(store, sha256Hex, nextTurn),
  ];
  const roots = config.LIBRARY_FOLDERS.map((path) => ({ path }));
  return new ScanLibrary(roots, phases, store, () => context.clock.now());
}

/** The only place where ports meet their adapters. */
export class ResolverModule {
  static register(config: ResolverConfig, context: ServiceContext, parts: ResolverParts): DynamicModule {
    const registry = new SourceRegistry(gated(sources(config, parts), config, context));
    const ranking = buildRanking(config, context, parts.database);
    const manual = new SqliteManualMatches(parts.database);
    const rejected = new SqliteRejectedFiles(parts.database, context.clock);
    const profile = qualityProfiles(config).get('') ?? defaultQualityProfile;
    return {
      module: ResolverModule,
      controllers: [ResolverController, ResolveController, RankingController, DownloadsController],
      providers: [
        { provide: SourceRegistry, useFactory: () => registry },
        { provide: SourceBrowser, useFactory: () => new SourceBrowser(registry) },
        { provide: ScanLibrary, useFactory: () => scanLibrary(config, context, parts.database) },
        { provide: stopSignalToken, useFactory: () => parts.stopping },
        { provide: logToken, useFactory: () => context.log },
        ...ranking.providers,
        ...downloadProviders(config, context, { database: parts.database, sources: registry, ranking, manual, rejected }),
        ...resolveProviders(config, context, { learning: ranking.learning, manual, rejected, profile }),
      ],
    };
  }
}
