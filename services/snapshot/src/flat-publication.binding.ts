import { systemClock } from '@catalogsync/runtime';
import { createManifestSigner } from '@catalogsync/signing';
import { WorkerBuilder } from './adapters/builder/worker-builder.js';
import { CoversFolder } from './adapters/publication-folder/covers-folder.js';
import { FlatFolder } from './adapters/publication-folder/flat-folder.js';
import { type Published, type PublishOptions, PublishSnapshot } from './core/publication/publish-snapshot.js';

/** Where the pictures of covers are. */
export interface ExportedCovers {
  /** As COVERS_DIR. */
  readonly folder: string;
  /** Called with the number of pictures that the snapshot names and that are not there. */
  onMissing(pictures: number): void;
}

export interface FlatPublication {
  readonly targetDir: string;
  readonly maxAgeDays: number;
  /** Private key ring; without it the manifest is not signed. */
  readonly signingKeys: string | undefined;
  readonly covers: ExportedCovers;
}

/** Binds the ports for one publication into a flat folder, without a service or Nest, so that the export command starts at once. */
export function flatPublication({ targetDir, maxAgeDays, signingKeys, covers: given }: FlatPublication): {
  run(options: PublishOptions): Promise<Published>;
} {
  const target = new FlatFolder(targetDir);
  const covers = new CoversFolder(targetDir, given.folder, (pictures) => given.onMissing(pictures));
  const publish = new PublishSnapshot({
    target,
    covers,
    builder: new WorkerBuilder(),
    signer: signingKeys === undefined ? undefined : createManifestSigner(signingKeys),
    clock: systemClock,
    rules: { maxAgeDays, keep: 1 },
  });
  return {
    async run(options) {
      const published = await publish.run(options);
      // Pictures of an earlier export into the same folder.
      await covers.keepOnly([target.databaseOf()]);
      return published;
    },
  };
}
