import { CREDITED_ELSEWHERE, type FileLocation, readTrackMetadata, singerNames, trackFiles } from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import type { Track, TrackAlias, TrackArtist } from '../../core/catalogue/entities.js';

interface TrackRow {
  readonly id: number;
  readonly name: string;
  readonly singers: string | null;
  readonly platform: string;
  readonly remoteId: string;
  readonly metadata: string | null;
}

/** The locations of a track's files. */
const fileLocationsSql = `SELECT file_location_id AS locationId, quality_label AS storedLabel, ext, file_size_bytes AS sizeBytes,
    backend_type AS backendType, public_url AS publicUrl FROM catalog_track_files WHERE song_id = ?`;

/**
 * Every statement that reads the rows of a track, by name; a test checks the plan of each. CROSS JOIN keeps the loops in the
 * written order; for `= +?` see ordered-ids.ts.
 * @internal for tests
 */
export const trackRowSql = {
  one: `SELECT t.song_id AS id, t.name, t.singers, t.platform, t.remote_song_id AS remoteId, t.metadata_json AS metadata
    FROM catalog_tracks t WHERE t.song_id = ?`,
  artists: `SELECT a.artist_id AS id, a.name FROM catalog_artist_tracks l CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
    WHERE l.song_id = +? AND l.position > ${CREDITED_ELSEWHERE} ORDER BY l.position`,
  files: fileLocationsSql,
  aliases: `SELECT song_id AS id, platform, remote_song_id AS remoteId FROM catalog_track_aliases WHERE track_id = +? ORDER BY song_id`,
} as const;

const noAliases: readonly TrackAlias[] = [];

/** Puts a track together from the rows of the tables that every schema version has. */
export class TrackRows {
  private readonly oneStatement: Statement<[number], TrackRow>;
  private readonly artistsStatement: Statement<[number], TrackArtist>;
  private readonly filesStatement: Statement<[number], FileLocation>;
  private readonly aliasesStatement: Statement<[number], TrackAlias>;
  /** Most catalogues have none, and a list of tracks then needs one query less for each. */
  private readonly hasAliases: boolean;

  constructor(database: Database) {
    this.oneStatement = database.prepare(trackRowSql.one);
    this.artistsStatement = database.prepare(trackRowSql.artists);
    this.filesStatement = database.prepare(trackRowSql.files);
    this.aliasesStatement = database.prepare(trackRowSql.aliases);
    this.hasAliases = database.prepare('SELECT 1 FROM catalog_track_aliases LIMIT 1').get() !== undefined;
  }

  one(id: number): Track | undefined {
    const row = this.oneStatement.get(id);
    if (row === undefined) return undefined;
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
  }

  /** If an older export linked a song to no artist, it still shows the names it came with. */
  private artists(row: TrackRow): readonly TrackArtist[] {
    const linked = this.artistsStatement.all(row.id);
    return linked.length > 0 ? linked : singerNames(row.singers).map((name) => ({ id: null, name }));
  }
}
