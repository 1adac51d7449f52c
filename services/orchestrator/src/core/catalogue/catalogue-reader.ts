import type { EmptyList } from './empty-lists.js';
import type { SongToDownload } from './song-details.js';

/** Totals of the catalogue. */
export interface CatalogueSummary {
  readonly songs: number;
  /** As the public API counts them: songs that are one recording are one track. */
  readonly tracks: number;
  readonly playlists: number;
  readonly artists: number;
  /** Locations with the status `active`. */
  readonly activeFiles: number;
}

/** Queries on committed data. Each throws its signal's reason once that has aborted. */
export interface CatalogueReader {
  summary(): Promise<CatalogueSummary>;
  /** Playlists of a platform whose songs are older than the last listed version, by id. */
  playlistsToSync(platform: string, signal: AbortSignal): Promise<readonly PlaylistToSync[]>;
  /** What a playlist holds now, and since when it comes back empty; undefined if there is no such playlist. */
  playlistContent(playlistId: number, signal: AbortSignal): Promise<PlaylistContent | undefined>;
  /**
   * Ids of the source's active locations on local backends, ascending; limited to songs in these playlists, if given.
   */
  activeLocations(source: string, playlistIds: readonly number[] | undefined, signal: AbortSignal): Promise<readonly number[]>;
  /** Remote ids of the songs of this platform in these playlists, each once. */
  remoteSongIds(platform: string, playlistIds: readonly number[], signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Playlist songs without an active location, with ids above `after`, ascending; not those that are linked to a song of
   * another platform with one.
   */
  songsToDownload(
    wanted: SongsWanted,
    page: { readonly after: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly SongRowToDownload[]>;
  /** How many lists with songs to download are left out because nobody follows them, by platform; see `SongsWanted.anyListOf`. */
  listsNotFollowed(wanted: SongsWanted, signal: AbortSignal): Promise<readonly ListCount[]>;
  /** Those of these playlists that the catalogue has, in the order given. */
  playlistsNamed(names: readonly RemoteName[], signal: AbortSignal): Promise<readonly NamedPlaylistRow[]>;
  /** Songs of a playlist of which nothing but the id is known, each once. */
  unnamedSongs(playlistId: number, signal: AbortSignal): Promise<readonly RemoteName[]>;
  /** One song, and whether it has an active location. */
  songToDownload(id: number, signal: AbortSignal): Promise<(SongToDownload & { readonly hasFile: boolean }) | undefined>;
}

export interface PlaylistContent extends EmptyList {
  readonly songCount: number;
}

export interface PlaylistToSync {
  readonly id: number;
  readonly remoteId: string;
  readonly name: string;
}

/** What identifies a playlist or a song. */
export interface RemoteName {
  readonly platform: string;
  readonly remoteId: string;
}

export interface NamedPlaylistRow extends RemoteName {
  readonly id: number;
  readonly name: string;
  /** Songs that are linked. */
  readonly songs: number;
}

/** Which songs to download. */
export interface SongsWanted {
  /** Sources with local files; songs they no longer list are not fetched elsewhere. */
  readonly local: readonly string[];
  /** Only these platforms; empty means all. */
  readonly platforms: readonly string[];
  /** Only these playlists, if given. */
  readonly playlistIds: readonly number[] | undefined;
  /** Platforms all of whose lists count; of others only those that are followed (core/following). If absent, every list counts. */
  readonly anyListOf?: readonly string[];
}

/** Lists of a platform. */
export interface ListCount {
  readonly platform: string;
  readonly lists: number;
}

export interface SongRowToDownload {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  readonly singers: string | undefined;
  /** One of the playlists it is wanted for. */
  readonly playlistId: number;
}
