import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Audit } from '@catalogsync/audit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AudioFileReader } from './adapters/audio-files/audio-file-reader.js';
import { LibraryController, libraryRootsToken } from './adapters/grpc/library.controller.js';
import { duplicatesToken, UpkeepController } from './adapters/grpc/upkeep.controller.js';
import { CompanionReader } from './adapters/library-files/companion-reader.js';
import { LocalFileStamps } from './adapters/library-files/file-stamps.js';
import { isReadableFolder, LocalFolderWalker } from './adapters/library-files/folder-walker.js';
import { LibraryFileCopier } from './adapters/library-files/library-file-copier.js';
import { LocalPlaylistFileReader } from './adapters/library-files/playlist-file-reader.js';
import { LocalFolderWatcher } from './adapters/library-watch/local-folder-watcher.js';
import { SqliteDuplicateStore } from './adapters/sqlite/duplicate-store.js';
import { SqliteFaultStore } from './adapters/sqlite/fault-store.js';
import { SqliteGoneFiles } from './adapters/sqlite/gone-files.js';
import { SqliteLibraryIndex } from './adapters/sqlite/library-index.js';
import { SqliteLibraryQueries } from './adapters/sqlite/library-queries.js';
import { SqliteLibraryStore } from './adapters/sqlite/library-store.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';
import { ForgetFiles } from './core/library/forget-files.js';
import { LibraryCompanions } from './core/library/library-companions.js';
import { LibraryFaults } from './core/library/library-faults.js';
import { LibraryHealth } from './core/library/library-health.js';
import { LibrarySource, librarySourceName } from './core/library/library-source.js';
import { LibraryTracks } from './core/library/library-tracks.js';
import type { LibraryRoot } from './core/library/model.js';
import { ElsewherePhase } from './core/library/phases/elsewhere-phase.js';
import { OpenPhase } from './core/library/phases/open-phase.js';
import { PlaylistPhase } from './core/library/phases/playlist-phase.js';
import { PublishPhase } from './core/library/phases/publish-phase.js';
import { WalkPhase } from './core/library/phases/walk-phase.js';
import { ScanLibrary } from './core/library/scan-library.js';
import { WatchLibrary } from './core/library/watch/watch-library.js';
import { contractsOf, type Source } from './core/sources/source.js';

type LibraryConfig = Pick<ResolverConfig, 'LIBRARY_FOLDERS' | 'LIBRARY_READERS' | 'WATCH_LIBRARY' | 'LIBRARY_POLL_SECONDS'>;

export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Copies from one disk: more at once would only make it seek. */
const libraryConcurrency = 2;

/** The library folders as a source. */
export const librarySourceToken = Symbol('library source');

function librarySource(
  { LIBRARY_FOLDERS: folders }: LibraryConfig,
  queries: SqliteLibraryQueries,
  index: SqliteLibraryIndex,
  watch: WatchLibrary,
): Source {
  const library = new LibrarySource(queries, sha256Hex);
  const companions = new LibraryCompanions(index, new CompanionReader());
  const tracks = new LibraryTracks(index, new LibraryFileCopier());
  return {
    name: librarySourceName,
    configured: folders.length > 0,
    ...contractsOf(library, companions, tracks, new LibraryHealth(folders, isReadableFolder, () => watch.status())),
    limits: { concurrency: libraryConcurrency },
  };
}

function scanLibrary(config: LibraryConfig, store: SqliteLibraryStore, faults: SqliteFaultStore, timing: SystemTiming): ScanLibrary {
  const phases = [
    new WalkPhase(new LocalFolderWalker(), store, nextTurn),
    new OpenPhase(new AudioFileReader(), store, config.LIBRARY_READERS),
    new ElsewherePhase(new LocalFileStamps(), store),
    new PlaylistPhase(new LocalPlaylistFileReader(), store),
    new PublishPhase(store, sha256Hex, nextTurn),
  ];
  return new ScanLibrary(rootsOf(config), phases, store, faults, () => timing.now());
}

const rootsOf = ({ LIBRARY_FOLDERS }: LibraryConfig): readonly LibraryRoot[] => LIBRARY_FOLDERS.map((path) => ({ path }));

function watchLibrary(config: LibraryConfig, timing: SystemTiming): WatchLibrary {
  const roots = rootsOf(config);
  const watcher = new LocalFolderWatcher(roots, { pollMs: config.LIBRARY_POLL_SECONDS * 1000 });
  return new WatchLibrary(roots, watcher, timing, config.WATCH_LIBRARY === 'on');
}

/** The library folders: their scan, and what it found as a source. */
@Module({})
export class LibraryModule {
  static register(config: LibraryConfig, foundation: DynamicModule): DynamicModule {
    return {
      module: LibraryModule,
      imports: [foundation],
      providers: [
        {
          provide: librarySourceToken,
          inject: [SqliteLibraryQueries, SqliteLibraryIndex, WatchLibrary],
          useFactory: (queries: SqliteLibraryQueries, index: SqliteLibraryIndex, watch: WatchLibrary) =>
            librarySource(config, queries, index, watch),
        },
        {
          provide: LibraryFaults,
          inject: [SqliteFaultStore, Audit, SystemTiming],
          useFactory: (store: SqliteFaultStore, audit: Audit, timing: SystemTiming) => new LibraryFaults(store, audit, () => timing.now()),
        },
        {
          provide: ForgetFiles,
          inject: [SqliteGoneFiles, SystemTiming],
          useFactory: (files: SqliteGoneFiles, timing: SystemTiming) => new ForgetFiles(files, () => timing.now()),
        },
        {
          provide: ScanLibrary,
          inject: [SqliteLibraryStore, SqliteFaultStore, SystemTiming],
          useFactory: (store: SqliteLibraryStore, faults: SqliteFaultStore, timing: SystemTiming) =>
            scanLibrary(config, store, faults, timing),
        },
        {
          provide: WatchLibrary,
          inject: [SystemTiming],
          useFactory: (timing: SystemTiming) => watchLibrary(config, timing),
        },
        { provide: duplicatesToken, useExisting: SqliteDuplicateStore },
        { provide: libraryRootsToken, useFactory: () => rootsOf(config) },
      ],
      controllers: [UpkeepController, LibraryController],
      exports: [librarySourceToken, ScanLibrary],
    };
  }
}
