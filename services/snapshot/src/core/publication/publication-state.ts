/** How the copy of the publication in object storage stands. */
export interface MirrorState {
  /** Bucket and prefix, without secrets. */
  readonly address: string;
  /** The sequence that readers of it find; 0 if none yet is known. */
  readonly sequence: number;
  /** When it was last seen to be complete, in milliseconds since 1970; 0 if never. */
  readonly completeAt: number;
  /** Why it is behind, for a person; empty if it is not. */
  readonly problem: string;
}

/** What readers of the publication can rely on. */
export interface PublicationState {
  /** When the metadata was last signed, in milliseconds since 1970; 0 if nothing is published. */
  readonly signedAt: number;
  /** Until then readers accept it, in milliseconds since 1970; 0 if nothing is published. */
  readonly freshUntil: number;
  /** Absent without a mirror. */
  readonly mirror?: MirrorState;
}
