import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HttpRedirects } from '../src/adapters/sources/short-link-redirects.js';
import { SqliteManualMatches } from '../src/adapters/sqlite/choice-stores.js';
import { SqliteDecisionHistory } from '../src/adapters/sqlite/decision-history.js';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { SystemTiming } from '../src/adapters/staging/system-timing.js';
import type { ResolverConfig } from '../src/config.js';
import { AlbumShelf } from '../src/core/downloads/album-shelf.js';
import { DecideQuarantine } from '../src/core/downloads/decide-quarantine.js';
import { DownloadEngine } from '../src/core/downloads/download-engine.js';
import type { DownloadedFile, DownloadRequest, DownloadView } from '../src/core/downloads/model.js';
import { SourceGates } from '../src/core/gate/gated-source.js';
import { SourceCalls } from '../src/core/gate/source-calls.js';
import type { SourceSettings } from '../src/core/reload/reload-sources.js';
import { type ResolveOutcome, ResolveSong } from '../src/core/resolve/resolve-song.js';
import { LinkFollower } from '../src/core/sources/follow-links.js';
import type { Source, SourceLimits } from '../src/core/sources/source.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';
import { FoundationModule } from '../src/foundation.module.js';
import { service } from '../src/main.js';
import { features } from '../src/resolver.module.js';
import { playlistRecogniser } from '../src/sources.binding.js';
import { gatedSources, sourceSettingsToken } from '../src/sources.module.js';
import { EmulatedSource } from './emulated-source.js';
import { hasItsEnd, untilDownload } from './until-download.js';

const clock = { now: () => Date.now() };
/** Providers of every module. */
const all = { strict: false };

interface Running {
  readonly app: INestApplicationContext;
  readonly database: Database;
  readonly downloads: { readonly engine: DownloadEngine; readonly quarantine: DecideQuarantine };
  readonly resolver: ResolveSong;
  readonly manual: SqliteManualMatches;
  readonly ranking: SqliteRankingStore;
  readonly decisions: SqliteDecisionHistory;
}

class EmulatedSourcesModule {}

const noSettings: SourceSettings = { read: () => Promise.reject(new Error('these sources have none')) };

class WorldModule {}

/**
 * The download engine and resolving as the service builds them: real SQLite, files, HTTP, TagLib. Only the sources are
 * emulated; they are asked in the order they were created, unless `RANKING_POLICY` says otherwise.
 */
export class DownloadWorld {
  readonly home = mkdtempSync(join(tmpdir(), 'downloads-'));
  readonly http = new HttpClient({ random: () => 0 });
  readonly emulated: EmulatedSource[] = [];
  /** A test's own sources, asked after the emulated ones. */
  readonly others: Source[] = [];
  private running: Running | undefined;

  constructor(private readonly settings: Readonly<Record<string, string>> = {}) {}

  async source(name: string, limits?: SourceLimits): Promise<EmulatedSource> {
    const source = await EmulatedSource.start(name, this.http, limits);
    this.emulated.push(source);
    return source;
  }

  get downloads(): Running['downloads'] {
    return this.started.downloads;
  }

  get started(): Running {
    if (this.running === undefined) throw new Error('start first');
    return this.running;
  }

  get registry(): SourceRegistry {
    return this.started.app.get(SourceRegistry, all);
  }

  /** Resolves the song of a request. */
  resolve({ target, sources }: DownloadRequest): Promise<ResolveOutcome> {
    const request = { song: target, ownSource: undefined, sources, timeoutMs: undefined, policy: undefined };
    return this.started.resolver.resolve(request, () => undefined, new AbortController().signal);
  }

  get staging(): string {
    return join(this.home, 'staging');
  }

  async start(): Promise<void> {
    const quick = { DOWNLOAD_SEARCH_SECONDS: '1', DOWNLOAD_STALL_SECONDS: '1' };
    const config = service.configure({ ROOT_DIR: this.home, RANKING_POLICY: 'config-order', ...quick, ...this.settings });
    const context = { log: silentLogger(), clock };
    const opened = await openSideDatabase(config.DB_PATH);
    const foundation = FoundationModule.register(config, context, opened, new AbortController().signal);
    const imports = features(config, [foundation, this.sourcesModule(config)]);
    const app = await NestFactory.createApplicationContext({ module: WorldModule, imports }, { logger: false, abortOnError: false });
    const downloads = { engine: app.get(DownloadEngine, all), quarantine: app.get(DecideQuarantine, all) };
    this.running = {
      app,
      database: opened,
      downloads,
      resolver: app.get(ResolveSong, all),
      manual: app.get(SqliteManualMatches, all),
      ranking: app.get(SqliteRankingStore, all),
      decisions: app.get(SqliteDecisionHistory, all),
    };
    await downloads.engine.resume();
  }

  async stop(): Promise<void> {
    await this.running?.downloads.engine.stop();
    this.running?.app.get(AlbumShelf, all).close();
    await this.running?.app.close();
    await this.running?.database.close();
    this.running = undefined;
  }

  /** Replaces the service's SourcesModule. */
  private sourcesModule(config: ResolverConfig): DynamicModule {
    const timing = new SystemTiming(clock);
    const calls = new SourceCalls(timing);
    const emulated = [...this.emulated.map(({ source }) => source), ...this.others];
    const sources = gatedSources(emulated, config, timing, new SourceGates(timing, calls));
    const providers = [
      { provide: SourceRegistry, useValue: new SourceRegistry(sources) },
      { provide: SourceCalls, useValue: calls },
      { provide: sourceSettingsToken, useValue: noSettings },
      { provide: HttpClient, useValue: this.http },
      { provide: LinkFollower, useValue: new LinkFollower(playlistRecogniser, new HttpRedirects(this.http)) },
    ];
    return { module: EmulatedSourcesModule, providers, exports: providers };
  }

  async dispose(): Promise<void> {
    await this.stop();
    for (const { server } of this.emulated) await server.stop();
    await this.http.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Starts a download and waits for its end. */
  async fetch(request: DownloadRequest): Promise<DownloadView> {
    const { view } = await this.downloads.engine.start(request);
    return this.ended(view.record.id);
  }

  ended(id: string): Promise<DownloadView> {
    return this.until(id, hasItsEnd);
  }

  until(id: string, holds: (view: DownloadView) => boolean): Promise<DownloadView> {
    return untilDownload(this.downloads.engine, id, holds);
  }

  /** Whether a file still has the size and hash that were recorded. */
  async isAsRecorded({ path, sha256, audio }: DownloadedFile): Promise<boolean> {
    const bytes = await readFile(path);
    return bytes.length === audio.fileSizeBytes && createHash('sha256').update(bytes).digest('hex') === sha256;
  }

  /** Every file in the home folder except the database. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.home, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.includes('.db'))
      .map((entry) => join(entry.parentPath, entry.name).slice(this.home.length + 1))
      .sort();
  }
}

/** A request for a song with that title. */
export function wish(title: string, more: Partial<DownloadRequest['target']> = {}): DownloadRequest {
  return {
    target: {
      platform: 'qq',
      remoteId: `id-${title}`,
      title,
      artists: ['周杰伦'],
      album: undefined,
      albumArtist: undefined,
      durationMs: 3000,
      isrc: undefined,
      trackNumber: 1,
      discNumber: undefined,
      year: 2004,
      genre: undefined,
      coverUrl: undefined,
      lyrics: undefined,
      ...more,
    },
    sources: [],
    qualityProfile: '',
  };
}
