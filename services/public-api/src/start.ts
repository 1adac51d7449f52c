import 'reflect-metadata';
import { HttpServer } from '@catalogsync/http';
import { createApplication, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { CoverCacheFolder } from './adapters/cover-files/cover-cache-folder.js';
import { httpLimits, type PublicApiConfig } from './config.js';
import { CoverFiller } from './core/covers/cover-filler.js';
import { CoverPictures } from './core/covers/cover-pictures.js';
import { PublicApiModule } from './public-api.module.js';

export async function start(config: PublicApiConfig, context: ServiceContext): Promise<RunningService> {
  const { PUBLIC_API_HOST: host, PUBLIC_API_PORT: port, PUBLIC_API_RPC: address } = config;
  const edge = { trustedProxies: config.TRUSTED_PROXIES, connections: config.MAX_CONNECTIONS, limits: httpLimits };
  const app = await createApplication({
    module: PublicApiModule.register(config, context),
    definitions: {},
    address,
    access: new RpcAccess('public-api', config, context.socketFolder),
    http: new HttpServer({ host, port, keys: 'PUBLIC_API_PORT or PUBLIC_API_HOST', ...edge }, context.log),
    log: context.log,
  });
  const snapshots = app.get(SnapshotFollower);
  const [cache, pictures, filler] = [app.get(CoverCacheFolder), app.get(CoverPictures), app.get(CoverFiller)];
  return app.run('public-api', [
    app.calls,
    { name: 'the snapshot follower', start: () => snapshots.start(), close: () => snapshots.stop() },
    { name: 'pictures of covers', start: () => cache.open(), close: () => pictures.close() },
    { name: 'the filler of the cache of covers', start: () => filler.start(), close: () => filler.stop() },
    // Requests end before the reader that answers them.
    app.web,
  ]);
}
