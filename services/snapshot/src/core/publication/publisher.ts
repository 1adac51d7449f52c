import type { Manifest } from '@catalogsync/snapshot-format';
import type { Exclusive } from './exclusive.js';
import type { PrunePublication } from './prune-publication.js';
import type { Published, PublishOptions, PublishSnapshot } from './publish-snapshot.js';
import type { RollbackSnapshot } from './rollback-snapshot.js';

export interface PublisherParts {
  readonly exclusive: Exclusive;
  readonly publish: PublishSnapshot;
  readonly rollback: RollbackSnapshot;
  readonly prune: PrunePublication;
  /** Called if old snapshots could not be removed; the publication still counts as successful. */
  onPruneFailure(error: unknown): void;
}

/** Everything that changes the publication, one task at a time. */
export class Publisher {
  constructor(private readonly parts: PublisherParts) {}

  /** @throws Fault `failed_precondition` while another change runs, otherwise as PublishSnapshot. */
  publish(options: PublishOptions): Promise<Published> {
    return this.parts.exclusive.run(async () => {
      const published = await this.parts.publish.run(options);
      if (!published.unchanged) await this.prune();
      return published;
    });
  }

  /** @throws Fault `failed_precondition` while another change runs, otherwise as RollbackSnapshot. */
  rollback(snapshotId: string, signal: AbortSignal): Promise<Manifest> {
    return this.parts.exclusive.run(() => this.parts.rollback.run(snapshotId, signal));
  }

  private async prune(): Promise<void> {
    try {
      await this.parts.prune.run();
    } catch (error) {
      this.parts.onPruneFailure(error);
    }
  }
}
