import 'reflect-metadata';
import { snapshotV1 } from '@catalogsync/contracts';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { createManifestSigner, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import type { DynamicModule } from '@nestjs/common';
import { WorkerBuilder } from './adapters/builder/worker-builder.js';
import { SnapshotController, type SnapshotControllerSettings, settingsToken, storeToken } from './adapters/grpc/snapshot.controller.js';
import { PublicationServer } from './adapters/http/publication-server.js';
import { PublicationFolder } from './adapters/publication-folder/publication-folder.js';
import type { SnapshotConfig } from './config.js';
import { Exclusive } from './core/publication/exclusive.js';
import { OpenDownloads } from './core/publication/open-downloads.js';
import { PrunePublication } from './core/publication/prune-publication.js';
import type { PublicationRules } from './core/publication/publication-rules.js';
import type { ManifestSigner } from './core/publication/publication-store.js';
import { PublishSnapshot } from './core/publication/publish-snapshot.js';
import { Publisher } from './core/publication/publisher.js';
import { RollbackSnapshot } from './core/publication/rollback-snapshot.js';

const rulesToken = Symbol('publication rules');
const signerToken = Symbol('manifest signer');

const rulesOf = (config: SnapshotConfig): PublicationRules => ({ maxAgeDays: config.SNAPSHOT_MAX_AGE_DAYS, keep: config.SNAPSHOT_KEEP });

function publisherOf(
  store: PublicationFolder,
  signer: ManifestSigner,
  rules: PublicationRules,
  downloads: OpenDownloads,
  context: ServiceContext,
): Publisher {
  const { clock, log } = context;
  return new Publisher({
    exclusive: new Exclusive(),
    publish: new PublishSnapshot({ target: store, builder: new WorkerBuilder(), signer, clock, rules }),
    rollback: new RollbackSnapshot({ store, signer, clock, rules }),
    prune: new PrunePublication(store, downloads, rules.keep),
    onPruneFailure: (error) => log.warn({ err: error }, 'an old snapshot could not be removed'),
  });
}

/** Binds the ports of the service to their adapters. */
export class SnapshotModule {
  /** @param lifetime aborts when the service stops; a publication under way then ends. */
  static register(config: SnapshotConfig, context: ServiceContext, lifetime: AbortSignal): DynamicModule {
    const settings: SnapshotControllerSettings = { source: config.DB_PATH, lifetime, clock: context.clock, log: context.log };
    return {
      module: SnapshotModule,
      controllers: [SnapshotController],
      providers: [
        { provide: rulesToken, useFactory: () => rulesOf(config) },
        { provide: signerToken, useFactory: () => createManifestSigner(config.SNAPSHOT_SIGNING_KEYS) },
        { provide: settingsToken, useFactory: () => settings },
        OpenDownloads,
        { provide: storeToken, useFactory: () => new PublicationFolder(config.SNAPSHOT_DIR, context.log) },
        {
          provide: Publisher,
          inject: [storeToken, signerToken, rulesToken, OpenDownloads],
          useFactory: (store: PublicationFolder, signer: ManifestSigner, rules: PublicationRules, downloads: OpenDownloads) =>
            publisherOf(store, signer, rules, downloads, context),
        },
        {
          provide: PublicationServer,
          inject: [OpenDownloads],
          useFactory: (downloads: OpenDownloads) => new PublicationServer({ folder: config.SNAPSHOT_DIR, downloads, log: context.log }),
        },
      ],
    };
  }
}

/** What the service answers with. */
export interface OpenService {
  readonly rpc: RpcServer;
  readonly web: PublicationServer;
}

/**
 * Prepares folder and keys and answers RPC; the caller opens the web address and closes both.
 * @param lifetime aborts when the service stops
 */
export async function openService(config: SnapshotConfig, context: ServiceContext, lifetime: AbortSignal): Promise<OpenService> {
  await new PublicationFolder(config.SNAPSHOT_DIR, context.log).open();
  // Keys of another place are the owner's business; those of the home are made at the first start.
  if (config.SNAPSHOT_SIGNING_KEYS === keyRingFiles(config.KEYS_DIR, 'snapshot').signing) {
    await ensureKeyRing(config.KEYS_DIR, 'snapshot', new Date(context.clock.now()));
  }
  const rpc = await startRpcServer({
    module: SnapshotModule.register(config, context, lifetime),
    definitions: { 'catalogsync.snapshot.v1.SnapshotService': snapshotV1.SnapshotServiceService },
    address: config.SNAPSHOT_RPC,
    log: context.log,
  });
  return { rpc, web: rpc.app.get(PublicationServer) };
}
