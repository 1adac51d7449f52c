import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import { orchestratorLyricsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { LyricsController, lyricsClockToken, lyricsStopToken } from './adapters/grpc/lyrics.controller.js';
import { LocalLyricsFiles } from './adapters/lyrics-files/local-lyrics-files.js';
import { SongLyrics } from './adapters/resolver/song-lyrics.js';
import { SqliteFilesOfSongs } from './adapters/sqlite/stores/files-of-songs.js';
import { BackfillLyrics } from './core/lyrics/backfill-lyrics.js';

export const lyricsDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.LyricsService': orchestratorLyricsV1.LyricsServiceService,
};

/** Lyrics of files that are there, bound to SQLite, to the resolver and to local files. */
export interface BoundLyrics {
  readonly backfill: BackfillLyrics;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  /** Ends a run, and with it the calls that wait for it. */
  stop(): void;
  /** Lets go of the resolver. */
  close(): void;
}

/** @param resolver address of its RPC */
export function bindLyrics(resolver: string, clock: Clock, database: Database): BoundLyrics {
  const finder = new SongLyrics(resolver);
  const stopping = new AbortController();
  const files = new SqliteFilesOfSongs(database.reads, DEFAULT_LOCAL_BACKEND);
  return {
    backfill: new BackfillLyrics(files, finder, new LocalLyricsFiles()),
    stopping: stopping.signal,
    clock,
    stop: () => stopping.abort(new Fault('unavailable', 'the orchestrator is stopping')),
    close: () => finder.close(),
  };
}

/** Its gRPC side. */
export class LyricsModule {
  static register({ backfill, stopping, clock }: BoundLyrics): DynamicModule {
    return {
      module: LyricsModule,
      controllers: [LyricsController],
      providers: [
        { provide: BackfillLyrics, useFactory: () => backfill },
        { provide: lyricsStopToken, useFactory: () => stopping },
        { provide: lyricsClockToken, useFactory: () => () => clock.now() },
      ],
    };
  }
}
