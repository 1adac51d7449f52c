import { type Manifest, printManifest } from '@catalogsync/snapshot-format';
import type { ManifestSigner, SignedManifest } from './publication-store.js';

/** Prints a manifest and signs exactly what was printed. */
export async function signManifest(manifest: Manifest, signer: ManifestSigner | undefined): Promise<SignedManifest> {
  const bytes = new TextEncoder().encode(printManifest(manifest));
  return { manifest, bytes, signature: await signer?.sign(bytes) };
}
