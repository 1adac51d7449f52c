import { type DynamicModule, Module } from '@nestjs/common';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import type { ResolverConfig } from './config.js';
import { CandidateSearch } from './core/candidates/candidate-search.js';
import { FindRecording } from './core/candidates/find-recording.js';
import { Learning } from './core/ranking/learning.js';
import { SourceRegistry } from './core/sources/source-registry.js';

/** The one search for a recording, which resolving shows, downloads go by and lyrics are looked for with. */
@Module({})
export class CandidatesModule {
  /** @param imports the database, the sources and ranking */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    const settings = { defaultSources: config.DOWNLOAD_SOURCES, ahead: config.RESOLVE_AHEAD };
    return {
      module: CandidatesModule,
      imports,
      providers: [
        {
          provide: CandidateSearch,
          inject: [SqliteRejectedFiles],
          useFactory: (rejected: SqliteRejectedFiles) => new CandidateSearch(rejected, (ms) => AbortSignal.timeout(ms)),
        },
        {
          provide: FindRecording,
          inject: [SourceRegistry, CandidateSearch, Learning, SqliteManualMatches],
          useFactory: (sources: SourceRegistry, search: CandidateSearch, learning: Learning, manual: SqliteManualMatches) =>
            new FindRecording(sources, search, learning, manual, settings),
        },
      ],
      exports: [CandidateSearch, FindRecording],
    };
  }
}
