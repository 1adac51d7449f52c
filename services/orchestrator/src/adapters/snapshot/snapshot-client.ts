import { snapshotV1 } from '@catalogsync/contracts';
import { clientOf, endIfSilent } from '@catalogsync/rpc';
import type { Publication, Publications } from '../../core/publish/due-publication.js';
import type { Published, Publisher, PublishProgress } from '../../core/publish/publish-executor.js';

/** A million tracks take seconds; the limits are for a disk that barely responds. */
const publishDeadlineMs = 6 * 3_600_000;
/** The list is read from a folder. */
const listDeadlineMs = 10_000;
const publishSilentMs = 1_800_000;

/** Publishes over catalogsync.snapshot.v1. */
export class SnapshotClient extends clientOf(snapshotV1.SnapshotServiceService, 'snapshot') implements Publisher, Publications {
  async current(signal: AbortSignal): Promise<Publication | undefined> {
    const { snapshots } = await this.rpc.listSnapshots({}, { deadlineMs: listDeadlineMs, signal });
    const current = snapshots.find((snapshot) => snapshot.current);
    return current && { at: Date.parse(current.generatedAt), tracks: current.trackCount };
  }

  async *publish(signal: AbortSignal): AsyncIterable<PublishProgress | Published> {
    const open = (ended: AbortSignal) => this.rpc.publish({ force: false, ofJob: true }, { deadlineMs: publishDeadlineMs, signal: ended });
    for await (const { progress, result } of endIfSilent(open, { silentMs: publishSilentMs, signal, what: 'snapshot' })) {
      if (progress !== undefined) yield { kind: 'progress', ...progress };
      if (result?.snapshot !== undefined) {
        const { snapshotId, trackCount } = result.snapshot;
        yield { kind: 'published', snapshotId, tracks: trackCount, unchanged: result.unchanged };
      }
    }
  }
}
