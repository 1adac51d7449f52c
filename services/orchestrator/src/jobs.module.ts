import type { Actor, Audit } from '@catalogsync/audit';
import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import { type EngineStore, JobEngine, type StageExecutor, type Surroundings } from '@catalogsync/job-engine';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { StatfsVolumes } from './adapters/engine-surroundings/statfs-volumes.js';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { StageMetrics, WatchedExecutor } from './adapters/engine-surroundings/watched-executor.js';
import { engineStoreToken, JobController, jobCommandsToken, jobEngineToken, jobStarterToken } from './adapters/grpc/job.controller.js';
import { catalogueReaderToken } from './adapters/grpc/orchestrator.controller.js';
import { LocalLibraryFolders } from './adapters/library-folder/local-library-folders.js';
import { LocalLyricsFiles } from './adapters/lyrics-files/local-lyrics-files.js';
import { MediaServerClient } from './adapters/media-server/media-server-client.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SongCovers } from './adapters/resolver/song-covers.js';
import { SongDownloads } from './adapters/resolver/song-downloads.js';
import { SongLookUps } from './adapters/resolver/song-look-ups.js';
import { SongLyrics } from './adapters/resolver/song-lyrics.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import { SqliteEngineStore } from './adapters/sqlite/engine-store/sqlite-engine-store.js';
import { SqliteCatalogueReader } from './adapters/sqlite/stores/catalogue-reader.js';
import { SqliteFilesOfSongs } from './adapters/sqlite/stores/files-of-songs.js';
import { jobConfig, type OrchestratorConfig, whyLeftOut } from './config.js';
import { DeriveAlbums } from './core/albums/derive-albums.js';
import { IdentifyArtists } from './core/artists/identify-artists.js';
import type { CatalogueReader } from './core/catalogue/catalogue-reader.js';
import { CollectExecutor } from './core/collect/collect-executor.js';
import type { CoverKeeper } from './core/covers/cover-keeper.js';
import { DownloadExecutor } from './core/download/download-executor.js';
import { DownloadSongs } from './core/download/download-songs.js';
import { SharedDownloads } from './core/download/shared-downloads.js';
import type { SongDownloader } from './core/download/song-downloader.js';
import { type LocalSongs, SongsLeft } from './core/download/songs-left.js';
import { JobCommands } from './core/jobs/job-commands.js';
import { JobStarter } from './core/jobs/job-starter.js';
import type { LyricsFinder } from './core/lyrics/files-of-songs.js';
import { LyricsExecutor } from './core/lyrics/lyrics-executor.js';
import { type LocalLyrics, ReadLyrics } from './core/lyrics/read-lyrics.js';
import type { MediaServerPeer } from './core/media-server/media-server-peer.js';
import { ScopeOpener } from './core/playlist-file/scope-opener.js';
import { DuePublications, type Publications } from './core/publish/due-publication.js';
import { PublicationKeeper } from './core/publish/publication-keeper.js';
import { PublishExecutor, type Publisher } from './core/publish/publish-executor.js';
import { LinkRecordings } from './core/recordings/link-recordings.js';
import { inTurn, LinkingExecutor } from './core/recordings/linking-executor.js';
import type { RecordingFiles } from './core/recordings/recording-files.js';
import { LibraryFilesExecutor } from './core/register/library-files-executor.js';
import { RegisterFiles } from './core/register/register-files.js';
import type { LibraryScanner, SourceCatalog } from './core/sources/source-catalog.js';
import { FilePlaylists, type SongLookUp, withFilePlaylists } from './core/sync/file-playlists.js';
import { SyncExecutor } from './core/sync/sync-executor.js';
import { type CoverPeers, coverKeeper, coversExecutor } from './covers.binding.js';
import { type JobStores, storesWith } from './job-stores.binding.js';
import { scanExecutor } from './media-server.binding.js';
import { uploadExecutor } from './uploads.binding.js';

