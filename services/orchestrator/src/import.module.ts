import { dirname, join } from 'node:path';
import type { Audit } from '@catalogsync/audit';
import { RpcAccess } from '@catalogsync/rpc';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CopiedLibraries } from './adapters/earlier-library/copied-libraries.js';
import { ImportController, importLibraryToken } from './adapters/grpc/import.controller.js';
import { SourceStatistics } from './adapters/resolver/source-statistics.js';
import { openCatalogue } from './adapters/sqlite/catalogue-database.js';
import { importStore } from './adapters/sqlite/stores/import-store.js';
import type { OrchestratorConfig } from './config.js';
import { ImportLibrary } from './core/import/import-library.js';

/** Takes over databases of the earlier tool. */
@Module({})
export class ImportModule implements OnApplicationShutdown {
  constructor(@Inject(SourceStatistics) private readonly statistics: SourceStatistics) {}

  static register(config: OrchestratorConfig, database: Database, audit: Audit): DynamicModule {
    const { LIBRARY_DIR: libraryRoot, RESOLVER_RPC } = config;
    // On the volume of the database, so that a copy can share its blocks where the file system allows it.
    const libraries = new CopiedLibraries({ ownFile: database.file, folder: join(dirname(database.file), 'import.tmp'), openCatalogue });
    const writer = database.unitOfWork((session) => ({ imports: importStore(session) }));
    return {
      module: ImportModule,
      controllers: [ImportController],
      providers: [
        { provide: SourceStatistics, useFactory: () => new SourceStatistics(RESOLVER_RPC, new RpcAccess('orchestrator', config)) },
        {
          provide: importLibraryToken,
          inject: [SourceStatistics],
          useFactory: (statistics: SourceStatistics) => new ImportLibrary({ libraries, writer, statistics, audit, libraryRoot }),
        },
      ],
    };
  }

  onApplicationShutdown(): void {
    this.statistics.close();
  }
}
