/**
 * What a snapshot says of itself. Keys are those of manifest.json; unknown keys of a newer writer
 * are kept when a manifest is read and printed again.
 */
export interface Manifest {
  /** `snap-<UTC yyyymmddThhmmssZ>-<first 12 hex of the content hash>`. */
  readonly snapshot_id: string;
  /** ISO 8601, UTC. */
  readonly generated_at: string;
  readonly schema_version: number;
  readonly playlist_count: number;
  readonly track_count: number;
  /** Active file locations. */
  readonly file_count: number;
  /** Playlists with a cover. */
  readonly cover_count: number;
  readonly artist_count: number;
  readonly toplist_count: number;
  /** Rises with every publication; a reader never goes back. */
  readonly sequence: number;
  /** ISO 8601, UTC; a reader refuses a manifest after this instant. */
  readonly expires_at: string;
  /** Lower-case hex. */
  readonly db_sha256: string;
  readonly db_size_bytes: number;
  readonly previous_snapshot_id: string | null;
}

/** The schema this build reads and writes. A reader refuses any other (behaviour 159). */
export const SCHEMA_VERSION = 1;
