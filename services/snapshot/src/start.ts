import 'reflect-metadata';
import { snapshotV1 } from '@catalogsync/contracts';
import { HttpServer } from '@catalogsync/http';
import { auditDefinition, createApplication, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import type { SnapshotConfig } from './config.js';
import { prepareHome } from './publication.module.js';
import { SnapshotModule } from './snapshot.module.js';

/** A request is headers only. A follower resumes a cut download later. */
const limits = { requestMs: 30_000, drainMs: 1_500 };

export async function start(config: SnapshotConfig, context: ServiceContext): Promise<RunningService> {
  const { SNAPSHOT_HOST: host, SNAPSHOT_PORT: port, SNAPSHOT_RPC: address } = config;
  const edge = { trustedProxies: config.TRUSTED_PROXIES, connections: config.MAX_CONNECTIONS, limits };
  await prepareHome(config, context);
  const lifetime = new AbortController();
  const app = await createApplication({
    module: SnapshotModule.register(config, context, lifetime.signal),
    definitions: { ...auditDefinition, 'catalogsync.snapshot.v1.SnapshotService': snapshotV1.SnapshotServiceService },
    address,
    access: new RpcAccess('snapshot', config, context.socketFolder),
    http: new HttpServer({ host, port, keys: 'SNAPSHOT_PORT or SNAPSHOT_HOST', ...edge }, context.log),
    log: context.log,
  });
  return app.run('snapshot', [
    app.calls,
    app.web,
    // Stopped last: a running publication ends within a second or two and leaves nothing behind.
    { name: 'publications', close: () => lifetime.abort() },
  ]);
}
