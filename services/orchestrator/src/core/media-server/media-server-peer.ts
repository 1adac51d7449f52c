/** How a playlist on the media server is brought to the wanted songs. */
export const mirrorModes = ['reconcile', 'append', 'replace'] as const;
export type MirrorMode = (typeof mirrorModes)[number];

export const isMirrorMode = (word: string): word is MirrorMode => (mirrorModes as readonly string[]).includes(word);

export interface MediaServerStatus {
  /** False if no server is chosen. */
  readonly configured: boolean;
  /** Name of the chosen server, such as `navidrome`. */
  readonly active: string;
  readonly connected: boolean;
  /** Why it is not connected, and what to do about it; may be empty. */
  readonly problem: string;
  readonly hint: string;
  /** Tells this server from others, and stays the same; empty if it is not connected. */
  readonly serverId: string;
  /** For people. */
  readonly serverName: string;
}

export type ScanStep =
  | { readonly kind: 'progress'; readonly seconds: number }
  /** `ended` is false if nobody waited, or not for long enough: the scan goes on then. */
  | { readonly kind: 'scanned'; readonly ended: boolean; readonly seconds: number };

/** A track in the server's library. Absent members are unknown. */
export interface ServerTrack {
  /** Opaque: means something only to the server. */
  readonly id: string;
  readonly title: string;
  /** One text per artist, or the whole credit in one. */
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  /** Where its file is below the library folder, if the server tells it. */
  readonly locator: string | undefined;
}

/** A song of the catalogue as far as it helps to find it on the server. */
export interface WantedSong {
  readonly id: number;
  readonly title: string;
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  /** Where its files are below the library folder. */
  readonly locators: readonly string[];
  readonly otherTitles: readonly string[];
}

export interface MirrorOrder {
  /** The playlist on the server that it was mirrored to before; empty if there is none. */
  readonly remoteId: string;
  readonly name: string;
  readonly description: string;
  readonly songs: readonly WantedSong[];
  readonly mode: MirrorMode;
  /** Only says what would change. */
  readonly dryRun: boolean;
  /** Also removes more than half of what is there. */
  readonly force: boolean;
}

export interface TrackChange {
  readonly kind: 'added' | 'moved' | 'removed';
  readonly track: ServerTrack;
  /** From 1: afterwards, or before for a removal. */
  readonly position: number;
}

export interface MirrorResult {
  /** Empty if there is no such playlist, after a dry run or because no song was found. */
  readonly remoteId: string;
  readonly created: boolean;
  readonly added: number;
  readonly moved: number;
  readonly removed: number;
  /** Tracks in the playlist afterwards. */
  readonly trackCount: number;
  /** False for a dry run, and if nothing was to be changed. */
  readonly applied: boolean;
  /** The first single changes, removals first. */
  readonly changes: readonly TrackChange[];
  /** Ids of the songs that the server does not have. */
  readonly unmatched: readonly number[];
}

export type MirrorStep =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'mirrored'; readonly result: MirrorResult };

export interface Play {
  /** Tells this play from every other of the server. */
  readonly id: string;
  readonly track: ServerTrack;
  /** Milliseconds since 1970. */
  readonly playedAt: number;
}

export interface TrackPlays {
  readonly track: ServerTrack;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastPlayedAt: number | undefined;
}

/** Songs that one playlist may have on the server. */
export const mostSongs = 20_000;
/** Plays that one call may ask for. */
export const mostPlays = 10_000;

/**
 * The owner's media server. All but `status` throw Faults: `failed_precondition` if none is chosen or its settings are missing,
 * `unsupported` for what this server cannot do by design, `unavailable`, `unauthenticated`, `permission_denied`, `data_corrupt`.
 * A list that fails in the middle was not the whole one.
 */
export interface MediaServerPeer {
  /** @throws Fault `unavailable` only if our own service does not answer */
  status(signal: AbortSignal): Promise<MediaServerStatus>;
  /** Scans these folders of the library, or everything if none is named; the result comes last. */
  scan(folders: readonly string[], waitSeconds: number, signal: AbortSignal): AsyncIterable<ScanStep>;
  /** The result comes last. @throws Fault `failed_precondition` if more than half of the playlist would go without `force` */
  mirror(order: MirrorOrder, signal: AbortSignal): AsyncIterable<MirrorStep>;
  /** The latest plays, newest first, in pages. */
  plays(limit: number, signal: AbortSignal): AsyncIterable<readonly Play[]>;
  /** Every track that was played at least once, in pages. */
  playCounts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]>;
}
