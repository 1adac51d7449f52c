import { provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { LyricsController } from './adapters/grpc/lyrics.controller.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import { CandidateSearch } from './core/candidates/candidate-search.js';
import { FindLyrics } from './core/lyrics/find-lyrics.js';
import { SourceRegistry } from './core/sources/source-registry.js';

/** Lyrics of a song, for files that are in the library already. */
@Module({})
export class LyricsModule {
  /** @param imports surroundings, the database, the sources and the search */
  static register(imports: DynamicModule[]): DynamicModule {
    const find = provided(FindLyrics, SourceRegistry, CandidateSearch, SqliteManualMatches);
    return { module: LyricsModule, imports, controllers: [LyricsController], providers: [find] };
  }
}
