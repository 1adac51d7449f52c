import { Fault } from '@catalogsync/faults';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { OpenDownloads } from './open-downloads.js';
import { beyondRetention, expiryOf, isRenewalDue, nextSequence } from './publication-rules.js';
import type { PublicationStore } from './publication-store.js';
import { type Published, type PublishOptions, PublishSnapshot, type PublishSnapshotParts, signManifest } from './publish-snapshot.js';

/** Everything that changes the publication, one task at a time: a second is refused, not queued. */
export class Publisher {
  private busy = false;
  private refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: PublicationStore,
    private readonly parts: Omit<PublishSnapshotParts, 'target'> & {
      /** Called after each change, also one that failed half-way. */
      readonly announced?: () => void;
    },
    private readonly downloads: Pick<OpenDownloads, 'has'>,
    /** Called if old snapshots could not be removed; the publication still counts as successful. */
    private readonly onPruneFailure: (error: unknown) => void,
  ) {}

  /** @throws Fault `failed_precondition` while another change runs, otherwise as PublishSnapshot. */
  async publish(options: PublishOptions): Promise<Published> {
    await this.refreshing;
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
  async rollback(snapshotId: string, signal: AbortSignal): Promise<Manifest> {
    await this.refreshing;
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

  /**
   * Signs again what has to be signed from time to time, and renews a manifest past half its life. While another change runs it does
   * nothing: that one signs too.
   * @throws Fault `failed_precondition` if no key that readers trust is at hand
   */
  async refresh(): Promise<void> {
    if (this.busy) return;
    const work = this.alone(async () => {
      const { clock, rules, signer } = this.parts;
      const now = clock.now();
      const published = await this.store.list();
      const current = published.find((one) => one.current)?.manifest;
      if (current === undefined || !isRenewalDue(current, now, rules)) return this.store.refresh();
      const renewed = { ...current, sequence: nextSequence(published, now), expires_at: expiryOf(now, rules) };
      await this.store.reissue(await signManifest(renewed, signer));
    });
    // Nobody's publication is refused because of it.
    this.refreshing = work.catch(() => undefined);
    await work;
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
      this.parts.announced?.();
    }
  }

  /** Removes pictures of no snapshot, and snapshots that are neither among the newest nor being downloaded. One that is goes later; followers have their own copies. */
  private async prune(): Promise<void> {
    const { clock, rules } = this.parts;
    const doomed = beyondRetention(await this.store.list(), rules, clock.now()).filter((id) => !this.downloads.has(id));
    if (doomed.length > 0) await this.store.remove(doomed);
    await this.parts.covers?.keepOnly((await this.store.list()).map(({ manifest }) => this.store.databaseOf(manifest)));
  }
}
