import type { DocumentKind } from './documents.js';
import type { Page } from './paging.js';

/**
 * The place of a change in the list of changes: deletions first, then each kind's documents by the snapshot that changed
 * them, then by id.
 */
export interface ChangePosition {
  /** 0: deletions; 1 to 4: documents of that kind. */
  readonly stage: number;
  readonly changedIn: number;
  readonly id: number;
  /** Of a deletion: its kind's number. */
  readonly kind: number;
}

export interface ChangedDocument {
  readonly kind: DocumentKind;
  readonly id: number;
}

/** One page of what differs between two snapshots. */
export interface Changes {
  readonly deleted: readonly ChangedDocument[];
  readonly upserted: readonly ChangedDocument[];
  readonly next?: ChangePosition;
}

export interface ChangeReader {
  /** The sequence number of an earlier snapshot; `undefined` if changes do not reach back to it. */
  sequenceOf(snapshotId: string): number | undefined;
  since(sequence: number, page: Page<ChangePosition>): Changes;
}
