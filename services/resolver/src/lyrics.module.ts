import { provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { LyricsController } from './adapters/grpc/lyrics.controller.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import { CandidateSearch } from './core/candidates/candidate-search.js';
import { FindLyrics } from './core/lyrics/find-lyrics.js';
import { SourceRegistry } from './core/sources/source-registry.js';

/** Lyrics of a song, for files already in the library. */
@Module({})
export class LyricsModule {
  /** @param imports surroundings, database, sources and search */
  static register(imports: DynamicModule[]): DynamicModule {
    const find = provided(FindLyrics, SourceRegistry, CandidateSearch, SqliteManualMatches);
    return { module: LyricsModule, imports, controllers: [LyricsController], providers: [find] };
  }
}
