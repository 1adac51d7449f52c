import { snapshotV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';

/** A published snapshot as lists show it. */
export interface PublishedSnapshot {
  readonly snapshotId: string;
  readonly generatedAt: string;
  readonly sequence: number;
  readonly playlistCount: number;
  readonly trackCount: number;
  readonly fileCount: number;
  readonly artistCount: number;
  readonly toplistCount: number;
  readonly dbSizeBytes: number;
  readonly current: boolean;
}

export interface PublishOutcome {
  readonly snapshot: PublishedSnapshot;
  /** True if nothing had changed and nothing was written. */
  readonly unchanged: boolean;
  readonly elapsedMs: number;
}

const callMs = 30_000;
const publishMs = 3600 * 1000;

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Fault('internal', 'the snapshot service left out its result');
  return value;
}

/** The publication of one snapshot service. */
export class SnapshotClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(snapshotV1.SnapshotServiceService, { address, service: 'snapshot' });
  }

  /** Builds and publishes; `force` also if nothing changed. */
  async publish(force: boolean, signal: AbortSignal, onPhase: (phase: string) => void): Promise<PublishOutcome> {
    let outcome: PublishOutcome | undefined;
    for await (const { progress, result } of this.rpc.publish({ force }, { deadlineMs: publishMs, signal })) {
      if (progress !== undefined) onPhase(progress.phase);
      if (result !== undefined) outcome = { ...result, snapshot: required(result.snapshot) };
    }
    return required(outcome);
  }

  /** Newest first. */
  async list(signal: AbortSignal): Promise<PublishedSnapshot[]> {
    return (await this.rpc.listSnapshots({}, { deadlineMs: callMs, signal })).snapshots;
  }

  /** Publishes an older one again, under a new sequence number. */
  async rollback(snapshotId: string, signal: AbortSignal): Promise<PublishedSnapshot> {
    return required((await this.rpc.rollback({ snapshotId }, { deadlineMs: callMs, signal })).snapshot);
  }

  close(): void {
    this.rpc.close();
  }
}
