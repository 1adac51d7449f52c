import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import { orchestratorLyricsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { LyricsController, lyricsClockToken, lyricsStopToken } from './adapters/grpc/lyrics.controller.js';
import { LocalLyricsFiles } from './adapters/lyrics-files/local-lyrics-files.js';
import { SongLyrics } from './adapters/resolver/song-lyrics.js';
import { SqliteFilesOfSongs } from './adapters/sqlite/stores/files-of-songs.js';
import type { OrchestratorConfig } from './config.js';
import { BackfillLyrics } from './core/lyrics/backfill-lyrics.js';

export const lyricsDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.LyricsService': orchestratorLyricsV1.LyricsServiceService,
};

/** Lyrics of files that are there, bound to SQLite, to the resolver and to local files. */
export interface BoundLyrics {
  readonly backfill: BackfillLyrics;
  readonly stopping: AbortSignal;
  /** Ends a run, and with it the calls that wait for it. */
  stop(): void;
  /** Lets go of the resolver. */
  close(): void;
}

/** @param resolver address of its RPC */
export function bindLyrics(resolver: string, database: Database): BoundLyrics {
  const finder = new SongLyrics(resolver);
  const stopping = new AbortController();
  const files = new SqliteFilesOfSongs(database.reads, DEFAULT_LOCAL_BACKEND);
  return {
    backfill: new BackfillLyrics(files, finder, new LocalLyricsFiles()),
    stopping: stopping.signal,
    stop: () => stopping.abort(new Fault('unavailable', 'the orchestrator is stopping')),
    close: () => finder.close(),
  };
}

export const lyricsToken = Symbol('lyrics');

/** Lyrics, and their gRPC side. */
@Module({})
export class LyricsModule implements OnApplicationShutdown {
  constructor(@Inject(lyricsToken) private readonly lyrics: BoundLyrics) {}

  static register({ RESOLVER_RPC }: OrchestratorConfig, { clock }: ServiceContext, database: Database): DynamicModule {
    const inject = [lyricsToken];
    return {
      module: LyricsModule,
      controllers: [LyricsController],
      providers: [
        { provide: lyricsToken, useFactory: () => bindLyrics(RESOLVER_RPC, database) },
        { provide: BackfillLyrics, inject, useFactory: ({ backfill }: BoundLyrics) => backfill },
        { provide: lyricsStopToken, inject, useFactory: ({ stopping }: BoundLyrics) => stopping },
        { provide: lyricsClockToken, useFactory: () => () => clock.now() },
      ],
    };
  }

  onApplicationShutdown(): void {
    this.lyrics.close();
  }
}
