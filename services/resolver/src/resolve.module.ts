import { Audit } from '@catalogsync/audit';
import { HttpClient } from '@catalogsync/outbound-http';
import { constant, provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { CoversController } from './adapters/grpc/covers.controller.js';
import { LyricsController } from './adapters/grpc/lyrics.controller.js';
import { ResolveController } from './adapters/grpc/resolve.controller.js';
import { StoriesController } from './adapters/grpc/stories.controller.js';
import { SqliteManualMatches, SqliteRejectedFiles } from './adapters/sqlite/choice-stores.js';
import { SqliteDecisionHistory } from './adapters/sqlite/decision-history.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import { HttpCoverFetcher } from './adapters/tagging/cover-fetcher.js';
import type { ResolverConfig } from './config.js';
import { CandidateSearch } from './core/candidates/candidate-search.js';
import { FindRecording } from './core/candidates/find-recording.js';
import { UserChoices } from './core/choices/user-choices.js';
import { SourceCovers } from './core/covers/source-covers.js';
import { FindLyrics } from './core/lyrics/find-lyrics.js';
import { Learning } from './core/ranking/learning.js';
import { LookUpSong } from './core/resolve/look-up-song.js';
import { ResolveSong } from './core/resolve/resolve-song.js';
import { SearchSource } from './core/resolve/search-source.js';
import { LinkFollower } from './core/sources/follow-links.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { SongStories } from './core/stories/song-stories.js';
import { configuredProfile } from './quality-profiles.js';
import { deadline } from './ranking.module.js';

/** The one search for a recording, which downloads use too; resolving, lyrics, and people's decisions about recordings. */
@Module({})
export class ResolveModule {
  /**
   * @param imports foundation, sources and ranking
   * @throws Fault `invalid_argument` naming the key that is wrong
   */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    const profile = configuredProfile(config);
    const settings = {
      defaultSources: config.DOWNLOAD_SOURCES,
      ahead: config.RESOLVE_AHEAD,
      knowledgeMs: config.RESOLVE_KNOWLEDGE_SECONDS * 1000,
    };
    return {
      module: ResolveModule,
      imports,
      controllers: [ResolveController, LyricsController, CoversController, StoriesController],
      providers: [
        provided(CandidateSearch, SqliteRejectedFiles, constant(deadline)),
        provided(FindRecording, SourceRegistry, CandidateSearch, Learning, SqliteManualMatches, constant(settings)),
        provided(ResolveSong, FindRecording, SourceRegistry, constant(profile)),
        provided(SearchSource, SourceRegistry, CandidateSearch, constant(profile)),
        provided(LookUpSong, SourceRegistry, LinkFollower),
        provided(HttpCoverFetcher, HttpClient),
        provided(SourceCovers, SourceRegistry, HttpCoverFetcher),
        {
          provide: SongStories,
          inject: [SqliteDecisionHistory, SqliteDownloadStore, SqliteManualMatches, SqliteRejectedFiles, SqliteQuarantineStore],
          useFactory: (
            history: SqliteDecisionHistory,
            downloads: SqliteDownloadStore,
            matches: SqliteManualMatches,
            rejected: SqliteRejectedFiles,
            quarantine: SqliteQuarantineStore,
          ) => new SongStories({ history, downloads, matches, rejected, quarantine }),
        },
        provided(FindLyrics, SourceRegistry, CandidateSearch, SqliteManualMatches),
        provided(UserChoices, SqliteManualMatches, SqliteRejectedFiles, SourceRegistry, SystemTiming, Audit),
      ],
      exports: [FindRecording],
    };
  }
}
