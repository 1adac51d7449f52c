import type { TrackFile } from '@catalogsync/snapshot-format';

/** An artist as a track names it; `id` is null if the catalogue knows only the name. */
export interface TrackArtist {
  readonly id: number | null;
  readonly name: string;
}

/** The same recording on another platform. Its id leads to the track. */
export interface TrackAlias {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
}

export interface Track {
  readonly id: number;
  readonly name: string;
  readonly artists: readonly TrackArtist[];
  readonly album: string | null;
  readonly durationMs: number | null;
  readonly platform: string;
  readonly remoteId: string;
  /** Best first. */
  readonly files: readonly TrackFile[];
  /** By id. */
  readonly aliases: readonly TrackAlias[];
}

export interface Playlist {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  readonly description: string | null;
  readonly coverUrl: string | null;
  readonly playCount: number;
  /** Number of songs actually linked. */
  readonly songCount: number;
}

/** A toplist: the playlists of one toplist pool. */
export interface Toplist {
  readonly id: string;
  readonly name: string | null;
  readonly platform: string;
  readonly playlists: readonly Playlist[];
}

export interface Artist {
  readonly id: number;
  readonly name: string;
  readonly trackCount: number;
}
