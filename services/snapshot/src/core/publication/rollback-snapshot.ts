import { Fault } from '@catalogsync/faults';
import type { Manifest } from '@catalogsync/snapshot-format';
import { expiryOf, nextSequence, type PublicationRules } from './publication-rules.js';
import type { Clock, ManifestSigner, PublicationStore } from './publication-store.js';
import { signManifest } from './sign-manifest.js';

export interface RollbackSnapshotParts {
  readonly store: PublicationStore;
  readonly signer: ManifestSigner | undefined;
  readonly clock: Clock;
  readonly rules: PublicationRules;
}

/**
 * Announces an older snapshot again. Readers accept it because its sequence is new; its id and content are
 * unchanged. The next publication replaces it if the catalogue differs.
 */
export class RollbackSnapshot {
  constructor(private readonly parts: RollbackSnapshotParts) {}

  /** @throws Fault `not_found` for an unknown id, `data_corrupt` if its database has been damaged since. */
  async run(snapshotId: string, signal: AbortSignal): Promise<Manifest> {
    const { store, clock, rules, signer } = this.parts;
    const now = clock.now();
    const published = await store.list();
    const chosen = published.find(({ manifest }) => manifest.snapshot_id === snapshotId);
    if (chosen === undefined) {
      throw new Fault('not_found', `there is no snapshot ${snapshotId}`, { hint: 'List the snapshots to see which ones exist.' });
    }
    await store.verify(chosen.manifest, signal);
    const current = published.find((one) => one.current)?.manifest;
    const manifest: Manifest = {
      ...chosen.manifest,
      sequence: nextSequence(published, now),
      expires_at: expiryOf(now, rules),
      previous_snapshot_id: chosen.current || current === undefined ? chosen.manifest.previous_snapshot_id : current.snapshot_id,
    };
    await store.reissue(await signManifest(manifest, signer));
    return manifest;
  }
}