/** What work needs of the other services. */
interface Peers extends CoverPeers {
  readonly sources: SourceCatalog & LibraryScanner;
  readonly publisher: Publisher & Publications;
  /** Absent if songs cannot be downloaded. */
  readonly downloader?: SongDownloader;
  /** Absent if lyrics cannot be fetched. */
  readonly lyrics?: LyricsFinder & LocalLyrics;
  /** Absent if songs of playlist files are not looked up at their platforms. */
  readonly songs?: SongLookUp & LocalSongs;
  /** Absent if media servers cannot be reached. */
  readonly mediaServer?: MediaServerPeer;
}

/** Everything about jobs. */
export interface Jobs {
  readonly engine: JobEngine<JobStores>;
  readonly store: EngineStore<JobStores>;
  readonly starter: JobStarter;
  readonly commands: JobCommands;
  /** Starts no job until it is started itself. */
  readonly keeper: PublicationKeeper;
  /** As the other keeper, for covers. */
  readonly coverKeeper: Pick<CoverKeeper, 'start' | 'stop'>;
  readonly audit: Audit;
  readonly metrics: StageMetrics;
}

/** The service itself, in the audit log. */
const ownInitiative: Actor = { actor: 'orchestrator', via: 'schedule', address: 'local' };

const megabyte = 1_000_000;
const dayMs = 86_400_000;

/** One executor per configured stage type; plans leave out the others and say so. */
function executorsOf(
  config: OrchestratorConfig,
  context: ServiceContext,
  database: Database,
  reader: CatalogueReader & RecordingFiles,
  { sources, publisher, downloader, lyrics: finder, songs: lookUp, mediaServer }: Peers,
): ReadonlyArray<StageExecutor<JobStores>> {
  const writer = database.unitOfWork(storesWith(config));
  const scopes = new ScopeOpener({ sources, writer });
  const registrar = new RegisterFiles({ sources, reader, writer });
  const libraries = new LocalLibraryFolders(config.LIBRARY_DIR);
  const catalogue = new SqliteFilesOfSongs(database.reads, DEFAULT_LOCAL_BACKEND);
  const now = (): number => context.clock.now();
  const isLinking = config.LINK_RECORDINGS === 'yes';
  const shared = isLinking ? new SharedDownloads(reader) : undefined;
  const songs = downloader && new DownloadSongs({ reader, downloader, libraries, shared });
  const left = songs && new SongsLeft({ reader, writer, songs, ...(lookUp === undefined ? {} : { local: lookUp }) });
  const artists = new IdentifyArtists(writer);
  const linked = inTurn(new LinkRecordings({ writer, isOn: isLinking }), artists);
  const derived = inTurn(linked, new DeriveAlbums(writer));
  const linking = (executor: StageExecutor<JobStores>): StageExecutor<JobStores> => new LinkingExecutor(executor, derived);
  const keepChartsMs = config.KEEP_EMPTY_CHARTS_DAYS * dayMs;
  const syncing = { sources, reader, writer, scopes, now, keepChartsMs, lyrics: finder && new ReadLyrics({ lyrics: finder, writer }) };
  const collecting = { sources, scanner: sources, writer, now, keepChartsMs };
  const sync = new SyncExecutor(syncing, 'sync');
  return [
    // They remove playlists that are no longer listed: those that became albums are led there before.
    linking(new CollectExecutor(collecting)),
    linking(new CollectExecutor(collecting, 'library_collect')),
    linking(lookUp === undefined ? sync : withFilePlaylists(sync, new FilePlaylists({ reader, writer, songs: lookUp }))),
    linking(new DownloadExecutor({ sources, scopes, registrar, songs, left, workers: config.DOWNLOAD_WORKERS })),
    linking(new SyncExecutor(syncing, 'library_sync')),
    new LinkingExecutor(new LibraryFilesExecutor({ sources, registrar }), artists),
    ...uploadExecutor<JobStores>(config, context, database),
    linking(new PublishExecutor(publisher)),
    ...(finder === undefined ? [] : [new LyricsExecutor({ catalogue, finder, lyrics: new LocalLyricsFiles(), now })]),
    ...scanExecutor<JobStores>(config, context, database, mediaServer, scopes).map(linking),
  ];
}

