import { RpcAccess } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { MediaServerClient } from './adapters/media-server/media-server-client.js';
import { ResolverMemory } from './adapters/resolver/library-memory.js';
import { LibraryUpkeep } from './adapters/resolver/library-upkeep.js';
import { QuarantinedFiles } from './adapters/resolver/quarantined-files.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SongCovers } from './adapters/resolver/song-covers.js';
import { SongDownloads } from './adapters/resolver/song-downloads.js';
import { SongLookUps } from './adapters/resolver/song-look-ups.js';
import { SongLyrics } from './adapters/resolver/song-lyrics.js';
import { ResolverStories } from './adapters/resolver/song-stories.js';
import { ResolverRecordings } from './adapters/resolver/source-recordings.js';
import { TendedSources } from './adapters/resolver/tended-sources.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import type { OrchestratorConfig } from './config.js';

const clientsToken = Symbol('clients');

const clients = [
  ResolverClient,
  ResolverMemory,
  TendedSources,
  QuarantinedFiles,
  LibraryUpkeep,
  SongDownloads,
  SongLyrics,
  SongLookUps,
  SongCovers,
  SnapshotClient,
  MediaServerClient,
  ResolverRecordings,
  ResolverStories,
];

/** The services that this one calls. */
@Module({})
export class PeersModule implements OnApplicationShutdown {
  constructor(@Inject(clientsToken) private readonly clients: readonly { close(): void }[]) {}

  static register(config: OrchestratorConfig, { log }: ServiceContext): DynamicModule {
    const { RESOLVER_RPC, SNAPSHOT_RPC, MEDIA_SERVER_RPC } = config;
    const access = new RpcAccess('orchestrator', config);
    return {
      module: PeersModule,
      providers: [
        { provide: ResolverClient, useFactory: () => new ResolverClient(RESOLVER_RPC, access) },
        { provide: SongDownloads, useFactory: () => new SongDownloads(RESOLVER_RPC, (err, message) => log.warn({ err }, message), access) },
        { provide: SongLyrics, useFactory: () => new SongLyrics(RESOLVER_RPC, access) },
        { provide: SongLookUps, useFactory: () => new SongLookUps(RESOLVER_RPC, access) },
        { provide: SongCovers, useFactory: () => new SongCovers(RESOLVER_RPC, access) },
        { provide: TendedSources, useFactory: () => new TendedSources(RESOLVER_RPC, access) },
        { provide: QuarantinedFiles, useFactory: () => new QuarantinedFiles(RESOLVER_RPC, access) },
        { provide: ResolverRecordings, useFactory: () => new ResolverRecordings(RESOLVER_RPC, access) },
        { provide: ResolverStories, useFactory: () => new ResolverStories(RESOLVER_RPC, access) },
        { provide: ResolverMemory, useFactory: () => new ResolverMemory(RESOLVER_RPC, access) },
        { provide: LibraryUpkeep, useFactory: () => new LibraryUpkeep(RESOLVER_RPC, access) },
        { provide: SnapshotClient, useFactory: () => new SnapshotClient(SNAPSHOT_RPC, access) },
        { provide: MediaServerClient, useFactory: () => new MediaServerClient(MEDIA_SERVER_RPC, access) },
        { provide: clientsToken, inject: clients, useFactory: (...opened: { close(): void }[]) => opened },
      ],
      exports: clients,
    };
  }

  /** Closed after our own calls have ended, because some of them wait for these services. */
  onApplicationShutdown(): void {
    for (const client of this.clients) client.close();
  }
}
