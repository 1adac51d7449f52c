import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { catalogueReaderToken } from './adapters/grpc/orchestrator.controller.js';
import { PlaylistFileController, playlistFilesToken, reportPlaylistsToken } from './adapters/grpc/playlist-file.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SqliteFileStore } from './adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from './adapters/sqlite/stores/listing-store.js';
import { SqliteSongStore } from './adapters/sqlite/stores/song-store.js';
import type { CatalogueReader } from './core/catalogue/catalogue-reader.js';
import { PlaylistFiles } from './core/playlist-file/playlist-files.js';
import { ReportPlaylists } from './core/playlist-file/report-playlists.js';
import { type Jobs, jobsToken } from './jobs.module.js';
import { fileReading } from './playlist-files.binding.js';

/** Playlist files, and their gRPC edge. */
@Module({})
export class PlaylistFilesModule {
  /** @param imports peers and jobs */
  static register({ clock }: ServiceContext, database: Database, audit: Audit, imports: DynamicModule[]): DynamicModule {
    const writer = database.unitOfWork((session) => ({
      listing: new SqliteListingStore(session),
      songs: new SqliteSongStore(session),
      files: new SqliteFileStore(session),
    }));
    return {
      module: PlaylistFilesModule,
      imports,
      controllers: [PlaylistFileController],
      providers: [
        {
          provide: playlistFilesToken,
          inject: [ResolverClient, catalogueReaderToken],
          useFactory: (resolver: ResolverClient, reader: CatalogueReader) =>
            new PlaylistFiles({ reading: fileReading(resolver), reader, writer, audit, now: () => clock.now() }),
        },
        {
          provide: reportPlaylistsToken,
          inject: [jobsToken, catalogueReaderToken],
          useFactory: ({ store }: Jobs, reader: CatalogueReader) => new ReportPlaylists(store, reader),
        },
      ],
    };
  }
}
