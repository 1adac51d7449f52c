import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { FactoryProvider } from '@nestjs/common';
import { QuarantinedFiles } from './adapters/resolver/quarantined-files.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { ResolverStories } from './adapters/resolver/song-stories.js';
import { ResolverRecordings } from './adapters/resolver/source-recordings.js';
import { TendedSources } from './adapters/resolver/tended-sources.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import type { OrchestratorConfig } from './config.js';
import type { ConsoleNeeds } from './console.binding.js';
import { bindInstallation } from './installation.binding.js';
import { type Jobs, jobsToken } from './jobs.module.js';
import { bindVolumes } from './volumes.binding.js';

/** What surrounds the jobs: volumes, the installation as a whole, and the resolver's part in it. */
export type Surroundings = Pick<ConsoleNeeds, 'volumes' | 'installation' | 'resolver' | 'songs'>;

export const surroundingsToken = Symbol('surroundings');

/** More files in quarantine than this are not counted on the dashboard. */
const mostQuarantined = 500;

const inject = [jobsToken, ResolverClient, SnapshotClient, TendedSources, QuarantinedFiles, ResolverStories, ResolverRecordings];

/** Imports of its module: jobs and peers. */
export const surroundings = (config: OrchestratorConfig, context: ServiceContext, database: Database): FactoryProvider<Surroundings> => ({
  provide: surroundingsToken,
  inject,
  useFactory: (
    { store }: Jobs,
    sources: ResolverClient,
    publications: SnapshotClient,
    tended: TendedSources,
    quarantine: QuarantinedFiles,
    stories: ResolverStories,
    recordings: ResolverRecordings,
  ) => {
    const volumes = bindVolumes(config, database, store);
    const installation = bindInstallation(config, context, database, {
      ...{ sources, publications, volumes },
      async openSources(signal) {
        const open = (await tended.states(signal)).filter(({ configured, breaker }) => configured && breaker.state !== 'closed');
        return open.map(({ name, lastFault }) => ({ name, since: lastFault?.at }));
      },
      async quarantined(signal) {
        const { files } = await quarantine.list({ includeDecided: false, limit: mostQuarantined, after: undefined }, signal);
        return files.length;
      },
    });
    const songs = { stories, sources: recordings, coversFolder: config.COVERS_DIR };
    return { volumes, installation, resolver: { sources: tended, quarantine }, songs };
  },
});
