import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { SqliteDecisionHistory } from '../src/adapters/sqlite/decision-history.js';
import { SqliteRejectedFiles } from '../src/adapters/sqlite/download-rejected-files.js';
import { SqliteManualMatches } from '../src/adapters/sqlite/manual-match-store.js';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import type { DownloadedFile, DownloadRequest, DownloadView } from '../src/core/downloads/model.js';
import type { ResolveOutcome } from '../src/core/resolve/outcome.js';
import { ResolveSong } from '../src/core/resolve/resolve-song.js';
import type { Source, SourceLimits } from '../src/core/sources/source.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';
import { buildDownloads, type Downloads, gated, qualityProfiles } from '../src/downloads.module.js';
import { service } from '../src/main.js';
import { buildRanking } from '../src/ranking.module.js';
import { buildSearch } from '../src/resolve.module.js';
import { EmulatedSource } from './emulated-source.js';

const clock = { now: () => Date.now() };

interface Running {
  readonly database: Database;
  readonly downloads: Downloads;
  readonly resolver: ResolveSong;
  readonly manual: SqliteManualMatches;
  readonly ranking: SqliteRankingStore;
  readonly decisions: SqliteDecisionHistory;
}

/**
 * The download engine and resolving as the service builds them: real SQLite, files, HTTP, TagLib. Only the sources are
 * emulated; they are asked in the order in which they are made, unless `RANKING_POLICY` says otherwise.
 */
export class DownloadWorld {
  readonly home = mkdtempSync(join(tmpdir(), 'downloads-'));
  readonly http = new HttpClient({ random: () => 0 });
  readonly emulated: EmulatedSource[] = [];
  /** Sources of a test's own making, after the emulated ones. */
  readonly others: Source[] = [];
  private running: Running | undefined;

  constructor(private readonly settings: Readonly<Record<string, string>> = {}) {}

  async source(name: string, limits?: SourceLimits): Promise<EmulatedSource> {
    const source = await EmulatedSource.start(name, this.http, limits);
    this.emulated.push(source);
    return source;
  }

  get downloads(): Downloads {
    return this.started.downloads;
  }

  get started(): Running {
    if (this.running === undefined) throw new Error('start first');
    return this.running;
  }

  /** What resolving says of the song of a request. */
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
    const database = await openSideDatabase(config.DB_PATH);
    const sources = new SourceRegistry(gated([...this.emulated.map(({ source }) => source), ...this.others], config, context));
    const { learning } = buildRanking(config, context, database);
    const manual = new SqliteManualMatches(database);
    const rejected = new SqliteRejectedFiles(database, clock);
    const { finder } = buildSearch(config, { sources, learning, manual, rejected });
    const downloads = buildDownloads(config, context, { database, sources, finder, files: learning.standing.files, rejected });
    const resolver = new ResolveSong(finder, sources, qualityProfiles(config).get('')!);
    const ranking = new SqliteRankingStore(database);
    this.running = { database, downloads, resolver, manual, ranking, decisions: new SqliteDecisionHistory(database) };
    await downloads.engine.resume();
  }

  async stop(): Promise<void> {
    await this.running?.downloads.engine.stop();
    await this.running?.downloads.close();
    await this.running?.database.close();
    this.running = undefined;
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

  async ended(id: string): Promise<DownloadView> {
    return this.until(id, ({ record }) => record.endedAt !== undefined);
  }

  /** Waits for something to become true of a download, however long the machine takes. */
  async until(id: string, holds: (view: DownloadView) => boolean): Promise<DownloadView> {
    const left = new AbortController();
    const changes = this.downloads.engine.changes(left.signal);
    try {
      let view = await this.downloads.engine.get(id);
      if (holds(view)) return view;
      for await (const _ of changes) {
        view = await this.downloads.engine.get(id);
        if (holds(view)) return view;
      }
      throw new Error('the engine stopped');
    } finally {
      left.abort();
    }
  }

  /** Whether a file still has the size and hash that were recorded. */
  async isAsRecorded({ path, sha256, audio }: DownloadedFile): Promise<boolean> {
    const bytes = await readFile(path);
    return bytes.length === audio.fileSizeBytes && createHash('sha256').update(bytes).digest('hex') === sha256;
  }

  /** Every file in the home folder below `staging`, and whatever else is there besides the database. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.home, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.includes('.db'))
      .map((entry) => join(entry.parentPath, entry.name).slice(this.home.length + 1))
      .sort();
  }
}

/** A request for a song that is called like that. */
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
