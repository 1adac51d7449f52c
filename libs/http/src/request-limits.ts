/** Who sends a request, as far as limits care. */
export interface Asker {
  /** As `clientAddress` finds it. */
  readonly address: string;
  readonly authorization: string | undefined;
}

/** Limits of how often somebody may ask. They never wait: the most frequent reads do not either. */
export interface RequestLimits {
  /**
   * Counts one request.
   * @returns header fields of its answer, names and values in turn
   * @throws RequestFault with status 429 if that is one too many
   */
  take(asker: Asker): readonly string[];
  /** Takes the last count back: the same request is counted again. */
  giveBack(asker: Asker): void;
}
