/** A saved text of the settings file. All instants are milliseconds since 1970, UTC. */
export interface Revision {
  readonly id: number;
  /** The path of the file at that time. */
  readonly filePath: string;
  /** SHA-256, hexadecimal. */
  readonly contentHash: string;
  readonly note: string;
  readonly createdAt: number;
  /** Who saved it, as in the audit log; undefined for older ones. */
  readonly createdBy: string | undefined;
  /** When it was applied last. */
  readonly appliedAt: number | undefined;
  /** The services are watched until then; not set once it is settled. */
  readonly watchedUntil: number | undefined;
  /** Set if it was rolled back automatically when last applied. */
  readonly returned: { readonly at: number; readonly reason: string } | undefined;
}

export interface RevisionWithText extends Revision {
  readonly contentText: string;
}

/** A revision that was applied but is not yet settled. */
export interface OpenApply {
  readonly id: number;
  readonly revisionId: number;
  /** The revision with the previous text of the file. */
  readonly previousId: number;
  readonly startedAt: number;
  readonly watchUntil: number;
  /** Services that were healthy before it. */
  readonly watched: readonly string[];
}

/**
 * How an apply ended: `stayed`: kept; `returned`: rolled back to the previous text; `edited`: the file was edited
 * meanwhile and left alone; `not_written`: the file never held the text.
 */
export type ApplyOutcome = 'stayed' | 'returned' | 'edited' | 'not_written';

/** Stores revisions; never changes the text of one. */
export interface RevisionStore {
  /** Newest first; only ids below `before` if given. */
  list(before: number | undefined, limit: number): Promise<readonly Revision[]>;
  get(id: number): Promise<RevisionWithText | undefined>;
  /** The newest with this text. */
  findText(contentHash: string, contentText: string): Promise<RevisionWithText | undefined>;
  add(
    revision: Pick<RevisionWithText, 'filePath' | 'contentText' | 'contentHash' | 'note' | 'createdAt' | 'createdBy'>,
  ): Promise<RevisionWithText>;
  markApplied(id: number, at: number): Promise<void>;
  /** At most one is open. */
  openApply(): Promise<OpenApply | undefined>;
  beginApply(apply: Omit<OpenApply, 'id'>): Promise<OpenApply>;
  /** After `returned` the previous revision counts as applied at that time. */
  endApply(apply: OpenApply, end: { readonly outcome: ApplyOutcome; readonly reason: string; readonly at: number }): Promise<void>;
}
