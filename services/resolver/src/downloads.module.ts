import type { Logger } from '@catalogsync/runtime';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { DownloadsController } from './adapters/grpc/downloads.controller.js';
import { logToken } from './adapters/grpc/resolver.controller.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { LocalStaging } from './adapters/staging/local-staging.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';
import { FindRecording } from './core/candidates/find-recording.js';
import { AcceptFile } from './core/downloads/accept-file.js';
import { AlbumShelf } from './core/downloads/album-shelf.js';
import { DecideQuarantine } from './core/downloads/decide-quarantine.js';
import { DownloadEngine } from './core/downloads/download-engine.js';
import { DownloadFeed } from './core/downloads/download-feed.js';
import { DownloadRecords } from './core/downloads/download-records.js';
import { DownloadRun } from './core/downloads/download-run.js';
import { FetchCandidate } from './core/downloads/fetch-candidate.js';
import { NewDownloads } from './core/downloads/new-downloads.js';
import { TrackFetchers } from './core/downloads/track-fetchers.js';
import { TryRecording } from './core/downloads/try-recording.js';
import type { Breakers } from './core/ranking/breakers.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { draw, warnTo } from './file-acceptance.module.js';
import { qualityProfiles } from './quality-profiles.js';
import { fileBreakersToken } from './ranking.module.js';

const fetchTries = { attempts: 3, pauseMs: 1000, longestPauseMs: 30_000 };
/** An album may have as many times more bytes than a file. */
const albumFiles = 4;
/** Songs of one album are wanted one after the other, if at all. */
const albumsStay = { keepMs: 30 * 60_000, kept: 4 };

function fetching(config: ResolverConfig): FactoryProvider[] {
  const maxBytes = config.DOWNLOAD_MAX_MEGABYTES * 1024 * 1024;
  return [
    {
      provide: AlbumShelf,
      inject: [LocalStaging, SystemTiming, logToken],
      useFactory: (staging: LocalStaging, timing: SystemTiming, log: Logger) =>
        new AlbumShelf(staging, { maxBytes: albumFiles * maxBytes, ...albumsStay }, timing, warnTo(log)),
    },
    {
      provide: TrackFetchers,
      inject: [SourceRegistry, AlbumShelf, LocalStaging],
      useFactory: (sources: SourceRegistry, shelf: AlbumShelf, staging: LocalStaging) => new TrackFetchers(sources, shelf, staging),
    },
    {
      provide: FetchCandidate,
      inject: [LocalStaging, SystemTiming],
      useFactory: (staging: LocalStaging, timing: SystemTiming) => new FetchCandidate(staging, { maxBytes, ...fetchTries }, timing, draw),
    },
    {
      provide: TryRecording,
      inject: [TrackFetchers, FetchCandidate, AcceptFile, fileBreakersToken, SystemTiming],
      useFactory: (fetchers: TrackFetchers, candidates: FetchCandidate, acceptance: AcceptFile, files: Breakers, timing: SystemTiming) =>
        new TryRecording(fetchers, candidates, acceptance, files, timing),
    },
  ];
}

function running(config: ResolverConfig): FactoryProvider[] {
  const profiles = qualityProfiles(config);
  return [
    {
      provide: DownloadRun,
      inject: [FindRecording, TryRecording, SqliteQuarantineStore, SystemTiming],
      useFactory: (finder: FindRecording, trying: TryRecording, quarantine: SqliteQuarantineStore, timing: SystemTiming) =>
        new DownloadRun(finder, trying, quarantine, profiles, timing),
    },
    {
      provide: DownloadRecords,
      inject: [SqliteDownloadStore, SystemTiming],
      useFactory: (store: SqliteDownloadStore, timing: SystemTiming) => new DownloadRecords(store, new DownloadFeed(), timing),
    },
    {
      provide: DownloadEngine,
      inject: [DownloadRecords, LocalStaging, DownloadRun, logToken],
      useFactory: (records: DownloadRecords, staging: LocalStaging, run: DownloadRun, log: Logger) => {
        const requests = new NewDownloads(profiles, draw);
        return new DownloadEngine({ records, staging, run, requests, warn: warnTo(log) }, config.DOWNLOAD_WORKERS);
      },
    },
  ];
}

const deciding: FactoryProvider = {
  provide: DecideQuarantine,
  inject: [DownloadRecords, SqliteQuarantineStore, SqliteRejectedFiles, LocalStaging, AcceptFile],
  useFactory: (
    records: DownloadRecords,
    quarantine: SqliteQuarantineStore,
    rejected: SqliteRejectedFiles,
    staging: LocalStaging,
    acceptance: AcceptFile,
  ) => new DecideQuarantine({ records, quarantine, rejected, staging, acceptance }),
};

/** The download engine and what a person decides beside it. Opens nothing before the first download. */
@Module({})
export class DownloadsModule {
  /**
   * @param imports the database, the sources, ranking, the search and the acceptance of files
   * @throws Fault `invalid_argument` naming the key that is wrong
   */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: DownloadsModule,
      imports,
      controllers: [DownloadsController],
      providers: [...fetching(config), ...running(config), deciding],
    };
  }
}
