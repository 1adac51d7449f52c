import type { PlaylistName } from '../catalogue/playlist-history.js';
import type { MirrorMode, WantedSong } from './media-server-peer.js';

/** Which playlists are mirrored: those whose songs are downloaded and those that people chose, only the latter, or none. */
export type MirroredLists = 'followed' | 'chosen' | 'none';

/** What a person decided about playlists. */
export interface MirrorDecision {
  readonly isMirrored: boolean;
  /** Undefined for that of the settings. */
  readonly mode: MirrorMode | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly decidedAt: number;
  readonly decidedBy: string;
}

/** How it went. */
export interface MirrorRecord {
  readonly playlistId: number;
  readonly serverId: string;
  /** Empty if none was made yet. */
  readonly remoteId: string;
  /** Milliseconds since 1970, UTC. */
  readonly mirroredAt: number;
  /** Songs of the playlist here. */
  readonly songCount: number;
  /** Those with a file that the server does not have; the first of them are kept. */
  readonly unmatched: readonly number[];
  /** Those that the server does not have because there is no file yet. */
  readonly withoutFileCount: number;
}

/** How mirroring went, and what people decided. Rows of a playlist go with it. */
export interface MirrorStore {
  decide(playlistIds: readonly number[], decision: MirrorDecision): Promise<void>;
  save(record: MirrorRecord): Promise<void>;
  /** What was known of the mirror stays. */
  saveFailure(playlistId: number, serverId: string, reason: string): Promise<void>;
}

export interface MirrorStores {
  readonly mirrors: MirrorStore;
}

/** Why a playlist is mirrored or not. */
export type MirrorReason = 'followed' | 'chosen' | 'left_out' | 'not_followed' | 'turned_off';

/** A playlist as it is mirrored. */
export interface MirroredPlaylist {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  readonly description: string | undefined;
  /** See `PlaylistEntry`. */
  readonly syncStatus: string;
  /** See `PlaylistDetail`. */
  readonly emptySince: number | undefined;
  readonly isMirrored: boolean;
  readonly reason: MirrorReason;
  /** What was decided; undefined for that of the settings. */
  readonly mode: MirrorMode | undefined;
}

/** One of the mirrored or decided playlists, with its latest mirror. */
export interface ListedMirror extends MirroredPlaylist {
  readonly serverId: string;
  readonly remoteId: string;
  readonly mirroredAt: number | undefined;
  readonly songCount: number;
  readonly unmatchedCount: number;
  readonly withoutFileCount: number;
  readonly lastError: string | undefined;
}

/** A song of a playlist as the media server may have it. */
export interface SongToMirror extends WantedSong {
  /** Its own file, or that of a linked song. */
  readonly hasFile: boolean;
}

/** Where a playlist is on a server. */
export interface MirrorPlace {
  /** Empty if it is not there yet. */
  readonly remoteId: string;
  /** Whether another playlist of this name is mirrored there: of another platform, or of the same. */
  readonly nameTakenBy: 'nobody' | 'other_platform' | 'same_platform';
}

/** What the catalogue knows about mirrors, as committed. */
export interface MirrorQuestions {
  /** The mirrored playlists with a greater id, ascending. @param only if given, only these */
  mirrored(page: { readonly after: number; readonly limit: number }, only?: readonly number[]): Promise<readonly MirroredPlaylist[]>;
  /** The ids of playlists that have one of these songs, or one that is linked to them and may thus have their file. */
  playlistsWith(songIds: readonly number[]): Promise<readonly number[]>;
  playlist(name: PlaylistName): Promise<MirroredPlaylist | undefined>;
  /** All that are mirrored, were mirrored or were decided about, by ascending id. */
  listed(page: { readonly after: number; readonly limit: number }): Promise<readonly ListedMirror[]>;
  /** In order. A song without a file is described by the linked song that has one. At most `limit`. */
  songs(playlistId: number, limit: number): Promise<readonly SongToMirror[]>;
  /** Where it is on this server, or would be. */
  place(playlistId: number, serverId: string): Promise<MirrorPlace>;
  /**
   * The folders below the library folder of the files that a job downloaded, at most `limit` of them; undefined if it has no stage that
   * downloads. Empty for a file that lies in the library folder itself.
   */
  touchedFolders(jobId: number, limit: number, signal: AbortSignal): Promise<readonly string[] | undefined>;
}
