import { randomUUID } from 'node:crypto';
import { Audit } from '@catalogsync/audit';
import { HttpClient } from '@catalogsync/outbound-http';
import { constant, provided } from '@catalogsync/rpc';
import { type DynamicModule, type FactoryProvider, Module, type Provider } from '@nestjs/common';
import { AudioFileMeter } from './adapters/audio-files/audio-file-meter.js';
import { AudioFileReader } from './adapters/audio-files/audio-file-reader.js';
import { FileContentsReader } from './adapters/audio-files/contents/file-contents-reader.js';
import { DownloadsController } from './adapters/grpc/downloads.controller.js';
import { SqliteRejectedFiles } from './adapters/sqlite/choice-stores.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { LocalStaging } from './adapters/staging/local-staging.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import { HttpCoverFetcher } from './adapters/tagging/cover-fetcher.js';
import { TagLibFileTagger } from './adapters/tagging/taglib-file-tagger.js';
import type { ResolverConfig } from './config.js';
import { FindRecording } from './core/candidates/find-recording.js';
import { AcceptFile } from './core/downloads/accept-file.js';
import { AlbumShelf } from './core/downloads/album-shelf.js';
import { DecideQuarantine } from './core/downloads/decide-quarantine.js';
import { DownloadEngine } from './core/downloads/download-engine.js';
import { DownloadFeed, DownloadRecords } from './core/downloads/download-records.js';
import { DownloadRun } from './core/downloads/download-run.js';
import { FetchCandidate } from './core/downloads/fetch-candidate.js';
import { SourceCompanions } from './core/downloads/find-companions.js';
import { HoldFile } from './core/downloads/hold-file.js';
import { NewDownloads } from './core/downloads/new-downloads.js';
import type { Draw } from './core/downloads/ports.js';
import { RecordedDownloads } from './core/downloads/recorded-downloads.js';
import { TrackFetchers } from './core/downloads/track-fetchers.js';
import { TryRecording } from './core/downloads/try-recording.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { FileVerifier } from './core/verification/verify-file.js';
import { type Warn, warnToken } from './foundation.module.js';
import { sha256Hex } from './library.module.js';
import { qualityProfiles } from './quality-profiles.js';
import { fileBreakersToken } from './ranking.module.js';

const draw: Draw = { newId: randomUUID, random: Math.random, sha256Hex };

const fetchTries = { attempts: 3, pauseMs: 1000, longestPauseMs: 30_000 };
/** An album may have this many times as many bytes as a file. */
const albumFiles = 4;
/** Songs of one album are usually wanted one after the other. */
const albumsStay = { keepMs: 30 * 60_000, kept: 4 };

/** The providers of downloads, from fetching one candidate to the engine that runs many. */
function engine(config: ResolverConfig): FactoryProvider[] {
  const maxBytes = config.DOWNLOAD_MAX_MEGABYTES * 1024 * 1024;
  const profiles = qualityProfiles(config);
  return [
    provided(AlbumShelf, LocalStaging, constant({ maxBytes: albumFiles * maxBytes, ...albumsStay }), SystemTiming, warnToken),
    provided(TrackFetchers, AlbumShelf, LocalStaging),
    provided(FetchCandidate, LocalStaging, constant({ maxBytes, ...fetchTries }), SystemTiming, constant(draw)),
    provided(TryRecording, TrackFetchers, FetchCandidate, AcceptFile, fileBreakersToken, SystemTiming),
    provided(DownloadRun, FindRecording, TryRecording, SqliteQuarantineStore, constant(profiles), SystemTiming),
    provided(DownloadRecords, SqliteDownloadStore, constant(new DownloadFeed()), SystemTiming),
    {
      provide: DownloadEngine,
      inject: [DownloadRecords, LocalStaging, DownloadRun, warnToken],
      useFactory: (records: DownloadRecords, staging: LocalStaging, run: DownloadRun, warn: Warn) =>
        new DownloadEngine({ records, staging, run, requests: new NewDownloads(profiles, draw), warn }, config.DOWNLOAD_WORKERS),
    },
  ];
}

/** The providers of a delivered file's way to acceptance: verification, tags, or quarantine. */
function acceptance(config: ResolverConfig): Provider[] {
  const meter = new AudioFileMeter(new AudioFileReader());
  const wantsLyrics = config.LYRICS === 'on';
  return [
    FileContentsReader,
    provided(FileVerifier, FileContentsReader, constant(meter), LocalStaging, SqliteRejectedFiles),
    provided(HttpCoverFetcher, HttpClient),
    provided(SourceCompanions, SourceRegistry, HttpCoverFetcher, constant(wantsLyrics), SystemTiming, warnToken),
    provided(HoldFile, LocalStaging, SqliteQuarantineStore, constant(config.QUARANTINE_FILES), constant(draw), SystemTiming),
    provided(TagLibFileTagger, FileContentsReader, warnToken),
    provided(AcceptFile, FileVerifier, TagLibFileTagger, SourceCompanions, HoldFile),
    provided(DecideQuarantine, DownloadRecords, SqliteQuarantineStore, SqliteRejectedFiles, LocalStaging, AcceptFile),
  ];
}

/** The download engine and people's decisions about its files. Opens nothing before the first download. */
@Module({})
export class DownloadsModule {
  /**
   * @param imports foundation, sources, ranking and the search for recordings
   * @throws Fault `invalid_argument` naming the key that is wrong
   */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: DownloadsModule,
      imports,
      controllers: [DownloadsController],
      providers: [
        provided(RecordedDownloads, DownloadEngine, DecideQuarantine, Audit),
        provided(LocalStaging, constant(config.STAGING_DIR)),
        ...acceptance(config),
        ...engine(config),
      ],
    };
  }
}
