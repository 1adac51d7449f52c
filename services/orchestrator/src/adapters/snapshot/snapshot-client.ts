import { snapshotV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { clientOf, endIfSilent, required } from '@catalogsync/rpc';
import type { KeptSnapshot, SnapshotShelf, SnapshotVerdict } from '../../core/console/published-snapshots.js';
import type { Publication, Publications } from '../../core/publish/due-publication.js';
import type { Published, Publisher, PublishProgress } from '../../core/publish/publish-executor.js';

/** A million tracks take seconds; the limits are for a disk that barely responds. */
const publishDeadlineMs = 6 * 3_600_000;
/** The list is read from a folder. */
const listDeadlineMs = 10_000;
const publishSilentMs = 1_800_000;
/** The files of a snapshot are read again. */
const readAgainMs = 600_000;

/** Publishes over catalogsync.snapshot.v1. */
export class SnapshotClient
  extends clientOf(snapshotV1.SnapshotServiceService, 'snapshot')
  implements Publisher, Publications, SnapshotShelf
{
  async current(signal: AbortSignal): Promise<Publication | undefined> {
    const { snapshots } = await this.rpc.listSnapshots({}, { deadlineMs: listDeadlineMs, signal });
    const current = snapshots.find((snapshot) => snapshot.current);
    return current && { id: current.snapshotId, at: Date.parse(current.generatedAt), tracks: current.trackCount };
  }

  async *publish(signal: AbortSignal, force = false): AsyncIterable<PublishProgress | Published> {
    const open = (ended: AbortSignal) => this.rpc.publish({ force, ofJob: true }, { deadlineMs: publishDeadlineMs, signal: ended });
    for await (const { progress, result } of endIfSilent(open, { silentMs: publishSilentMs, signal, what: 'snapshot' })) {
      if (progress !== undefined) yield { kind: 'progress', ...progress };
      if (result?.snapshot !== undefined) {
        const { snapshotId, trackCount } = result.snapshot;
        yield { kind: 'published', snapshotId, tracks: trackCount, unchanged: result.unchanged };
      }
    }
  }

  async list(signal: AbortSignal): Promise<readonly KeptSnapshot[]> {
    return (await this.rpc.listSnapshots({}, { deadlineMs: listDeadlineMs, signal })).snapshots.map(toKept);
  }

  async verify(snapshotId: string, signal: AbortSignal): Promise<SnapshotVerdict> {
    const { signedBy, ...verdict } = await this.rpc.verifySnapshot({ snapshotId }, { deadlineMs: readAgainMs, signal });
    return { ...verdict, signedBy: signedBy || undefined };
  }

  async rollback(snapshotId: string, signal: AbortSignal): Promise<KeptSnapshot> {
    try {
      const { snapshot } = await this.rpc.rollback({ snapshotId }, { deadlineMs: readAgainMs, signal });
      return toKept(required(snapshot, 'snapshot'));
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'permission_denied') throw error;
      throw new Fault('permission_denied', 'snapshots are published on another machine, which takes a rollback only from itself', {
        hint: `What is served must not change from afar. Run there: catalogsync snapshot rollback ${snapshotId}`,
        cause: error,
      });
    }
  }
}

function toKept({ snapshotId, generatedAt, dbSizeBytes, ...counts }: snapshotV1.Snapshot): KeptSnapshot {
  return { ...counts, id: snapshotId, generatedAt: Date.parse(generatedAt), sizeBytes: dbSizeBytes };
}
