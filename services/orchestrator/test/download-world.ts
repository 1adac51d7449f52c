import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@catalogsync/audit';
import { silentLogger } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import Connection from 'better-sqlite3';
import { SqliteCatalogueReader } from '../src/adapters/sqlite/stores/catalogue-reader.js';
import { bindAudit } from '../src/audit.binding.js';
import { openPrepared } from '../src/catalogue.binding.js';
import { readOrchestratorConfig } from '../src/config.js';
import type { LocalSongs } from '../src/core/download/songs-left.js';
import type { MediaServerPeer } from '../src/core/media-server/media-server-peer.js';
import type { LibraryScanner, Source, SourceCatalog } from '../src/core/sources/source-catalog.js';
import type { SongLookUp } from '../src/core/sync/file-playlists.js';
import { bindJobs, type Jobs } from '../src/jobs.module.js';
import { FakeDownloader } from './fake-downloader.js';
import { MemoryPublisher } from './memory/memory-publisher.js';

const source = (name: string): Source => {
  const isOwn = name === 'library';
  return { name, configured: true, lists: true, hasLocalFiles: isOwn, fetches: true, searches: true };
};

async function* nothing(): AsyncGenerator<never> {
  yield* [];
}

/** Sources without playlists: the catalogue has them already. */
const sources: SourceCatalog & LibraryScanner = {
  sources: async () => [],
  playlists: nothing,
  tracks: nothing,
  files: nothing,
  changedTracks: nothing,
  changedFiles: nothing,
  scan: nothing,
};

/** Download jobs over real SQLite and a real library folder, with an in-memory downloader. */
export class DownloadWorld {
  readonly home = mkdtempSync(join(tmpdir(), 'downloads-'));
  readonly downloader = new FakeDownloader(join(this.home, 'staging'));
  /** Keeps what it published when the program starts again. */
  publisher: MemoryPublisher | undefined;
  private readonly began = Date.now();
  database: Database | undefined;
  private bound: Jobs | undefined;

  constructor(
    private readonly settings: Readonly<Record<string, string>> = {},
    /** How many times faster the engine's time runs. */
    private readonly hurry = 1,
  ) {}

  now(): number {
    return this.began + (Date.now() - this.began) * this.hurry;
  }

  get library(): string {
    return this.settings.LIBRARY_DIR ?? join(this.home, 'library');
  }

  /** Tests may change them. */
  known: readonly Source[] = [source('library'), source('qq'), source('kuwo')];
  /** Set before `open`: look-ups at platforms and in local files. */
  songs: (SongLookUp & LocalSongs) | undefined;
  /** Set before `open`. */
  mediaServer: MediaServerPeer | undefined;

  get jobs(): Jobs {
    if (this.bound === undefined) throw new Error('not open');
    return this.bound;
  }

  /** `sql` fills the catalogue before the engine starts. */
  async open(sql = ''): Promise<void> {
    const config = readOrchestratorConfig({ ROOT_DIR: this.home, ...this.settings });
    const database = await openPrepared(config.DB_PATH, config.LIBRARY_DIR, { followed: config.DOWNLOAD_LISTS });
    this.database = database;
    if (sql !== '') this.change(sql);
    const clock = { now: () => this.now() };
    this.publisher ??= new MemoryPublisher(clock.now);
    const reader = new SqliteCatalogueReader(database.reads);
    const peers = {
      sources: { ...sources, sources: async () => this.known },
      ...{ publisher: this.publisher, downloader: this.downloader },
      ...(this.songs === undefined ? {} : { songs: this.songs }),
      ...(this.mediaServer === undefined ? {} : { mediaServer: this.mediaServer }),
    };
    const { audit } = bindAudit(database, clock, () => undefined);
    this.bound = bindJobs(config, { log: silentLogger(), clock }, database, reader, peers, audit);
    await this.bound.engine.start();
  }

  change(sql: string): void {
    const connection = new Connection(join(this.home, 'catalogsync.db'));
    connection.exec(sql);
    connection.close();
  }

  ask<Row = Record<string, unknown>>(sql: string): Row[] {
    const connection = new Connection(join(this.home, 'catalogsync.db'), { readonly: true });
    const rows = connection.prepare(sql).all() as Row[];
    connection.close();
    return rows;
  }

  /** Runs a job to its end and returns its status. */
  async run(
    order: {
      template?: string;
      downloadSources?: readonly string[];
      sources?: readonly string[];
      scope?: never;
      songs?: readonly number[];
    } = {},
  ): Promise<string> {
    return this.end(await this.jobs.starter.start({ template: 'download', ...order }, commandLine('grpc'), AbortSignal.timeout(10_000)));
  }

  async end(jobId: number): Promise<string> {
    let status = '';
    for await (const { job } of this.jobs.engine.watch(jobId, AbortSignal.timeout(40_000))) status = job.status;
    return status;
  }

  async stop(): Promise<void> {
    await this.bound?.keeper.stop();
    await this.bound?.engine.stop(500);
    await this.database?.close();
    this.bound = undefined;
    this.database = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A playlist of `count` songs of a platform, the first one without singers. */
export function playlistOf(count: number, platform = 'qq', playlistId = 1): string {
  const ids = Array.from({ length: count }, (_, index) => playlistId * 1000 + index + 1);
  const singers = (id: number): string => (id % 1000 === 1 ? 'NULL' : "'周杰伦 / 梁心颐'");
  const songs = ids.map((id) => `(${id}, '${platform}', '${platform}-${id}', '歌 ${id}', ${singers(id)}, '{"duration_ms": 200000}')`);
  const links = ids.map((id, index) => `(${playlistId}, ${id}, ${index + 1})`);
  return `INSERT OR IGNORE INTO followed_sources(platform, is_followed, decided_at, decided_by) VALUES ('${platform}', 1, 0, 'test');
    INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (${playlistId}, '${platform}', 'p${playlistId}', '云音乐');
    INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json) VALUES ${songs.join(', ')};
    INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES ${links.join(', ')};`;
}