/** The job engine over the catalogue. Nothing runs before `engine.start`. @internal for tests */
export function bindJobs(
  config: OrchestratorConfig,
  context: ServiceContext,
  database: Database,
  reader: CatalogueReader & RecordingFiles,
  peers: Peers,
  audit: Audit,
): Jobs {
  const { clock, log } = context;
  const store = new SqliteEngineStore(database, storesWith(config));
  const volumes = new StatfsVolumes(config.MIN_FREE_MB * megabyte, [config.LIBRARY_DIR]);
  const surroundings: Surroundings = { clock, pacing: systemPacing, random: Math.random, volumes, log };
  const covers: ReadonlyArray<StageExecutor<JobStores>> = coversExecutor(config, context, database, store, peers);
  const metrics = new StageMetrics();
  const executors = [...executorsOf(config, context, database, reader, peers), ...covers].map((one) => new WatchedExecutor(one, metrics));
  const engine = new JobEngine({ store, executors, surroundings, options: { recovery: config.RECOVERY } });
  const { sources, publisher } = peers;
  const starter = new JobStarter({
    createJob: (request, also) => engine.createJob(request, also),
    sources,
    audit,
    config: jobConfig(config),
    whyLeftOut: whyLeftOut(config),
  });
  const due = new DuePublications({ store, sources, publications: publisher, everyMs: config.PUBLISH_EVERY_MINUTES * 60_000 });
  const keeper = new PublicationKeeper({
    store,
    changes: () => engine.changes(),
    due,
    start: (job, signal) => starter.start(job, ownInitiative, signal),
    surroundings,
  });
  const startCovers = (reason: string, signal: AbortSignal) => starter.start({ template: 'covers', reason }, ownInitiative, signal);
  const covering = coverKeeper(config, context, database, engine, { store, start: startCovers });
  return {
    engine,
    store,
    starter,
    commands: new JobCommands({ engine, store, sources, audit }),
    keeper,
    coverKeeper: covering,
    audit,
    metrics,
  };
}

export const jobsToken = Symbol('jobs');

/** Jobs, and their gRPC edge. */
@Module({})
export class JobsModule {
  static register(
    config: OrchestratorConfig,
    context: ServiceContext,
    database: Database,
    peers: DynamicModule,
    audit: Audit,
  ): DynamicModule {
    const inject = [jobsToken];
    return {
      module: JobsModule,
      imports: [peers],
      controllers: [JobController],
      providers: [
        { provide: catalogueReaderToken, useFactory: () => new SqliteCatalogueReader(database.reads) },
        {
          provide: jobsToken,
          inject: [
            catalogueReaderToken,
            ResolverClient,
            SnapshotClient,
            SongDownloads,
            SongLyrics,
            SongLookUps,
            SongCovers,
            MediaServerClient,
          ],
          useFactory: (
            reader: CatalogueReader & RecordingFiles,
            sources: ResolverClient,
            publisher: SnapshotClient,
            downloader: SongDownloads,
            lyrics: SongLyrics,
            songs: SongLookUps,
            covers: SongCovers,
            mediaServer: MediaServerClient,
          ) => bindJobs(config, context, database, reader, { sources, publisher, downloader, lyrics, songs, covers, mediaServer }, audit),
        },
        { provide: jobEngineToken, inject, useFactory: ({ engine }: Jobs) => engine },
        { provide: engineStoreToken, inject, useFactory: ({ store }: Jobs) => store },
        { provide: jobStarterToken, inject, useFactory: ({ starter }: Jobs) => starter },
        { provide: jobCommandsToken, inject, useFactory: ({ commands }: Jobs) => commands },
      ],
      exports: [jobsToken, catalogueReaderToken],
    };
  }
}
