import type { Audit } from '@catalogsync/audit';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { filePlacesToken, purgeToken, UpkeepController } from './adapters/grpc/upkeep.controller.js';
import { ResolverMemory } from './adapters/resolver/library-memory.js';
import { SqliteFilePlaces } from './adapters/sqlite/stores/file-places.js';
import { SqliteLeftOvers } from './adapters/sqlite/stores/left-over-store.js';
import { PurgeLibrary } from './core/upkeep/purge-library.js';

/** What is left of files that are gone, where moved ones are, and their gRPC edge. */
@Module({})
export class UpkeepModule {
  /** @param peers the services that this one calls */
  static register(database: Database, peers: DynamicModule, audit: Audit): DynamicModule {
    return {
      module: UpkeepModule,
      imports: [peers],
      controllers: [UpkeepController],
      providers: [
        {
          provide: purgeToken,
          inject: [ResolverMemory],
          useFactory: (memory: ResolverMemory) => new PurgeLibrary({ store: new SqliteLeftOvers(database), memory, audit }),
        },
        { provide: filePlacesToken, useFactory: () => new SqliteFilePlaces(database.reads) },
      ],
      exports: [purgeToken],
    };
  }
}
