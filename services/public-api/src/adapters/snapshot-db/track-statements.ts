import type { Database, Statement } from 'better-sqlite3';
import type { StoredLyrics } from '../../core/catalogue/entities.js';
import { type SharedThings, type SimilarTrack, similarTracks } from '../../core/catalogue/similar-tracks.js';
import {
  type AlbumPosition,
  type Page,
  type PlaylistPosition,
  type Slice,
  sliceOf,
  type TrackReader,
} from '../../core/catalogue/snapshot-catalogue.js';
import { type PlacedLocation, playableFiles } from '../../core/catalogue/track-files.js';
import { type TrackFilter, type TrackIndex, type TrackOrder, trackPage } from '../../core/catalogue/track-order.js';
import type { PlayableFile, PresignedBackend } from '../../core/playback/playable-file.js';

/**
 * Every statement that lists tracks, by name; a test checks the plan of each. For `= +?` see ordered-ids.ts.
 * @internal for tests
 */
export const trackSql = {
  ofAlias: 'SELECT track_id FROM catalog_track_aliases WHERE song_id = ?',
  ofPlaylist: `SELECT position, song_id FROM catalog_playlist_tracks
    WHERE playlist_id = +? AND (position, song_id) > (?, ?) ORDER BY position, song_id LIMIT +?`,
  ofAlbum: `SELECT disc_number, track_number, song_id FROM catalog_album_tracks
    WHERE album_id = +? AND (disc_number, track_number, song_id) > (?, ?, ?) ORDER BY disc_number, track_number, song_id LIMIT +?`,
  ofArtist: 'SELECT song_id FROM catalog_artist_tracks WHERE artist_id = +? AND song_id > ? ORDER BY song_id LIMIT +?',
  inPlaylist: 'SELECT song_count FROM catalog_playlists WHERE playlist_id = ?',
  inAlbum: 'SELECT track_count FROM catalog_albums WHERE album_id = ?',
  byArtist: 'SELECT track_count FROM catalog_artists WHERE artist_id = ?',
  files: `SELECT file_location_id AS locationId, quality_label AS storedLabel, ext, file_size_bytes AS sizeBytes, backend_type AS backendType,
    public_url AS publicUrl, backend_name AS backendName, locator FROM catalog_track_files WHERE song_id = ?`,
  lyrics: `SELECT d.song_id AS trackId, l.plain, l.timed, l.language FROM catalog_track_details d
    CROSS JOIN catalog_lyrics l ON l.lyrics_id = d.lyrics_id WHERE d.song_id = +?`,
} as const;

const beforeAll = Number.MIN_SAFE_INTEGER;

/** Lists tracks, through statements prepared once per snapshot. */
export class TrackStatements implements TrackReader {
  private readonly aliasStatement: Statement<[number], number>;
  private readonly ofPlaylistStatement: Statement<[number, number, number, number], [number, number]>;
  private readonly ofAlbumStatement: Statement<[number, number, number, number, number], [number, number, number]>;
  private readonly ofArtistStatement: Statement<[number, number, number], [number]>;
  private readonly totals: Readonly<Record<'inPlaylist' | 'inAlbum' | 'byArtist', Statement<[number], number>>>;
  private readonly filesStatement: Statement<[number], PlacedLocation>;
  private readonly lyricsStatement: Statement<[number], StoredLyrics>;

  constructor(
    database: Database,
    private readonly index: TrackIndex,
    private readonly shared: SharedThings,
    private readonly backends: ReadonlyMap<string, PresignedBackend> = new Map(),
  ) {
    const number = (sql: string): Statement<[number], number> => database.prepare<[number], number>(sql).pluck(true);
    this.aliasStatement = number(trackSql.ofAlias);
    this.ofPlaylistStatement = database.prepare<[number, number, number, number], [number, number]>(trackSql.ofPlaylist).raw(true);
    this.ofAlbumStatement = database
      .prepare<[number, number, number, number, number], [number, number, number]>(trackSql.ofAlbum)
      .raw(true);
    this.ofArtistStatement = database.prepare<[number, number, number], [number]>(trackSql.ofArtist).raw(true);
    this.totals = { inPlaylist: number(trackSql.inPlaylist), inAlbum: number(trackSql.inAlbum), byArtist: number(trackSql.byArtist) };
    this.filesStatement = database.prepare(trackSql.files);
    this.lyricsStatement = database.prepare(trackSql.lyrics);
  }

  idOf(id: number): number | undefined {
    return this.index.exists(id) ? id : this.aliasStatement.get(id);
  }

  page(order: TrackOrder, filter: TrackFilter, page: Page<number>): Slice<number, number> | undefined {
    const slice = trackPage(this.index, order, filter, page);
    const isWhole = filter.genre === undefined && filter.year === undefined && !filter.playable;
    return slice && isWhole ? { ...slice, total: this.index.trackCount } : slice;
  }

  ofPlaylist(id: number, { limit, after }: Page<PlaylistPosition>): Slice<number, PlaylistPosition> | undefined {
    const total = this.totals.inPlaylist.get(id);
    if (total === undefined) return undefined;
    const rows = this.ofPlaylistStatement.all(id, after?.position ?? beforeAll, after?.trackId ?? beforeAll, limit + 1);
    const slice = sliceOf(
      rows,
      limit,
      ([position, trackId]) => ({ position, trackId }),
      ([, trackId]) => trackId,
    );
    return { ...slice, total };
  }

  ofAlbum(id: number, { limit, after }: Page<AlbumPosition>): Slice<number, AlbumPosition> | undefined {
    const total = this.totals.inAlbum.get(id);
    if (total === undefined) return undefined;
    const { disc = beforeAll, number = beforeAll, trackId = beforeAll } = after ?? {};
    const rows = this.ofAlbumStatement.all(id, disc, number, trackId, limit + 1);
    const slice = sliceOf(
      rows,
      limit,
      (row) => ({ disc: row[0], number: row[1], trackId: row[2] }),
      (row) => row[2],
    );
    return { ...slice, total };
  }

  ofArtist(id: number, { limit, after }: Page<number>): Slice<number, number> | undefined {
    const total = this.totals.byArtist.get(id);
    if (total === undefined) return undefined;
    const rows = this.ofArtistStatement.all(id, after ?? beforeAll, limit + 1);
    const slice = sliceOf(
      rows,
      limit,
      ([trackId]) => trackId,
      ([trackId]) => trackId,
    );
    return { ...slice, total };
  }

  playable(id: number): readonly PlayableFile[] | undefined {
    const locations = this.filesStatement.all(id);
    if (locations.length > 0) return playableFiles(locations, this.backends);
    const track = this.idOf(id);
    return track === undefined ? undefined : playableFiles(track === id ? [] : this.filesStatement.all(track), this.backends);
  }

  lyrics(id: number): StoredLyrics | undefined {
    const track = this.idOf(id);
    return track === undefined ? undefined : this.lyricsStatement.get(track);
  }

  similar(id: number, limit: number): readonly SimilarTrack[] | undefined {
    const track = this.idOf(id);
    return track === undefined ? undefined : similarTracks(this.shared, track, limit);
  }
}
