import { RpcAccess } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { RpcPeerHealth } from './adapters/grpc/rpc-peer-health.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import type { OrchestratorConfig } from './config.js';
import { Installation, type InstallationParts } from './core/console/installation.js';

/** The installation around the jobs, as the dashboard shows it. */
export function bindInstallation(
  config: OrchestratorConfig,
  { clock }: Pick<ServiceContext, 'clock'>,
  database: Database,
  parts: Pick<InstallationParts, 'sources' | 'publications' | 'volumes' | 'openSources' | 'quarantined'>,
): Installation {
  const hasMediaServer = config.SERVER_ACTIVE.trim() !== '';
  const { RESOLVER_RPC: resolver, SNAPSHOT_RPC: snapshot, MEDIA_SERVER_RPC } = config;
  const addresses = { resolver, snapshot, ...(hasMediaServer ? { 'media-server': MEDIA_SERVER_RPC } : {}) };
  const backends = new SqliteStorageBackendStore(database);
  return new Installation({
    ...parts,
    peers: new RpcPeerHealth(addresses, new RpcAccess('orchestrator', config)),
    hasMediaServer,
    hasCloud: async () => (await backends.list()).some(({ type }) => type === 'object_storage'),
    now: () => clock.now(),
    pacing: systemPacing,
  });
}
