import type { SentFault } from '@catalogsync/runtime/thread';
import type { BuiltDelta, FileSeal, Phase, SnapshotCounts, SnapshotIdentity } from '../../core/publication/snapshot-builder.js';

/** What the worker is started with. */
export interface BuildOrder {
  readonly source: string;
  readonly target: string;
  /** Where the file for the origin is written; without it the catalogue says where files are. */
  readonly originTarget?: string;
  /** The database of the publication that this one follows. */
  readonly previous?: string;
  /** Of the previous database; only one that has it is built upon. */
  readonly previousSha256?: string;
  readonly full?: boolean;
  readonly deltaTarget?: string;
  /** The greatest share of rows that may differ for an incremental build; a tenth unless a test says otherwise. */
  readonly mostChanged?: number;
  /** One Int32; anything but 0 asks the worker to give up, because SQLite statements cannot be interrupted from outside. */
  readonly cancel: SharedArrayBuffer;
}

/** From the worker. */
export type BuildReport =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'content'; readonly hash: string }
  | {
      readonly kind: 'built';
      readonly counts: SnapshotCounts;
      readonly sha256: string;
      readonly sizeBytes: number;
      readonly origin?: FileSeal;
      readonly of: 'full' | 'incremental';
      readonly changedRows?: number;
      readonly delta?: BuiltDelta;
    }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly fault: SentFault };

/** To the worker, in answer to `content`; `undefined` ends the build. */
export interface BuildAnswer {
  readonly identity: SnapshotIdentity | undefined;
}
