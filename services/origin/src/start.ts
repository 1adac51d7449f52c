import 'reflect-metadata';
import { HttpServer } from '@catalogsync/http';
import { createApplication, followerDefinition, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { OrchestratorPlaces } from './adapters/orchestrator/present-places.js';
import { httpLimits, type OriginConfig } from './config.js';
import { StreamLimit } from './core/stream/stream-limit.js';
import { originMetrics } from './metrics.binding.js';
import { OriginModule } from './origin.module.js';

export async function start(config: OriginConfig, context: ServiceContext): Promise<RunningService> {
  const { ORIGIN_HOST: host, ORIGIN_PORT: port, ORIGIN_RPC: address } = config;
  const edge = { trustedProxies: config.TRUSTED_PROXIES, connections: config.MAX_CONNECTIONS, limits: httpLimits(config) };
  const app = await createApplication({
    module: OriginModule.register(config, context),
    definitions: followerDefinition,
    address,
    access: new RpcAccess('origin', config, context.socketFolder),
    http: new HttpServer({ host, port, keys: 'ORIGIN_PORT or ORIGIN_HOST', ...edge }, context.log),
    log: context.log,
  });
  const snapshots = app.get<SnapshotFollower<{ close(): void }>>(SnapshotFollower);
  const places = app.get(OrchestratorPlaces);
  const parts = [
    app.calls,
    { name: 'the snapshot follower', start: () => snapshots.start(), close: () => snapshots.stop() },
    // Streams end before the snapshot that they were looked up in.
    app.web,
    { name: 'the calls to the orchestrator', close: () => places.close() },
  ];
  return app.run('origin', parts, originMetrics(snapshots, app.get(StreamLimit), context.clock));
}
