import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, Job, Stage } from '@catalogsync/job-engine';
import type { Database, UnitOfWork } from '@catalogsync/sqlite';
import { afterEach, beforeEach } from '@jest/globals';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteCatalogueReader } from '../src/adapters/sqlite/stores/catalogue-reader.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqlitePlaylistHistory } from '../src/adapters/sqlite/stores/playlist-history.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import type { CatalogueStores } from '../src/core/catalogue/catalogue-stores.js';
import { CollectExecutor } from '../src/core/collect/collect-executor.js';
import type {
  LibraryScanner,
  ListedPlaylist,
  ListPage,
  ScanSummary,
  SourceCatalog,
  Track,
  TrackFile,
} from '../src/core/sources/source-catalog.js';
import { SyncExecutor } from '../src/core/sync/sync-executor.js';

/**
 * The executors of collect and sync over SQLite, without the engine. The source answers from memory. Importing this registers
 * the hooks, which set the variables before each test.
 */

let folder: string;
let database: Database;
export let stores: UnitOfWork<CatalogueStores>;
export let reader: SqliteCatalogueReader;
export let history: SqlitePlaylistHistory;
export let source: TestSource;

export class TestSource implements SourceCatalog, LibraryScanner {
  local = false;
  lists = true;
  listed: ListedPlaylist[] = [];
  /** Of every playlist without songs of its own. */
  songs: Track[] = [];
  /** Songs of local files, in the order of their changes. */
  readonly changes: Track[] = [];
  readonly songsOf = new Map<string, readonly Track[]>();
  trackNotices: string[] = [];
  registered: TrackFile[] = [];
  /** Thrown after everything that was to come has come. */
  breaks: Fault | undefined;
  summary: ScanSummary | undefined;

  async sources() {
    return [{ name: 'qq', configured: true, lists: this.lists, hasLocalFiles: this.local }];
  }

  playlists = () => this.pages(this.listed);
  tracks = (_source: string, remoteId: string) => this.pages(this.songsOf.get(remoteId) ?? this.songs, this.trackNotices);
  files = () => this.paged(this.registered);

  async *changedFiles() {
    yield { items: this.registered, gone: [], position: '', isWhole: true };
  }

  /** Changes are numbered from 1; the position is the last one that was read. */
  async *changedTracks(_source: string, since = '0') {
    const changed = this.changes.slice(Number(since));
    yield { items: changed, position: String(this.changes.length) };
    if (this.breaks !== undefined) throw this.breaks;
  }

  async *scan() {
    if (this.summary !== undefined) yield this.summary;
  }

  private async *pages<T>(all: readonly T[], notices: readonly string[] = []): AsyncGenerator<ListPage<T>> {
    for await (const items of this.paged(all)) yield { items, notices };
    if (all.length === 0) yield { items: [], notices };
  }

  private async *paged<T>(all: readonly T[]): AsyncGenerator<T[]> {
    for (let at = 0; at < all.length; at += 1_700) yield all.slice(at, at + 1_700);
    if (this.breaks !== undefined) throw this.breaks;
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sync-and-collect-'));
  database = await openCatalogue(join(folder, 'catalogsync.db'));
  stores = database.unitOfWork((session) => ({
    listing: new SqliteListingStore(session),
    songs: new SqliteSongStore(session),
    files: new SqliteFileStore(session),
  })) as unknown as UnitOfWork<CatalogueStores>;
  reader = new SqliteCatalogueReader(database.reads);
  history = new SqlitePlaylistHistory(database.reads);
  time = { now: 1_000, job: 1 };
  source = new TestSource();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

export const signal = new AbortController().signal;
/** The present, and the job that runs; each test begins with job 1 at 1000. */
let time = { now: 1_000, job: 1 };
const dayMs = 86_400_000;
/** The next job, this many days later. */
export const nextJob = (days = 0): void => {
  time = { now: time.now + 1_000 + days * dayMs, job: time.job + 1 };
};
/** Created when it runs. */
export const job = (): Job => ({ id: time.job, template: 'full', scope: {}, choices: {}, createdAt: time.now }) as unknown as Job;
export const stage = { id: 1, jobId: 1, round: 1 } as unknown as Stage;
export const context = (): ExecutionContext => ({ job: job(), stage, signal, fence: 1, workerName: 'w', report: () => undefined });
export const many = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
export const ask = <Row>(sql: string): Promise<Row[]> => database.reads.rows<Row>(sql);
/** As another program would. */
export const write = (sql: string): Promise<number> => database.unitOfWork((session) => session).run((session) => session.change(sql));
export const listed = (remoteId: string, version = '1', pool = 'charts'): ListedPlaylist => {
  const unknown = { description: undefined, coverUrl: undefined, playCount: 0 };
  return { remoteId, name: remoteId, ...unknown, pools: [{ kind: 'toplist', externalId: pool, name: pool, url: undefined }], version };
};

type Outcome = ItemOutcome<CatalogueStores>;

/** Works on every item of a stage as the engine would; an effect is part of the transaction that ends its item. */
async function work(executor: SyncExecutor | CollectExecutor): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const item of executor.plan(job(), stage, signal)) {
    const outcome = await executor.execute({ references: {}, payload: {}, ...item } as unknown as Item, context());
    if (outcome.kind === 'succeeded' && outcome.effect !== undefined) {
      const { effect } = outcome;
      await stores.run(async (bound) => effect(bound));
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

const now = (): number => time.now;
const keepChartsMs = 30 * dayMs;

export const collect = (): Promise<Outcome[]> =>
  work(new CollectExecutor({ sources: source, scanner: source, writer: stores, now, keepChartsMs }));
export const syncExecutor = (): SyncExecutor => {
  const scopes = { open: async () => ({ playlists: [], leftOut: [] }) };
  return new SyncExecutor({ sources: source, reader, writer: stores, scopes, now, keepChartsMs }, 'sync');
};
export const sync = (): Promise<Outcome[]> => work(syncExecutor());
export const orderOf = async (): Promise<string[]> =>
  (
    await ask<{ id: string }>(
      'SELECT s.remote_song_id AS id FROM playlist_songs p JOIN songs s ON s.id = p.song_id ORDER BY p.playlist_id, p.position',
    )
  ).map(({ id }) => id);
export const playlists = async (): Promise<string[]> =>
  (await ask<{ id: string }>('SELECT remote_playlist_id AS id FROM playlists ORDER BY id')).map(({ id }) => id);
