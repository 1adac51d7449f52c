import { systemClock } from '@catalogsync/runtime';
import { createManifestSigner } from '@catalogsync/signing';
import { WorkerBuilder } from './adapters/builder/worker-builder.js';
import { FlatFolder } from './adapters/publication-folder/flat-folder.js';
import { PublishSnapshot } from './core/publication/publish-snapshot.js';

/**
 * Binds the ports for one publication into a flat folder, without a service or Nest, so that the export command
 * starts at once.
 * @param signingKeys private key ring; without it the manifest is not signed
 */
export function flatPublication(targetDir: string, maxAgeDays: number, signingKeys: string | undefined): PublishSnapshot {
  return new PublishSnapshot({
    target: new FlatFolder(targetDir),
    builder: new WorkerBuilder(),
    signer: signingKeys === undefined ? undefined : createManifestSigner(signingKeys),
    clock: systemClock,
    rules: { maxAgeDays, keep: 1 },
  });
}
