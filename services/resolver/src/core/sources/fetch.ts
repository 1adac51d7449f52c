export interface FetchProgress {
  readonly bytesDone: number;
  /** Left out until known. */
  readonly bytesTotal?: number | undefined;
}

export interface FetchRequest {
  /** From the hit, see `SearchHit`. */
  readonly fetchKey: string;
  /**
   * A folder that only this fetch writes to. A retry of the same fetch finds what the earlier attempt left there, and
   * can resume.
   */
  readonly stagingFolder: string;
  /** Most bytes the file may have. */
  readonly maxBytes: number;
  readonly report: (progress: FetchProgress) => void;
}

export interface FetchedFile {
  /** Absolute path inside the staging folder; complete and synced. */
  readonly path: string;
}

/** Where a fetched file goes. @param ext as the source names it; the real format is determined later */
export function stagedTrack({ stagingFolder }: Pick<FetchRequest, 'stagingFolder'>, ext: string | undefined, name = 'track'): string {
  return `${stagingFolder}/${name}${ext === undefined ? '' : `.${ext}`}`;
}

export interface TrackFetcher {
  /**
   * Fetches one whole file. Soon after the signal aborts it ends, with all its processes and connections.
   * @throws Fault `not_found` (gone or not obtainable), `unavailable`, `timeout`, `rate_limited`, `unauthenticated`,
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
  /** Rejects only for an aborted signal: being unreachable is an answer. */
  checkHealth(signal: AbortSignal): Promise<SourceHealth>;
}
