import type { SentFault } from '@catalogsync/runtime/thread';
import type { Phase, SnapshotCounts, SnapshotIdentity } from '../../core/publication/snapshot-builder.js';

/** What the worker is started with. */
export interface BuildOrder {
  readonly source: string;
  readonly target: string;
  /** The database of the publication that this one follows. */
  readonly previous?: string;
  /** One Int32; anything but 0 asks the worker to give up, because SQLite statements cannot be interrupted from outside. */
  readonly cancel: SharedArrayBuffer;
}

/** From the worker. */
export type BuildReport =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'content'; readonly hash: string }
  | { readonly kind: 'built'; readonly counts: SnapshotCounts; readonly sha256: string; readonly sizeBytes: number }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly fault: SentFault };

/** To the worker, in answer to `content`; `undefined` ends the build. */
export interface BuildAnswer {
  readonly identity: SnapshotIdentity | undefined;
}
