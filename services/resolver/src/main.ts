import 'reflect-metadata';
import { resolverDownloadsV1, resolverLyricsV1, resolverRankingV1, resolverResolveV1, resolverV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc';
import { closeAll, type RunningService, type Service, type ServiceContext } from '@catalogsync/runtime';
import { openSideDatabase } from './adapters/sqlite/side-database.js';
import { configKeys, type ResolverConfig, readResolverConfig } from './config.js';
import { type Downloads, downloadsToken } from './downloads.module.js';
import { ResolverModule } from './resolver.module.js';
import { openRemoteSources } from './sources.module.js';

export { initialiseStatistics } from './adapters/sqlite/side-database.js';
export { playlistRecogniser } from './sources.module.js';

/** What an earlier process left goes on once others can ask for it. */
async function resumeDownloads(rpc: RpcServer): Promise<Downloads> {
  try {
    const downloads = rpc.app.get<Downloads>(downloadsToken);
    await downloads.engine.resume();
    return downloads;
  } catch (error) {
    await rpc.stop();
    throw error;
  }
}

async function start(config: ResolverConfig, context: ServiceContext): Promise<RunningService> {
  const database = await openSideDatabase(config.DB_PATH);
  const stopping = new AbortController();
  const remote = openRemoteSources(config);
  try {
    const rpc = await startRpcServer({
      module: ResolverModule.register(config, context, { database, stopping: stopping.signal, remoteSources: remote.sources }),
      definitions: {
        'catalogsync.resolver.v1.ResolverService': resolverV1.ResolverServiceService,
        'catalogsync.resolver.v1.ResolveService': resolverResolveV1.ResolveServiceService,
        'catalogsync.resolver.v1.DownloadService': resolverDownloadsV1.DownloadServiceService,
        'catalogsync.resolver.v1.LyricsService': resolverLyricsV1.LyricsServiceService,
        'catalogsync.resolver.v1.RankingService': resolverRankingV1.RankingServiceService,
      },
      address: config.RESOLVER_RPC,
      log: context.log,
    });
    const downloads = await resumeDownloads(rpc);
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopping.abort(new Fault('unavailable', 'the resolver is stopping'));
      // A running scan ends at the abort, its call with it; only then may the database go.
      const closers = [
        { name: 'downloads', close: () => downloads.engine.stop() },
        { name: 'rpc', close: () => rpc.stop() },
        { name: 'connections of downloads', close: () => downloads.close() },
        { name: 'connections to sources', close: () => remote.close() },
        { name: 'resolver_stats.db', close: () => database.close() },
      ];
      return closeAll(closers, context.log);
    };
    return {
      name: 'resolver',
      addresses: { grpc: rpc.address },
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await remote.close();
    await database.close();
    throw error;
  }
}

/** Sources of music and the library folders, behind catalogsync.resolver.v1. */
export const service: Service<ResolverConfig> = {
  name: 'resolver',
  configKeys,
  configure: readResolverConfig,
  start,
};
