export interface FetchProgress {
  readonly bytesDone: number;
  /** Left out until it is known. */
  readonly bytesTotal?: number | undefined;
}

export interface FetchRequest {
  /** Of the hit, see `SearchHit`. */
  readonly fetchKey: string;
  /**
   * A folder that only this fetch writes to. The same fetch tried again finds in it what the earlier
   * attempt left, so that it can go on from there.
   */
  readonly stagingFolder: string;
  /** Most bytes the file may have. */
  readonly maxBytes: number;
  report(progress: FetchProgress): void;
}

export interface FetchedFile {
  /** Absolute path inside the staging folder; complete and synced. */
  readonly path: string;
  /** In lower case without a dot, as the source names it; what the file really is is found out later. */
  readonly ext: string;
}

export interface TrackFetcher {
  /**
   * Gets one file whole. Ends soon after the signal aborts, with every process and connection of its own.
   * @throws Fault `not_found` (gone, or not to be had), `unavailable`, `timeout`, `rate_limited`, `unauthenticated`,
   *   `permission_denied`, `data_corrupt`, `disk_full`, `canceled`
   */
  fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile>;
}

/** Whether a source can be used now. */
export interface SourceHealth {
  readonly reachable: boolean;
  /** One line for a person: a version, or what is wrong and what to do. */
  readonly detail: string;
}

export interface HealthChecker {
  /** Never rejects but for an aborted signal: not reachable is an answer. */
  checkHealth(signal: AbortSignal): Promise<SourceHealth>;
}
