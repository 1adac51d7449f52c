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

/** A track as snapshots of schema version 1 have it in rows; later ones hold its document. */
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

/** A toplist: the playlists of one toplist pool, by their ids. */
export interface Toplist {
  readonly id: string;
  readonly name: string | null;
  readonly platform: string;
  readonly playlists: readonly number[];
}

export interface Genre {
  readonly id: number;
  readonly name: string;
  readonly trackCount: number;
}

/** Lyrics as stored; at least one of the two texts is there. */
export interface StoredLyrics {
  /** Of the track itself, also if an alias was asked for. */
  readonly trackId: number;
  readonly plain: string | null;
  /** LRC: its lines begin with `[mm:ss.xx]`. */
  readonly timed: string | null;
  readonly language: string | null;
}
