import 'reflect-metadata';
import { snapshotV1 } from '@catalogsync/contracts';
import { HttpServer } from '@catalogsync/http';
import { auditDefinition, createApplication, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import { SigningRounds } from './adapters/publication-folder/signing-rounds.js';
import type { SnapshotConfig } from './config.js';
import { publicationMetrics } from './metrics.binding.js';
import { bindPublication, keepSigned, prepareHome, stateOf } from './publication.module.js';
import { SnapshotModule } from './snapshot.module.js';

/** A request is headers only. A follower resumes a cut download later. */
const limits = { requestMs: 30_000, drainMs: 1_500 };

export async function start(config: SnapshotConfig, context: ServiceContext): Promise<RunningService> {
  const { SNAPSHOT_HOST: host, SNAPSHOT_PORT: port, SNAPSHOT_RPC: address } = config;
  const edge = { trustedProxies: config.TRUSTED_PROXIES, connections: config.MAX_CONNECTIONS, limits };
  const bound = bindPublication(config, context);
  await prepareHome(config, bound, context);
  const rounds = new SigningRounds(() => keepSigned(config, bound, context), context.log);
  const lifetime = new AbortController();
  const app = await createApplication({
    module: SnapshotModule.register(config, bound, context, lifetime.signal),
    definitions: { ...auditDefinition, 'catalogsync.snapshot.v1.SnapshotService': snapshotV1.SnapshotServiceService },
    address,
    access: new RpcAccess('snapshot', config, context.socketFolder),
    http: new HttpServer({ host, port, keys: 'SNAPSHOT_PORT or SNAPSHOT_HOST', ...edge }, context.log),
    log: context.log,
  });
  const parts = [
    app.calls,
    app.web,
    { name: 'signing', start: () => rounds.start(), close: () => rounds.close() },
    { name: 'mirror', start: () => bound.mirror?.start(), close: () => bound.mirror?.close() },
    // Stopped last: a running publication ends within a second or two and leaves nothing behind.
    { name: 'publications', close: () => lifetime.abort() },
  ];
  return app.run(
    'snapshot',
    parts,
    publicationMetrics(
      () => bound.store.list(),
      () => stateOf(bound),
      context.clock,
    ),
  );
}
