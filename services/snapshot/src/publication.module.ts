import type { ServiceContext } from '@catalogsync/runtime';
import { createManifestSigner, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { type DynamicModule, Module } from '@nestjs/common';
import { WorkerBuilder } from './adapters/builder/worker-builder.js';
import { CoversFolder } from './adapters/publication-folder/covers-folder.js';
import { PublicationFolder } from './adapters/publication-folder/publication-folder.js';
import type { SnapshotConfig } from './config.js';
import { OpenDownloads } from './core/publication/open-downloads.js';
import { Publisher } from './core/publication/publisher.js';

function publisherOf(
  store: PublicationFolder,
  downloads: OpenDownloads,
  config: SnapshotConfig,
  { clock, log }: ServiceContext,
): Publisher {
  const signer = createManifestSigner(config.SNAPSHOT_SIGNING_KEYS);
  const rules = { maxAgeDays: config.SNAPSHOT_MAX_AGE_DAYS, keep: config.SNAPSHOT_KEEP };
  const { SNAPSHOT_DIR, COVERS_DIR: folder } = config;
  const covers = new CoversFolder(SNAPSHOT_DIR, folder, (lost) =>
    log.warn({ lost, folder }, 'pictures of covers are missing; the catalogue is published without them'),
  );
  const parts = { builder: new WorkerBuilder(), covers, signer, clock, rules };
  return new Publisher(store, parts, downloads, (error) => log.warn({ err: error }, 'an old snapshot could not be removed'));
}

/** Building, signing, keeping and removing snapshots. */
@Module({})
export class PublicationModule {
  static register(config: SnapshotConfig, context: ServiceContext): DynamicModule {
    return {
      module: PublicationModule,
      providers: [
        OpenDownloads,
        { provide: PublicationFolder, useFactory: () => new PublicationFolder(config.SNAPSHOT_DIR, context.log) },
        {
          provide: Publisher,
          inject: [PublicationFolder, OpenDownloads],
          useFactory: (store: PublicationFolder, downloads: OpenDownloads) => publisherOf(store, downloads, config, context),
        },
      ],
      exports: [OpenDownloads, PublicationFolder, Publisher],
    };
  }
}

/** Creates what a first start needs: the folder, and the keys of the home. Keys elsewhere are up to the owner. */
export async function prepareHome(config: SnapshotConfig, { clock, log }: ServiceContext): Promise<void> {
  await new PublicationFolder(config.SNAPSHOT_DIR, log).open();
  if (config.SNAPSHOT_SIGNING_KEYS === keyRingFiles(config.KEYS_DIR, 'snapshot').signing) {
    await ensureKeyRing(config.KEYS_DIR, 'snapshot', new Date(clock.now()));
  }
}
