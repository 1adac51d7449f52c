/** What the catalogue has documents of. */
export const documentKinds = ['track', 'album', 'artist', 'playlist'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/**
 * JSON in UTF-8, as it is sent: it was written when the snapshot was published and is not parsed again. It holds until the next
 * document is read: copy it at once.
 */
export type JsonBytes = Uint8Array;

/** The documents of one snapshot. */
export interface DocumentReader {
  one(kind: DocumentKind, id: number): JsonBytes | undefined;
  /** In the order of the ids, joined by commas. An id without a document is left out. */
  list(kind: DocumentKind, ids: readonly number[]): JsonBytes;
}

/** Where an id that clients may still know leads to. */
export interface MovedTo {
  readonly kind: DocumentKind;
  readonly id: number;
}
