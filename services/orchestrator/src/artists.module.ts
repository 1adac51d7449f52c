import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { ArtistController, artistChoicesToken } from './adapters/grpc/artist.controller.js';
import { SqliteArtistDetails } from './adapters/sqlite/stores/artist-details.js';
import { SqliteArtistStore } from './adapters/sqlite/stores/artist-store.js';
import { ArtistChoices } from './core/artists/artist-choices.js';
import { IdentifyArtists } from './core/artists/identify-artists.js';
import { IdentifyAtStart } from './core/artists/identify-at-start.js';

export const identifyAtStartToken = Symbol('artists that wait at start');

/** Artists and the decisions about them, and their gRPC edge. */
@Module({})
export class ArtistsModule {
  static register({ clock, log }: ServiceContext, database: Database, audit: Audit): DynamicModule {
    const writer = database.unitOfWork((session) => ({ artists: new SqliteArtistStore(session) }));
    const identities = new IdentifyArtists(writer);
    const details = new SqliteArtistDetails(database.reads);
    const onFault = (error: unknown): void =>
      log.error({ err: error }, 'the artists that wait could not be identified; the next job tries again');
    return {
      module: ArtistsModule,
      controllers: [ArtistController],
      providers: [
        {
          provide: artistChoicesToken,
          useFactory: () => new ArtistChoices({ writer, details, identities, audit, now: () => clock.now() }),
        },
        { provide: identifyAtStartToken, useFactory: () => new IdentifyAtStart(identities, onFault) },
      ],
    };
  }
}
