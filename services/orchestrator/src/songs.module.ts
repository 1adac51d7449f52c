import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { SongController, songChoicesToken, songDetailsToken } from './adapters/grpc/song.controller.js';
import { SqliteRecordingStore } from './adapters/sqlite/stores/recording-store.js';
import { SqliteSongDetails } from './adapters/sqlite/stores/song-details.js';
import type { OrchestratorConfig } from './config.js';
import { LinkRecordings } from './core/recordings/link-recordings.js';
import { SongChoices } from './core/recordings/song-choices.js';

/** Single songs and the decisions about them, and their gRPC edge. */
@Module({})
export class SongsModule {
  static register({ LINK_RECORDINGS }: OrchestratorConfig, { clock }: ServiceContext, database: Database, audit: Audit): DynamicModule {
    const writer = database.unitOfWork((session) => ({ recordings: new SqliteRecordingStore(session) }));
    const songs = new SqliteSongDetails(database.reads);
    const links = new LinkRecordings({ writer, isOn: LINK_RECORDINGS === 'yes' });
    return {
      module: SongsModule,
      controllers: [SongController],
      providers: [
        { provide: songDetailsToken, useFactory: () => songs },
        { provide: songChoicesToken, useFactory: () => new SongChoices({ writer, songs, links, audit, now: () => clock.now() }) },
      ],
    };
  }
}
