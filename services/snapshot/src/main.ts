import 'reflect-metadata';
import { snapshotV1 } from '@catalogsync/contracts';
import { toFault } from '@catalogsync/faults';
import { startRpcServer } from '@catalogsync/rpc';
import { closeAll, type RunningService, type Service, type ServiceContext, systemClock } from '@catalogsync/runtime';
import { ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import type { Manifest } from '@catalogsync/snapshot-format';
import { PublicationServer } from './adapters/http/publication-server.js';
import { checkPublication } from './adapters/publication-folder/verify-publication.js';
import { configKeys, readSnapshotConfig, type SnapshotConfig } from './config.js';
import type { Progress } from './core/publication/publish-snapshot.js';
import { flatPublication, publicationFolder, SnapshotModule } from './snapshot.module.js';

async function start(config: SnapshotConfig, context: ServiceContext): Promise<RunningService> {
  const { log, clock } = context;
  await publicationFolder(config, log).open();
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

/** Builds, signs, keeps and serves snapshots: catalogsync.snapshot.v1, and HTTP for followers. */
export const service: Service<SnapshotConfig> = { name: 'snapshot', configKeys, configure: readSnapshotConfig, start };

export interface ExportOptions {
  /** Any catalogue database; opened for reading only. */
  readonly db: string;
  /** Made if it is missing; gets catalog_read.db and manifest.json. */
  readonly targetDir: string;
  /** Private key ring; with it manifest.json.jws is written too. */
  readonly signingKeys?: string;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/**
 * Writes one snapshot into a folder, without any service (behaviours 135, 144 to 146).
 * @throws Fault `not_found`, `data_corrupt`, `disk_full`, `permission_denied`, `canceled`; what was in the
 * folder is then untouched.
 */
export async function exportSnapshot(options: ExportOptions): Promise<Manifest> {
  try {
    const publish = flatPublication({ targetDir: options.targetDir, signingKeys: options.signingKeys });
    const { manifest } = await publish.run({
      source: options.db,
      force: true,
      signal: options.signal ?? new AbortController().signal,
      onProgress: (progress) => options.onProgress?.(progress),
    });
    return manifest;
  } catch (error) {
    throw toFault(error);
  }
}

/**
 * Checks a publication folder as a reader would, and the structure of the database too.
 * @param trustedKeys public key ring; without it signatures are not looked at.
 * @throws Fault `not_found`, `data_corrupt`, `expired` with the reason
 */
export function verifyPublication(dir: string, trustedKeys?: string): Promise<Manifest> {
  return checkPublication(dir, systemClock.now(), trustedKeys);
}
