import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { followListsToken, PlaylistController, playlistHistoryToken, playlistListsToken } from './adapters/grpc/playlist.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SqliteCatalogueLists } from './adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteFollowingStore } from './adapters/sqlite/stores/following-store.js';
import { SqlitePlaylistHistory } from './adapters/sqlite/stores/playlist-history.js';
import { FollowLists } from './core/following/follow-lists.js';

/** Single playlists, which of them are downloaded, and their gRPC edge. */
@Module({})
export class PlaylistsModule {
  static register({ clock }: ServiceContext, database: Database, audit: Audit, peers: DynamicModule): DynamicModule {
    const writer = database.unitOfWork((session) => ({ following: new SqliteFollowingStore(session) }));
    const playlists = new SqlitePlaylistHistory(database.reads);
    return {
      module: PlaylistsModule,
      imports: [peers],
      controllers: [PlaylistController],
      providers: [
        { provide: playlistListsToken, useFactory: () => new SqliteCatalogueLists(database.reads) },
        { provide: playlistHistoryToken, useFactory: () => playlists },
        {
          provide: followListsToken,
          inject: [ResolverClient],
          useFactory: (sources: ResolverClient) => new FollowLists({ writer, playlists, sources, audit, now: () => clock.now() }),
        },
      ],
      exports: [followListsToken],
    };
  }
}
