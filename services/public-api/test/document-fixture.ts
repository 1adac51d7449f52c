import { packDocument } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { TrackRows } from '../src/adapters/snapshot-db/track-rows.js';
import { recordingOf } from './version-2-rows.js';

type Fields = Readonly<Record<string, unknown>>;

/** Reads rows of the fixture as objects. */
class Rows {
  constructor(private readonly database: Database) {}

  all(sql: string, ...values: unknown[]): Fields[] {
    return this.database.prepare(sql).all(...values) as Fields[];
  }

  one(sql: string, ...values: unknown[]): Fields | undefined {
    return this.all(sql, ...values)[0];
  }

  cover(id: unknown): object | null {
    const row = this.one('SELECT hash, width, height, color, thumbhash FROM catalog_covers WHERE cover_id = ?', id ?? null);
    return row === undefined ? null : { ...row, thumbhash: (row.thumbhash as Buffer).toString('base64') };
  }

  artists(album: unknown): Fields[] {
    return this.all(
      'SELECT a.artist_id AS id, a.name FROM catalog_album_artists l JOIN catalog_artists a USING(artist_id) WHERE album_id = ? ORDER BY position',
      album,
    );
  }
}

function trackDocument(rows: Rows, base: object, id: unknown): object {
  const recording = recordingOf(Number(id)) as Fields;
  const d = rows.one('SELECT * FROM catalog_track_details WHERE song_id = ?', id) ?? {};
  const lyrics = rows.one('SELECT timed FROM catalog_lyrics WHERE lyrics_id = ?', d.lyrics_id ?? null);
  return {
    ...base,
    albumId: d.album_id ?? null,
    discNumber: d.disc_number ?? null,
    trackNumber: d.track_number ?? null,
    year: d.year ?? null,
    releaseDate: recording.releaseDate,
    genres: rows.all(
      'SELECT genre_id AS id, name FROM catalog_track_genres JOIN catalog_genres USING(genre_id) WHERE song_id = ? ORDER BY position',
      id,
    ),
    composer: recording.composer,
    isrc: recording.isrc,
    musicBrainzId: recording.musicBrainzId,
    replayGain: recording.replayGain,
    bpm: recording.bpm,
    explicit: recording.explicit,
    addedAt: typeof d.added_at === 'number' ? new Date(d.added_at).toISOString() : null,
    otherTitles: typeof d.other_titles === 'string' ? JSON.parse(d.other_titles) : [],
    lyrics: lyrics === undefined ? null : lyrics.timed === null ? 'plain' : 'timed',
    cover: rows.cover(d.cover_id),
  };
}

/** Writes the documents of a database whose other tables are filled: tracks from 10 on, album 4 and artist 4 changed last. */
export function writeDocuments(database: Database): void {
  const rows = new Rows(database);
  const tracks = new TrackRows(database);
  const put = (kind: string, id: unknown, changedIn: number, document: object): void => {
    const sql = `INSERT OR REPLACE INTO catalog_${kind}_documents VALUES(?, ?, ?)`;
    database.prepare(sql).run(id, changedIn, packDocument(JSON.stringify(document)));
  };
  for (const { id } of rows.all('SELECT song_id AS id FROM catalog_tracks')) {
    put('track', id, Number(id) >= 10 ? 1 : 0, trackDocument(rows, tracks.one(Number(id)) ?? {}, id));
  }
  for (const album of rows.all('SELECT * FROM catalog_albums')) {
    put('album', album.album_id, album.album_id === 4 ? 1 : 0, {
      id: album.album_id,
      name: album.name,
      artists: rows.artists(album.album_id),
      year: album.year,
      releaseDate: album.release_date,
      kind: album.kind,
      trackCount: album.track_count,
      durationMs: album.duration_ms,
      musicBrainzId: album.musicbrainz_id,
      cover: rows.cover(album.cover_id),
    });
  }
  for (const artist of rows.all('SELECT * FROM catalog_artists LEFT JOIN catalog_artist_details USING(artist_id)')) {
    put('artist', artist.artist_id, artist.artist_id === 4 ? 1 : 0, {
      id: artist.artist_id,
      name: artist.name,
      sortName: artist.sort_name ?? artist.name,
      trackCount: artist.track_count,
      albumCount: artist.album_count ?? 0,
      musicBrainzId: artist.musicbrainz_id ?? null,
      cover: rows.cover(artist.cover_id),
    });
  }
  for (const list of rows.all('SELECT * FROM catalog_playlists LEFT JOIN catalog_playlist_details USING(playlist_id)')) {
    const mosaic = typeof list.mosaic === 'string' ? (JSON.parse(list.mosaic) as number[]).map((id) => rows.cover(id)) : null;
    put('playlist', list.playlist_id, 0, {
      id: list.playlist_id,
      platform: list.platform,
      remoteId: list.remote_playlist_id,
      name: list.name,
      description: list.description,
      coverUrl: list.cover_url,
      playCount: list.play_count,
      songCount: list.song_count,
      cover: rows.cover(list.cover_id),
      mosaic,
    });
  }
}
