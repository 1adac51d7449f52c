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
import { AcceptFile } from './core/downloads/accept-file.js';
import { AlbumShelf } from './core/downloads/album-shelf.js';
import { AlbumTracks } from './core/downloads/album-tracks.js';
import { CachedSearcher } from './core/downloads/cached-searcher.js';
import { DecideQuarantine } from './core/downloads/decide-quarantine.js';
import { DownloadEngine } from './core/downloads/download-engine.js';
import { DownloadFeed } from './core/downloads/download-feed.js';
import { DownloadRun } from './core/downloads/download-run.js';
import { FetchCandidate } from './core/downloads/fetch-candidate.js';
import { SourceCompanions } from './core/downloads/find-companions.js';
import { gatedSource } from './core/downloads/gated-source.js';
import { MatchingChooser } from './core/downloads/matching-chooser.js';
import type { CandidateChooser, Draw, SourceBreakers, SourceOrder, VerificationLog } from './core/downloads/ports.js';
import type { RejectedFiles } from './core/downloads/rejected-files.js';
import { SourceStanding } from './core/downloads/source-standing.js';
import { TakenBefore } from './core/downloads/taken-before.js';
import { LearnedOrder, LearnedVerifications, LearningChooser } from './core/resolve/learning-chooser.js';
import type { ManualMatches } from './core/resolve/manual-matches.js';
import type { Source } from './core/sources/source.js';
import type { SourceRegistry } from './core/sources/source-registry.js';
import { FileVerifier } from './core/verification/verify-file.js';
import type { Ranking } from './ranking.module.js';

/** Answers of sources kept per source. */
const cachedSearches = 1000;
const candidatesPerSource = 3;
const fetchAttempts = 3;
const fetchPauseMs = 1000;
const longestPauseMs = 30_000;
/** An album may have as many times more bytes than a file. */
const albumFiles = 4;
/** Songs of one album are wanted one after the other, if at all. */
const albumsStay = { keepMs: 30 * 60_000, kept: 4 };

/** What the engine shares with ranking and resolving. */
export interface DownloadSurroundings {
  /** Searches of downloads; where it is left out, matching alone. */
  readonly chooser?: (chooser: CandidateChooser) => CandidateChooser;
  readonly database: Database;
  /** Already behind their gates, see `gated`. */
  readonly sources: SourceRegistry;
  readonly order: SourceOrder;
  readonly searches: SourceBreakers;
  readonly files: SourceBreakers;
  readonly log: VerificationLog;
  readonly rejected: RejectedFiles;
  readonly manual: ManualMatches;
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
  const { database, sources, rejected } = around;
  const http = new HttpClient({ userAgent: 'catalogsync' });
  const warn = (err: unknown, message: string): void => context.log.warn({ err }, message);
  const timing = new SystemTiming(context.clock);
  const staging = new LocalStaging(config.STAGING_DIR);
  const store = new SqliteDownloadStore(database);
  const quarantine = new SqliteQuarantineStore(database);
  const contents = new FileContentsReader();
  const verifier = new FileVerifier({ contents, meter: new AudioFileMeter(new AudioFileReader()), extensions: staging, rejected });
  const tagger = new TagLibFileTagger(contents, warn);
  const wantsLyrics = config.LYRICS === 'on';
  const companions = new SourceCompanions({ sources, covers: new HttpCoverFetcher(http), wantsLyrics, timing, warn });
  const acceptance = new AcceptFile({ verifier, tagger, companions, staging, quarantine, mostHeld: config.QUARANTINE_FILES, draw, timing });
  const maxBytes = config.DOWNLOAD_MAX_MEGABYTES * 1024 * 1024;
  const fetchLimits = { maxBytes, attempts: fetchAttempts, pauseMs: fetchPauseMs, longestPauseMs };
  const profiles = qualityProfiles(config);
  const matching = new MatchingChooser({ profiles, rejected, manual: around.manual });
  const shelf = new AlbumShelf(staging, { maxBytes: albumFiles * maxBytes, ...albumsStay }, timing, warn);
  const run = new DownloadRun({
    sources,
    order: around.order,
    chooser: around.chooser?.(matching) ?? matching,
    standing: new SourceStanding(around.searches, around.files),
    takenBefore: new TakenBefore(rejected, quarantine),
    fetcher: new FetchCandidate(staging, fetchLimits, timing, draw),
    albums: new AlbumTracks(shelf, staging),
    acceptance,
    log: around.log,
    manual: around.manual,
    defaultSources: config.DOWNLOAD_SOURCES,
    timing,
    candidatesPerSource,
  });
  const feed = new DownloadFeed();
  const parts = { store, staging, run, feed, timing, draw, profiles: new Set(profiles.keys()), warn };
  const engine = new DownloadEngine(parts, config.DOWNLOAD_WORKERS);
  const deciding = new DecideQuarantine({ downloads: store, quarantine, rejected, staging, acceptance, feed, timing });
  const close = (): Promise<void> => {
    shelf.close();
    return http.close();
  };
  return { engine, quarantine: deciding, close };
}

/** What downloads share with the rest of the resolver. */
export interface DownloadNeighbours {
  readonly database: Database;
  readonly sources: SourceRegistry;
  readonly ranking: Ranking;
  readonly manual: ManualMatches;
  readonly rejected: RejectedFiles;
}

/** `main` resumes and stops what stands under this token. */
export const downloadsToken = Symbol('downloads');

/** Binds the engine for the DownloadsController: it asks in learned order, and ranking learns from it. */
export function downloadProviders(config: ResolverConfig, context: ServiceContext, around: DownloadNeighbours): Provider[] {
  const { database, sources, ranking, manual, rejected } = around;
  const { learning, searches, files } = ranking;
  const downloads = buildDownloads(config, context, {
    database,
    sources,
    manual,
    rejected,
    searches,
    files,
    order: new LearnedOrder(learning, sources),
    chooser: (chooser) => new LearningChooser(chooser, learning, sources),
    log: new LearnedVerifications(learning, sources),
  });
  return [
    { provide: downloadsToken, useFactory: () => downloads },
    { provide: DownloadEngine, useFactory: () => downloads.engine },
    { provide: DecideQuarantine, useFactory: () => downloads.quarantine },
  ];
}
