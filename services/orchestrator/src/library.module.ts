import { type Actor, schedule } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { CronerPatterns } from './adapters/cron/croner-patterns.js';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { LibraryController, scanFeedToken, scanFolderToken } from './adapters/grpc/library.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import type { OrchestratorConfig } from './config.js';
import type { JobOrder } from './core/jobs/job-starter.js';
import { LibraryRescans } from './core/library/library-rescans.js';
import { LibraryWatcher } from './core/library/library-watcher.js';
import { ScanFolder } from './core/library/scan-folder.js';
import type { LibraryFolders } from './core/sources/source-catalog.js';
import { type Jobs, jobsToken } from './jobs.module.js';

/** How the catalogue follows the library folders. */
export interface Library {
  readonly scans: ScanFolder;
  /** Starts no job until it is started itself; nor do the rescans. */
  readonly watcher: LibraryWatcher;
  readonly rescans: LibraryRescans;
}

const watchful: Actor = { actor: 'library watch', via: 'schedule', address: 'local' };

/** @throws Fault `invalid_argument` for a pattern that is none */
function bindLibrary(
  { LIBRARY_RESCAN: pattern }: Pick<OrchestratorConfig, 'LIBRARY_RESCAN'>,
  { clock, log }: ServiceContext,
  { starter, store, audit }: Pick<Jobs, 'starter' | 'store' | 'audit'>,
  library: LibraryFolders,
): Library {
  const surroundings = { clock, pacing: systemPacing, log };
  const patterns = new CronerPatterns();
  if (pattern !== '') patterns.validate(pattern, '');
  const startAs =
    (actor: Actor) =>
    (job: JobOrder, signal: AbortSignal): Promise<number> =>
      starter.start(job, actor, signal);
  return {
    scans: new ScanFolder({ library, store, starter, audit }),
    watcher: new LibraryWatcher({ library, store, start: startAs(watchful), surroundings }),
    rescans: new LibraryRescans({ pattern, patterns, start: startAs(schedule('LIBRARY_RESCAN')), surroundings }),
  };
}

export const libraryToken = Symbol('library');

/** The watch over the library folders and their scans, and their gRPC edge. */
@Module({})
export class LibraryModule {
  /** @param imports the peers and the jobs */
  static register(config: OrchestratorConfig, context: ServiceContext, imports: DynamicModule[]): DynamicModule {
    const inject = [libraryToken];
    return {
      module: LibraryModule,
      imports,
      controllers: [LibraryController],
      providers: [
        {
          provide: libraryToken,
          inject: [jobsToken, ResolverClient],
          useFactory: (jobs: Jobs, library: ResolverClient) => bindLibrary(config, context, jobs, library),
        },
        { provide: scanFolderToken, inject, useFactory: ({ scans }: Library) => scans },
        { provide: scanFeedToken, inject, useFactory: ({ watcher }: Library) => watcher.ended },
      ],
      exports: [libraryToken],
    };
  }
}
