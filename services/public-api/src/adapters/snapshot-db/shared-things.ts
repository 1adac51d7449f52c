import { CREDITED_ELSEWHERE, unpackIds } from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import type { SharedThings } from '../../core/catalogue/similar-tracks.js';

/** @internal for tests */
export const sharedSql = {
  artistsOf: `SELECT a.artist_id AS id, a.name FROM catalog_artist_tracks l CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
    WHERE l.song_id = +? AND l.position > ${CREDITED_ELSEWHERE} ORDER BY l.position LIMIT +?`,
  listsOf: 'SELECT playlists FROM catalog_track_details WHERE song_id = ?',
  playlists: `SELECT p.playlist_id AS id, p.name, p.song_count AS trackCount FROM json_each(?) e
    CROSS JOIN catalog_playlists p ON p.playlist_id = e.value`,
  tracksOfArtist: 'SELECT song_id FROM catalog_artist_tracks WHERE artist_id = +? ORDER BY song_id LIMIT +?',
  tracksOfPlaylist: 'SELECT song_id FROM catalog_playlist_tracks WHERE playlist_id = +? ORDER BY position, song_id LIMIT +?',
} as const;

interface Named {
  readonly id: number;
  readonly name: string;
}

/** What tracks share, through statements prepared once per snapshot. */
export class SharedThingsStatements implements SharedThings {
  private readonly artists: Statement<[number, number], Named>;
  private readonly lists: Statement<[number], Uint8Array | null>;
  private readonly playlists: Statement<[string], Named & { trackCount: number }>;
  private readonly artistTracks: Statement<[number, number], number>;
  private readonly playlistTracks: Statement<[number, number], number>;

  constructor(database: Database) {
    this.artists = database.prepare(sharedSql.artistsOf);
    this.lists = database.prepare<[number], Uint8Array | null>(sharedSql.listsOf).pluck(true);
    this.playlists = database.prepare(sharedSql.playlists);
    this.artistTracks = database.prepare<[number, number], number>(sharedSql.tracksOfArtist).pluck(true);
    this.playlistTracks = database.prepare<[number, number], number>(sharedSql.tracksOfPlaylist).pluck(true);
  }

  artistsOf(track: number, limit: number): readonly Named[] {
    return this.artists.all(track, limit);
  }

  playlistsOf(track: number, limit: number): readonly (Named & { readonly trackCount: number })[] {
    const ids = unpackIds(this.lists.get(track) ?? new Uint8Array(), limit);
    return ids.length === 0 ? [] : this.playlists.all(JSON.stringify(ids));
  }

  tracksOfArtist(artist: number, limit: number): readonly number[] {
    return this.artistTracks.all(artist, limit);
  }

  tracksOfPlaylist(playlist: number, limit: number): readonly number[] {
    return this.playlistTracks.all(playlist, limit);
  }
}
