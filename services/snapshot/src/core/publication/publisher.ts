import { Fault } from '@catalogsync/faults';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { OpenDownloads } from './open-downloads.js';
import { beyondRetention, expiryOf, nextSequence } from './publication-rules.js';
import type { PublicationStore } from './publication-store.js';
import { type Published, type PublishOptions, PublishSnapshot, type PublishSnapshotParts, signManifest } from './publish-snapshot.js';

/** Everything that changes the publication, one task at a time: a second is refused, not queued. */
export class Publisher {
  private busy = false;

  constructor(
    private readonly store: PublicationStore,
    private readonly parts: Omit<PublishSnapshotParts, 'target'>,
    private readonly downloads: Pick<OpenDownloads, 'has'>,
    /** Called if old snapshots could not be removed; the publication still counts as successful. */
    private readonly onPruneFailure: (error: unknown) => void,
  ) {}

  /** @throws Fault `failed_precondition` while another change runs, otherwise as PublishSnapshot. */
  publish(options: PublishOptions): Promise<Published> {
    return this.alone(async () => {
      const published = await new PublishSnapshot({ ...this.parts, target: this.store }).run(options);
      if (!published.unchanged) await this.prune().catch(this.onPruneFailure);
      return published;
    });
  }

  /**
   * Announces an older snapshot again. Readers accept it because its sequence is new; its id and content are
   * unchanged. The next publication replaces it if the catalogue differs.
   * @throws Fault `failed_precondition` while another change runs, `not_found` for an unknown id, `data_corrupt` if its
   *   database has been damaged since
   */
  rollback(snapshotId: string, signal: AbortSignal): Promise<Manifest> {
    return this.alone(async () => {
      const { clock, rules, signer } = this.parts;
      const now = clock.now();
      const published = await this.store.list();
      const chosen = published.find(({ manifest }) => manifest.snapshot_id === snapshotId);
      if (chosen === undefined) {
        throw new Fault('not_found', `there is no snapshot ${snapshotId}`, { hint: 'List the snapshots to see which ones exist.' });
      }
      await this.store.verify(chosen.manifest, signal);
      const current = published.find((one) => one.current)?.manifest;
      const manifest: Manifest = {
        ...chosen.manifest,
        sequence: nextSequence(published, now),
        expires_at: expiryOf(now, rules),
        previous_snapshot_id: chosen.current || current === undefined ? chosen.manifest.previous_snapshot_id : current.snapshot_id,
      };
      await this.store.reissue(await signManifest(manifest, signer));
      return manifest;
    });
  }

  private async alone<T>(task: () => Promise<T>): Promise<T> {
    if (this.busy) {
      throw new Fault('failed_precondition', 'a snapshot is already being published', { hint: 'Wait until it has finished.' });
    }
    this.busy = true;
    try {
      return await task();
    } finally {
      this.busy = false;
    }
  }

  /** Removes pictures of no snapshot, and snapshots that are neither among the newest nor being downloaded. One that is goes later; followers have their own copies. */
  private async prune(): Promise<void> {
    for (const id of beyondRetention(await this.store.list(), this.parts.rules.keep)) {
      if (!this.downloads.has(id)) await this.store.remove(id);
    }
    await this.parts.covers?.keepOnly((await this.store.list()).map(({ manifest }) => this.store.databaseOf(manifest)));
  }
}
