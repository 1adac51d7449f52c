import 'reflect-metadata';
import { snapshotV1 } from '@catalogsync/contracts';
import { startRpcServer } from '@catalogsync/rpc';
import { closeAll, type RunningService, type ServiceContext } from '@catalogsync/runtime';
import { ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { PublicationServer } from './adapters/http/publication-server.js';
import { PublicationFolder } from './adapters/publication-folder/publication-folder.js';
import type { SnapshotConfig } from './config.js';
import { SnapshotModule } from './snapshot.module.js';

/** Starts the service's two edges: gRPC for publishing, HTTP for followers. */
export async function start(config: SnapshotConfig, context: ServiceContext): Promise<RunningService> {
  const { log, clock } = context;
  await new PublicationFolder(config.SNAPSHOT_DIR, log).open();
  // Keys of another place are the owner's business; the ones of the home are made at the first start.
  if (config.SNAPSHOT_SIGNING_KEYS === keyRingFiles(config.KEYS_DIR, 'snapshot').signing) {
    await ensureKeyRing(config.KEYS_DIR, 'snapshot', new Date(clock.now()));
  }
  const lifetime = new AbortController();
  const rpc = await startRpcServer({
    module: SnapshotModule.register(config, context, lifetime.signal),
    definitions: { 'catalogsync.snapshot.v1.SnapshotService': snapshotV1.SnapshotServiceService },
    address: config.SNAPSHOT_RPC,
    log,
  });
  const web = rpc.app.get(PublicationServer);
  const closers = [
    // A publication under way ends within a second or two and leaves nothing.
    { name: 'publications', close: () => lifetime.abort() },
    { name: 'snapshot downloads', close: () => web.stop() },
    { name: 'snapshot calls', close: () => rpc.stop() },
  ];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= closeAll(closers, log);
    return stopped;
  };
  try {
    const http = await web.listen(config.SNAPSHOT_HOST, config.SNAPSHOT_PORT);
    return { name: 'snapshot', addresses: { grpc: rpc.address, http }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
