import { SnapshotFollower, type SnapshotFollowerOptions } from '@catalogsync/snapshot-follower';
import type { CurrentSnapshot, FollowerFault, SnapshotInUse, SnapshotReader } from '../../core/snapshot/current-snapshot.js';

/** A reader that holds files open. */
type ClosableReader = SnapshotReader & { close(): void };

/** The follower's current snapshot. */
export class FollowedSnapshot implements CurrentSnapshot {
  private readonly follower: SnapshotFollower<ClosableReader>;

  constructor(options: SnapshotFollowerOptions<ClosableReader>) {
    this.follower = new SnapshotFollower(options);
  }

  /** Adopts the snapshot that is there, if valid, and follows from then on. */
  start(): Promise<void> {
    return this.follower.start();
  }

  stop(): Promise<void> {
    return this.follower.stop();
  }

  current(): SnapshotInUse | undefined {
    return this.follower.current();
  }

  fault(): FollowerFault | undefined {
    return this.follower.status().fault;
  }
}
