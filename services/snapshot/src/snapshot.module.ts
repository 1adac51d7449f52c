import type { ServiceContext } from '@catalogsync/runtime';
import { createManifestSigner } from '@catalogsync/signing';
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
    const settings: SnapshotControllerSettings = { source: config.DB_PATH, lifetime, clock: context.clock };
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
