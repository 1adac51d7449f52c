import 'reflect-metadata';
import { HttpServer } from '@catalogsync/http';
import { createApplication, followerDefinition, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { FollowedKeys } from './adapters/api-keys/followed-keys.js';
import { CoverCacheFolder } from './adapters/cover-files/cover-cache-folder.js';
import type { OpenSnapshot } from './adapters/snapshot-db/open-snapshot.js';
import { httpLimits, type PublicApiConfig } from './config.js';
import { CoverFiller } from './core/covers/cover-filler.js';
import { CoverPictures } from './core/covers/cover-pictures.js';
import { metricsOf, PublicApiModule } from './public-api.module.js';

export async function start(config: PublicApiConfig, context: ServiceContext): Promise<RunningService> {
  const { PUBLIC_API_HOST: host, PUBLIC_API_PORT: port, PUBLIC_API_RPC: address } = config;
  const edge = { trustedProxies: config.TRUSTED_PROXIES, connections: config.MAX_CONNECTIONS, limits: httpLimits };
  const app = await createApplication({
    module: PublicApiModule.register(config, context),
    definitions: followerDefinition,
    address,
    access: new RpcAccess('public-api', config, context.socketFolder),
    http: new HttpServer({ host, port, keys: 'PUBLIC_API_PORT or PUBLIC_API_HOST', ...edge }, context.log),
    log: context.log,
  });
  const [snapshots, keys] = [app.get<SnapshotFollower<OpenSnapshot>>(SnapshotFollower), app.get(FollowedKeys)];
  const [cache, pictures, filler] = [app.get(CoverCacheFolder), app.get(CoverPictures), app.get(CoverFiller)];
  const parts = [
    app.calls,
    { name: 'the snapshot follower', start: () => snapshots.start(), close: () => snapshots.stop() },
    { name: 'pictures of covers', start: () => cache.open(), close: () => pictures.close() },
    { name: 'the filler of the cache of covers', start: () => filler.start(), close: () => filler.stop() },
    { name: 'the API keys', start: () => keys.start(), close: () => keys.stop() },
    // Requests end before the reader that answers them.
    app.web,
  ];
  return app.run('public-api', parts, metricsOf(snapshots, context.clock));
}
