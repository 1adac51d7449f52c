/** Identity of a song, playlist or artist. */
export interface RemoteKey {
  readonly platform: string;
  readonly remoteId: string;
}

export interface EarlierPoolKey {
  readonly platform: string;
  readonly poolKind: string;
  readonly externalId: string;
}

export interface EarlierBackend {
  readonly name: string;
  readonly backendType: string;
  /** Absolute. */
  readonly basePath: string | undefined;
  readonly configJson: string | undefined;
}

export interface EarlierAssetKey {
  readonly song: RemoteKey;
  readonly qualityLabel: string;
  readonly ext: string;
}

/** The rows that are taken over, by table; they refer to each other by identities, because ids differ between databases. */
export interface EarlierRows {
  readonly storage_backends: EarlierBackend;
  readonly playlist_pools: EarlierPoolKey & {
    readonly name: string;
    readonly url: string | undefined;
    readonly metadataJson: string | undefined;
  };
  readonly playlists: RemoteKey & {
    readonly name: string;
    readonly description: string | undefined;
    readonly coverUrl: string | undefined;
    readonly playCount: number;
  };
  readonly pool_playlists: { readonly pool: EarlierPoolKey; readonly playlist: RemoteKey };
  readonly songs: RemoteKey & {
    readonly name: string;
    readonly singers: string | undefined;
    readonly ext: string | undefined;
    readonly fileSizeBytes: number | undefined;
    readonly metadataJson: string | undefined;
  };
  readonly artists: RemoteKey & { readonly name: string };
  /** The artists of one song, in order. */
  readonly artist_songs: { readonly song: RemoteKey; readonly artists: readonly RemoteKey[] };
  /** The songs of one playlist, in order. */
  readonly playlist_songs: {
    readonly playlist: RemoteKey;
    /** ISO 8601. */
    readonly lastSyncedAt: string | undefined;
    readonly songs: readonly RemoteKey[];
  };
  readonly file_assets: EarlierAssetKey & {
    readonly fileSizeBytes: number | undefined;
    readonly sha256: string | undefined;
    readonly bitrate: number | undefined;
    readonly sampleRate: number | undefined;
    readonly bitDepth: number | undefined;
    readonly durationMs: number | undefined;
  };
  readonly file_locations: {
    readonly asset: EarlierAssetKey;
    readonly backend: EarlierBackend;
    readonly locator: string;
    readonly status: string;
    readonly isPrimary: number;
    /** Of an active location on a local backend: whether its file is there. */
    readonly isThere: boolean;
  };
}

export type ImportedTable = keyof EarlierRows;

/** Parents before children. */
export const importedTables = [
  ...(['storage_backends', 'playlist_pools', 'playlists', 'pool_playlists', 'songs', 'artists'] as const),
  ...(['artist_songs', 'playlist_songs', 'file_assets', 'file_locations'] as const),
] as const satisfies readonly ImportedTable[];

/** What an earlier tool counted for one source and the songs of one origin. */
export interface EarlierCounts {
  readonly origin: string;
  readonly source: string;
  readonly attempts: number;
  readonly found: number;
  readonly lastAttemptAt: string | undefined;
  readonly lastSuccessAt: string | undefined;
}

/** A database of the earlier tool, as it was when it was opened. */
export interface EarlierLibrary {
  /** In batches; the same every time. */
  readonly pages: { readonly [Table in ImportedTable]: () => AsyncIterable<ReadonlyArray<EarlierRows[Table]>> };
  /** How many rows its table has. */
  count(table: ImportedTable | 'job_runs' | 'upload_tasks'): number;
  /** From resolver_stats.db beside it; undefined if there is none. */
  statistics(): readonly EarlierCounts[] | undefined;
  close(): Promise<void>;
}

export interface EarlierLibraries {
  /**
   * Opens a database without changing it or anything beside it.
   * @throws Fault `not_found`; `invalid_argument` if it is no database of the earlier tool, or our own;
   *   `failed_precondition` if its tool is writing to it, or if a newer version of this program wrote it; `data_corrupt`
   */
  open(path: string): Promise<EarlierLibrary>;
}
