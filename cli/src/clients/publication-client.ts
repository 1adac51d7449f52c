import { snapshotV1 } from '@catalogsync/contracts';
import { clientOf, required } from '@catalogsync/rpc';

/** A published snapshot as lists show it. */
export type PublishedSnapshot = Readonly<snapshotV1.Snapshot>;

/** What readers of the publication can rely on. */
export type PublicationState = Readonly<snapshotV1.Publication>;

export interface PublishOutcome extends Readonly<Omit<snapshotV1.PublishResult, 'snapshot'>> {
  readonly snapshot: PublishedSnapshot;
}

const callMs = 30_000;
const publishMs = 3600 * 1000;

/** The publication of one snapshot service. */
export class PublicationClient extends clientOf(snapshotV1.SnapshotServiceService, 'snapshot') {
  /** Builds and publishes; `force` also if nothing changed. */
  async publish(force: boolean, signal: AbortSignal, onPhase: (phase: string) => void): Promise<PublishOutcome> {
    let outcome: PublishOutcome | undefined;
    for await (const { progress, result } of this.rpc.publish({ force, ofJob: false }, { deadlineMs: publishMs, signal })) {
      if (progress !== undefined) onPhase(progress.phase);
      if (result !== undefined) outcome = { ...result, snapshot: required(result.snapshot, 'snapshot') };
    }
    return required(outcome, 'result');
  }

  /** Newest first. */
  async list(signal: AbortSignal): Promise<{ readonly snapshots: readonly PublishedSnapshot[]; readonly publication: PublicationState }> {
    const { snapshots, publication } = await this.rpc.listSnapshots({}, { deadlineMs: callMs, signal });
    return { snapshots, publication: required(publication, 'publication') };
  }

  /** Signs it again, as after a rotation of keys. */
  async refresh(signal: AbortSignal): Promise<void> {
    await this.rpc.refresh({}, { deadlineMs: callMs, signal });
  }

  /** Publishes an older one again, under a new sequence number. */
  async rollback(snapshotId: string, signal: AbortSignal): Promise<PublishedSnapshot> {
    return required((await this.rpc.rollback({ snapshotId }, { deadlineMs: callMs, signal })).snapshot, 'snapshot');
  }
}
