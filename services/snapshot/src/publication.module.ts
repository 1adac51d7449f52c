import { Fault } from '@catalogsync/faults';
import { ensurePublicationRoot } from '@catalogsync/publication-trust';
import type { ServiceContext } from '@catalogsync/runtime';
import { createManifestSigner, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { type DynamicModule, Module } from '@nestjs/common';
import { WorkerBuilder } from './adapters/builder/worker-builder.js';
import type { PublicationMirror } from './adapters/mirror/publication-mirror.js';
import { ZstdPacker } from './adapters/packing/zstd-packer.js';
import { CoversFolder } from './adapters/publication-folder/covers-folder.js';
import { FolderWrites } from './adapters/publication-folder/folder-writes.js';
import { PublicationFolder } from './adapters/publication-folder/publication-folder.js';
import { SignedMetadata } from './adapters/publication-folder/signed-metadata.js';
import type { SnapshotConfig } from './config.js';
import { OpenDownloads } from './core/publication/open-downloads.js';
import type { PublicationState } from './core/publication/publication-state.js';
import { Publisher } from './core/publication/publisher.js';
import { bindMirror } from './mirror.binding.js';

const dayMs = 86_400_000;

/** Everything that keeps a publication, bound once: the module hands it out, and the service starts and ends it. */
export interface BoundPublication {
  readonly store: PublicationFolder;
  readonly metadata: SignedMetadata;
  readonly publisher: Publisher;
  readonly downloads: OpenDownloads;
  readonly mirror: PublicationMirror | undefined;
}

export function bindPublication(config: SnapshotConfig, context: ServiceContext): BoundPublication {
  const { clock, log } = context;
  const { SNAPSHOT_DIR: folder, KEYS_DIR: dir, SNAPSHOT_SIGNING_KEYS: onlineKeys } = config;
  const writes = new FolderWrites();
  const packer = new ZstdPacker();
  const terms = { contentMs: config.SNAPSHOT_MAX_AGE_DAYS * dayMs, freshMs: config.SNAPSHOT_FRESH_DAYS * dayMs };
  const metadata = new SignedMetadata({ folder, keys: { dir, onlineKeys }, terms, now: () => clock.now() }, writes);
  const store = new PublicationFolder(folder, log, metadata, writes, packer);
  const mirror = bindMirror(config, metadata, context);
  const downloads = new OpenDownloads();
  const covers = new CoversFolder(folder, config.COVERS_DIR, (lost) =>
    log.warn({ lost, folder: config.COVERS_DIR }, 'pictures of covers are missing; the catalogue is published without them'),
  );
  const rules = { maxAgeDays: config.SNAPSHOT_MAX_AGE_DAYS, keep: config.SNAPSHOT_KEEP, keepDays: config.SNAPSHOT_KEEP_DAYS };
  const making = { builder: new WorkerBuilder(), packer, covers, signer: createManifestSigner(onlineKeys) };
  const parts = { ...making, clock, rules, announced: () => mirror?.notice() };
  const publisher = new Publisher(store, parts, downloads, (error) => log.warn({ err: error }, 'an old snapshot could not be removed'));
  return { store, metadata, publisher, downloads, mirror };
}

/** How the publication stands now. */
export async function stateOf({ metadata, mirror }: BoundPublication): Promise<PublicationState> {
  const { signedAt = 0, freshUntil = 0 } = (await metadata.announced())?.publication ?? {};
  return { signedAt, freshUntil, ...(mirror === undefined ? {} : { mirror: mirror.state }) };
}

/** Building, signing, keeping and removing snapshots. */
@Module({})
export class PublicationModule {
  static register({ store, publisher, downloads }: BoundPublication): DynamicModule {
    return {
      module: PublicationModule,
      providers: [
        { provide: OpenDownloads, useValue: downloads },
        { provide: PublicationFolder, useValue: store },
        { provide: Publisher, useValue: publisher },
      ],
      exports: [OpenDownloads, PublicationFolder, Publisher],
    };
  }
}

/** Creates what a first start needs: the folder, and the keys and the root of the home. Keys elsewhere are up to the owner. */
export async function prepareHome(config: SnapshotConfig, { store }: BoundPublication, { clock, log }: ServiceContext): Promise<void> {
  const { KEYS_DIR: dir, SNAPSHOT_SIGNING_KEYS: onlineKeys } = config;
  await store.open();
  if (onlineKeys === keyRingFiles(dir, 'snapshot').signing) await ensureKeyRing(dir, 'snapshot', new Date(clock.now()));
  await prepareRoot(config, { clock, log });
}

/** Makes the root, or renews it in time if its key is here. */
async function prepareRoot(
  { KEYS_DIR: dir, SNAPSHOT_SIGNING_KEYS: onlineKeys }: SnapshotConfig,
  { clock, log }: Pick<ServiceContext, 'clock' | 'log'>,
): Promise<void> {
  try {
    await ensurePublicationRoot({ dir, onlineKeys }, clock.now());
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'failed_precondition') throw error;
    log.warn({ err: error }, 'nothing can be signed until there are keys');
  }
}

/** What is due from time to time: a new term for the root, and signatures. */
export async function keepSigned(config: SnapshotConfig, { publisher }: BoundPublication, context: ServiceContext): Promise<void> {
  await prepareRoot(config, context);
  await publisher.refresh();
}
