import { RpcAccess } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ResolverMemory } from './adapters/resolver/library-memory.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SongDownloads } from './adapters/resolver/song-downloads.js';
import { SongLookUps } from './adapters/resolver/song-look-ups.js';
import { SongLyrics } from './adapters/resolver/song-lyrics.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import type { OrchestratorConfig } from './config.js';

/** The services that this one calls. */
@Module({})
export class PeersModule implements OnApplicationShutdown {
  constructor(
    @Inject(ResolverClient) private readonly resolver: ResolverClient,
    @Inject(SongDownloads) private readonly downloads: SongDownloads,
    @Inject(SongLyrics) private readonly lyrics: SongLyrics,
    @Inject(SongLookUps) private readonly lookUps: SongLookUps,
    @Inject(SnapshotClient) private readonly snapshot: SnapshotClient,
    @Inject(ResolverMemory) private readonly memory: ResolverMemory,
  ) {}

  static register(config: OrchestratorConfig, { log }: ServiceContext): DynamicModule {
    const { RESOLVER_RPC, SNAPSHOT_RPC } = config;
    const access = new RpcAccess('orchestrator', config);
    return {
      module: PeersModule,
      providers: [
        { provide: ResolverClient, useFactory: () => new ResolverClient(RESOLVER_RPC, access) },
        { provide: SongDownloads, useFactory: () => new SongDownloads(RESOLVER_RPC, (err, message) => log.warn({ err }, message), access) },
        { provide: SongLyrics, useFactory: () => new SongLyrics(RESOLVER_RPC, access) },
        { provide: SongLookUps, useFactory: () => new SongLookUps(RESOLVER_RPC, access) },
        { provide: ResolverMemory, useFactory: () => new ResolverMemory(RESOLVER_RPC, access) },
        { provide: SnapshotClient, useFactory: () => new SnapshotClient(SNAPSHOT_RPC, access) },
      ],
      exports: [ResolverClient, SongDownloads, SongLyrics, SongLookUps, SnapshotClient, ResolverMemory],
    };
  }

  /** Closed after our own calls have ended, because some of them wait for these services. */
  onApplicationShutdown(): void {
    for (const client of [this.resolver, this.downloads, this.lyrics, this.lookUps, this.snapshot, this.memory]) client.close();
  }
}
