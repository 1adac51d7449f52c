import { constant, provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import type { ResolverConfig } from './config.js';
import { CandidateSearch } from './core/candidates/candidate-search.js';
import { FindRecording } from './core/candidates/find-recording.js';
import { Learning } from './core/ranking/learning.js';
import { SourceRegistry } from './core/sources/source-registry.js';

/** The one search for a recording, used by resolving, downloads and lyrics. */
@Module({})
export class CandidatesModule {
  /** @param imports surroundings, database, sources and ranking */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    const settings = { defaultSources: config.DOWNLOAD_SOURCES, ahead: config.RESOLVE_AHEAD };
    return {
      module: CandidatesModule,
      imports,
      providers: [
        provided(
          CandidateSearch,
          SqliteRejectedFiles,
          constant((ms: number) => AbortSignal.timeout(ms)),
        ),
        provided(FindRecording, SourceRegistry, CandidateSearch, Learning, SqliteManualMatches, constant(settings)),
      ],
      exports: [CandidateSearch, FindRecording],
    };
  }
}
