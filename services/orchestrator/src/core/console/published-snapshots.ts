import type { Actor, Audit } from '@catalogsync/audit';

/** A snapshot in the publication folder. */
export interface KeptSnapshot {
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly generatedAt: number;
  readonly sequence: number;
  readonly playlistCount: number;
  readonly trackCount: number;
  readonly fileCount: number;
  readonly artistCount: number;
  readonly toplistCount: number;
  readonly sizeBytes: number;
  /** The one that readers follow. */
  readonly current: boolean;
}

/** What a reader would say of a snapshot. */
export interface SnapshotVerdict {
  /** Why it would be refused, for a person; empty if it is good. */
  readonly problems: readonly string[];
  /** Id of the key that signed it; undefined if none that is trusted did. */
  readonly signedBy: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly checkedAt: number;
}

/** The snapshot service. Every call throws Fault `unavailable` if it does not answer. */
export interface SnapshotShelf {
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly KeptSnapshot[]>;
  /** @throws Fault `not_found` */
  verify(snapshotId: string, signal: AbortSignal): Promise<SnapshotVerdict>;
  /**
   * Publishes an older one again.
   * @throws Fault `not_found`, `data_corrupt`; `permission_denied` if the service runs on another machine
   */
  rollback(snapshotId: string, signal: AbortSignal): Promise<KeptSnapshot>;
}

/** What people do with the published snapshots; changes are recorded. */
export class PublishedSnapshots {
  constructor(
    private readonly shelf: SnapshotShelf,
    private readonly audit: Audit,
  ) {}

  /** Newest first. @throws Fault, see `SnapshotShelf` */
  list(signal: AbortSignal): Promise<readonly KeptSnapshot[]> {
    return this.shelf.list(signal);
  }

  /** @throws Fault, see `SnapshotShelf` */
  verify(snapshotId: string, signal: AbortSignal): Promise<SnapshotVerdict> {
    return this.shelf.verify(snapshotId, signal);
  }

  /** @returns the snapshot in force. @throws Fault, see `SnapshotShelf` */
  rollback(snapshotId: string, actor: Actor, signal: AbortSignal): Promise<KeptSnapshot> {
    const action = { ...actor, action: 'rollback', target: `snapshot ${snapshotId}` };
    return this.audit.run(action, () => this.shelf.rollback(snapshotId, signal));
  }
}
