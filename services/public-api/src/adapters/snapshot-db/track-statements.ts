import { CREDITED_ELSEWHERE, type FileLocation, readTrackMetadata, singerNames, trackFiles } from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import type { Track, TrackAlias, TrackArtist } from '../../core/catalogue/entities.js';
import {
  type ArtistReader,
  type Page,
  type PlaylistPosition,
  type PlaylistReader,
  type Slice,
  sliceOf,
  type TrackReader,
} from '../../core/catalogue/snapshot-catalogue.js';
import { playableFiles } from '../../core/catalogue/track-files.js';
import type { PlayableFile } from '../../core/playback/playable-file.js';

interface TrackRow {
  readonly id: number;
  readonly name: string;
  readonly singers: string | null;
  readonly platform: string;
  readonly remoteId: string;
  readonly metadata: string | null;
}

interface PositionedRow extends TrackRow {
  readonly position: number;
}

const columns = 't.song_id AS id, t.name, t.singers, t.platform, t.remote_song_id AS remoteId, t.metadata_json AS metadata';

/**
 * Every statement that reads tracks, by name; a test checks the plan of each. CROSS JOIN keeps the loops in the
 * written order. In statements that join or sort, a plain `= ?` makes SQLite (built with STAT4) recompile them for
 * every bound value: 10 µs, three times the reading itself. `= +?` does not.
 * @internal for tests
 */
export const trackSql = {
  one: `SELECT ${columns} FROM catalog_tracks t WHERE t.song_id = ?`,
  page: `SELECT ${columns} FROM catalog_tracks t WHERE t.song_id > ? ORDER BY t.song_id LIMIT ?`,
  ofPlaylist: `SELECT ${columns}, p.position FROM catalog_playlist_tracks p CROSS JOIN catalog_tracks t ON t.song_id = p.song_id
    WHERE p.playlist_id = +? AND (p.position, p.song_id) > (?, ?) ORDER BY p.position, p.song_id LIMIT ?`,
  ofArtist: `SELECT ${columns} FROM catalog_artist_tracks a CROSS JOIN catalog_tracks t ON t.song_id = a.song_id
    WHERE a.artist_id = +? AND a.song_id > ? ORDER BY a.song_id LIMIT ?`,
  artists: `SELECT a.artist_id AS id, a.name FROM catalog_artist_tracks l CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
    WHERE l.song_id = +? AND l.position > ${CREDITED_ELSEWHERE} ORDER BY l.position`,
  files: `SELECT file_location_id AS locationId, quality_label AS storedLabel, ext, file_size_bytes AS sizeBytes,
    backend_type AS backendType, public_url AS publicUrl FROM catalog_track_files WHERE song_id = ?`,
  aliases: `SELECT song_id AS id, platform, remote_song_id AS remoteId FROM catalog_track_aliases WHERE track_id = +? ORDER BY song_id`,
  ofAlias: 'SELECT track_id FROM catalog_track_aliases WHERE song_id = ?',
} as const;

const noAliases: readonly TrackAlias[] = [];

const beforeAll = Number.MIN_SAFE_INTEGER;

/** Reads tracks with their artists and files, through statements prepared once per snapshot. */
export class TrackStatements implements TrackReader {
  private readonly oneStatement: Statement<[number], TrackRow>;
  private readonly pageStatement: Statement<[number, number], TrackRow>;
  private readonly ofPlaylistStatement: Statement<[number, number, number, number], PositionedRow>;
  private readonly ofArtistStatement: Statement<[number, number, number], TrackRow>;
  private readonly artistsStatement: Statement<[number], TrackArtist>;
  private readonly filesStatement: Statement<[number], FileLocation>;
  private readonly aliasesStatement: Statement<[number], TrackAlias>;
  private readonly ofAliasStatement: Statement<[number], number>;
  /** Most catalogues have none, and a list of tracks then needs one query less for each. */
  private readonly hasAliases: boolean;

  constructor(
    database: Database,
    private readonly playlists: Pick<PlaylistReader, 'one'>,
    private readonly artistReader: Pick<ArtistReader, 'one'>,
  ) {
    this.oneStatement = database.prepare(trackSql.one);
    this.pageStatement = database.prepare(trackSql.page);
    this.ofPlaylistStatement = database.prepare(trackSql.ofPlaylist);
    this.ofArtistStatement = database.prepare(trackSql.ofArtist);
    this.artistsStatement = database.prepare(trackSql.artists);
    this.filesStatement = database.prepare(trackSql.files);
    this.aliasesStatement = database.prepare(trackSql.aliases);
    this.ofAliasStatement = database.prepare<[number], number>(trackSql.ofAlias).pluck(true);
    this.hasAliases = database.prepare('SELECT 1 FROM catalog_track_aliases LIMIT 1').get() !== undefined;
  }

  one(id: number): Track | undefined {
    const row = this.row(id);
    return row === undefined ? undefined : this.track(row);
  }

  page({ limit, after }: Page<number>): Slice<Track, number> {
    const rows = this.pageStatement.all(after ?? beforeAll, limit + 1);
    return sliceOf(rows, limit, (row) => row.id, this.track);
  }

  ofPlaylist(id: number, { limit, after }: Page<PlaylistPosition>): Slice<Track, PlaylistPosition> | undefined {
    const rows = this.ofPlaylistStatement.all(id, after?.position ?? beforeAll, after?.trackId ?? beforeAll, limit + 1);
    if (rows.length === 0 && this.playlists.one(id) === undefined) return undefined;
    return sliceOf(rows, limit, (row) => ({ position: row.position, trackId: row.id }), this.track);
  }

  ofArtist(id: number, { limit, after }: Page<number>): Slice<Track, number> | undefined {
    const rows = this.ofArtistStatement.all(id, after ?? beforeAll, limit + 1);
    if (rows.length === 0 && this.artistReader.one(id) === undefined) return undefined;
    return sliceOf(rows, limit, (row) => row.id, this.track);
  }

  playable(id: number): readonly PlayableFile[] | undefined {
    const locations = this.filesStatement.all(id);
    if (locations.length > 0) return playableFiles(locations);
    const track = this.row(id)?.id;
    return track === undefined ? undefined : playableFiles(track === id ? [] : this.filesStatement.all(track));
  }

  private row(id: number): TrackRow | undefined {
    const row = this.oneStatement.get(id);
    if (row !== undefined || !this.hasAliases) return row;
    const track = this.ofAliasStatement.get(id);
    return track === undefined ? undefined : this.oneStatement.get(track);
  }

  private readonly track = (row: TrackRow): Track => {
    const { album, durationMs } = readTrackMetadata(row.metadata);
    return {
      id: row.id,
      name: row.name,
      artists: this.artists(row),
      album,
      durationMs,
      platform: row.platform,
      remoteId: row.remoteId,
      files: trackFiles(this.filesStatement.all(row.id)),
      aliases: this.hasAliases ? this.aliasesStatement.all(row.id) : noAliases,
    };
  };

  /** If an older export linked a song to no artist, it still shows the names it came with. */
  private artists(row: TrackRow): readonly TrackArtist[] {
    const linked = this.artistsStatement.all(row.id);
    return linked.length > 0 ? linked : singerNames(row.singers).map((name) => ({ id: null, name }));
  }
}
