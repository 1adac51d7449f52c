import { createHash, randomUUID } from 'node:crypto';
import { defaultQualityProfile, type QualityProfile, qualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { HttpClient } from '@catalogsync/outbound-http';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { Provider } from '@nestjs/common';
import { AudioFileMeter } from './adapters/audio-files/audio-file-meter.js';
import { AudioFileReader } from './adapters/audio-files/audio-file-reader.js';
import { FileContentsReader } from './adapters/audio-files/contents/file-contents-reader.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { LocalStaging } from './adapters/staging/local-staging.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import { HttpCoverFetcher } from './adapters/tagging/cover-fetcher.js';
import { TagLibFileTagger } from './adapters/tagging/taglib-file-tagger.js';
import type { ResolverConfig } from './config.js';
import type { FindRecording } from './core/candidates/find-recording.js';
import type { RejectedFiles } from './core/choices/rejected-files.js';
import { AcceptFile } from './core/downloads/accept-file.js';
import { AlbumShelf } from './core/downloads/album-shelf.js';
import { DecideQuarantine } from './core/downloads/decide-quarantine.js';
import { DownloadEngine } from './core/downloads/download-engine.js';
import { DownloadFeed } from './core/downloads/download-feed.js';
import { DownloadRecords } from './core/downloads/download-records.js';
import { DownloadRun } from './core/downloads/download-run.js';
import { FetchCandidate } from './core/downloads/fetch-candidate.js';
import { SourceCompanions } from './core/downloads/find-companions.js';
import { HoldFile } from './core/downloads/hold-file.js';
import { NewDownloads } from './core/downloads/new-downloads.js';
import type { Draw } from './core/downloads/ports.js';
import { TrackFetchers } from './core/downloads/track-fetchers.js';
import { TryRecording } from './core/downloads/try-recording.js';
import { CachedSearcher } from './core/gate/cached-searcher.js';
import { gatedSource } from './core/gate/gated-source.js';
import type { Breakers } from './core/ranking/breakers.js';
import type { Source } from './core/sources/source.js';
import type { SourceRegistry } from './core/sources/source-registry.js';
import { FileVerifier } from './core/verification/verify-file.js';

/** Answers of sources kept per source. */
const cachedSearches = 1000;
const fetchAttempts = 3;
const fetchPauseMs = 1000;
const longestPauseMs = 30_000;
/** An album may have as many times more bytes than a file. */
const albumFiles = 4;
/** Songs of one album are wanted one after the other, if at all. */
const albumsStay = { keepMs: 30 * 60_000, kept: 4 };

/** What downloads share with the rest of the resolver. */
export interface DownloadSurroundings {
  readonly database: Database;
  /** Already behind their gates, see `gated`. */
  readonly sources: SourceRegistry;
  readonly finder: FindRecording;
  /** Breakers of the files of sources. */
  readonly files: Breakers;
  readonly rejected: RejectedFiles;
}

/** The engine and what a person decides beside it. */
export interface Downloads {
  readonly engine: DownloadEngine;
  readonly quarantine: DecideQuarantine;
  /** Ends connections of its own, once the engine has stopped. */
  close(): Promise<void>;
}

const draw: Draw = {
  newId: randomUUID,
  random: Math.random,
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};

/** Each source behind one gate for all who ask it, and its searches behind a cache, unless its files are on this machine. */
export function gated(sources: readonly Source[], config: ResolverConfig, context: ServiceContext): Source[] {
  const timing = new SystemTiming(context.clock);
  const times = {
    searchMs: config.DOWNLOAD_SEARCH_SECONDS * 1000,
    stallMs: config.DOWNLOAD_STALL_SECONDS * 1000,
    fetchMs: config.DOWNLOAD_FETCH_MINUTES * 60_000,
  };
  const limits = { lifetimeMs: config.SEARCH_CACHE_MINUTES * 60_000, entries: cachedSearches };
  return sources.map((source) => {
    const behind = gatedSource(source, timing, times);
    // The library answers at once, and must not hide for a while what a scan has just found.
    if (behind.searcher === undefined || behind.trackFiles !== undefined) return behind;
    return { ...behind, searcher: new CachedSearcher(behind.searcher, limits, timing) };
  });
}

/**
 * Quality profiles by name: the empty one as configured, the others by their floor.
 * @throws Fault `invalid_argument` naming the key that is wrong
 */
export function qualityProfiles(config: ResolverConfig): ReadonlyMap<string, QualityProfile> {
  const { DOWNLOAD_QUALITY: targets, DOWNLOAD_QUALITY_FLOOR: floor } = config;
  const configured = qualityProfile(targets, floor === '' ? undefined : floor);
  if ('problem' in configured) throw new Fault('invalid_argument', `DOWNLOAD_QUALITY: ${configured.problem}`);
  return new Map<string, QualityProfile>([
    ['', configured],
    ['any', defaultQualityProfile],
    ['hires', { targets: [0], floor: 0 }],
    ['lossless', { targets: [0, 1], floor: 1 }],
    ['high', { targets: [0, 1, 2], floor: 2 }],
    ['standard', { targets: [0, 1, 2, 3], floor: 3 }],
  ]);
}

/** Binds the download engine; opens nothing before the first download. */
export function buildDownloads(config: ResolverConfig, context: ServiceContext, around: DownloadSurroundings): Downloads {
  const { database, rejected } = around;
  const http = new HttpClient({ userAgent: 'catalogsync' });
  const warn = (err: unknown, message: string): void => context.log.warn({ err }, message);
  const timing = new SystemTiming(context.clock);
  const staging = new LocalStaging(config.STAGING_DIR);
  const quarantine = new SqliteQuarantineStore(database);
  const contents = new FileContentsReader();
  const verifier = new FileVerifier({ contents, meter: new AudioFileMeter(new AudioFileReader()), extensions: staging, rejected });
  const covers = new HttpCoverFetcher(http);
  const companions = new SourceCompanions({ sources: around.sources, covers, wantsLyrics: config.LYRICS === 'on', timing, warn });
  const holding = new HoldFile(staging, quarantine, config.QUARANTINE_FILES, draw, timing);
  const acceptance = new AcceptFile(verifier, new TagLibFileTagger(contents, warn), companions, holding);
  const maxBytes = config.DOWNLOAD_MAX_MEGABYTES * 1024 * 1024;
  const shelf = new AlbumShelf(staging, { maxBytes: albumFiles * maxBytes, ...albumsStay }, timing, warn);
  const fetchLimits = { maxBytes, attempts: fetchAttempts, pauseMs: fetchPauseMs, longestPauseMs };
  const fetching = new FetchCandidate(staging, fetchLimits, timing, draw);
  const trying = new TryRecording(new TrackFetchers(around.sources, shelf, staging), fetching, acceptance, around.files, timing);
  const profiles = qualityProfiles(config);
  const run = new DownloadRun(around.finder, trying, quarantine, profiles, timing);
  const records = new DownloadRecords(new SqliteDownloadStore(database), new DownloadFeed(), timing);
  const requests = new NewDownloads(profiles, draw);
  const engine = new DownloadEngine({ records, staging, run, requests, warn }, config.DOWNLOAD_WORKERS);
  const deciding = new DecideQuarantine({ records, quarantine, rejected, staging, acceptance });
  const close = (): Promise<void> => {
    shelf.close();
    return http.close();
  };
  return { engine, quarantine: deciding, close };
}

/** `main` resumes and stops what stands under this token. */
export const downloadsToken = Symbol('downloads');

/** Binds the engine for the DownloadsController. */
export function downloadProviders(config: ResolverConfig, context: ServiceContext, around: DownloadSurroundings): Provider[] {
  const downloads = buildDownloads(config, context, around);
  return [
    { provide: downloadsToken, useFactory: () => downloads },
    { provide: DownloadEngine, useFactory: () => downloads.engine },
    { provide: DecideQuarantine, useFactory: () => downloads.quarantine },
  ];
}
