import { aliasTable, tablesOfVersion2 } from '@catalogsync/snapshot-format';
import type { Database, Statement } from 'better-sqlite3';
import type { DocumentKind, DocumentReader, JsonBytes } from '../../core/catalogue/documents.js';
import type { Track } from '../../core/catalogue/entities.js';
import { TrackRows } from './track-rows.js';

/** Gives a database of an earlier version the tables that it lacks, empty. */
export function addLaterTables(database: Database): void {
  const exists = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?');
  for (const table of [`CREATE TABLE ${aliasTable}`, ...tablesOfVersion2]) {
    const name = /^CREATE TABLE (\w+)/.exec(table)?.[1];
    if (exists.get(name) === undefined) database.exec(table.replace('CREATE TABLE', 'CREATE TEMP TABLE'));
  }
}

/** What a track of schema version 1 does not say. */
const unknownOfTrack = {
  albumId: null,
  discNumber: null,
  trackNumber: null,
  year: null,
  releaseDate: null,
  genres: [],
  composer: null,
  isrc: null,
  musicBrainzId: null,
  replayGain: null,
  bpm: null,
  explicit: null,
  addedAt: null,
  otherTitles: [],
  lyrics: null,
  cover: null,
};

const rowSql = {
  artist: 'SELECT artist_id AS id, name, name AS sortName, track_count AS trackCount FROM catalog_artists WHERE artist_id = ?',
  playlist: `SELECT playlist_id AS id, platform, remote_playlist_id AS remoteId, name, description, cover_url AS coverUrl,
    play_count AS playCount, song_count AS songCount FROM catalog_playlists WHERE playlist_id = ?`,
} as const;

/** The documents of a snapshot of schema version 1, made from its rows when they are asked for. */
export class RowDocuments implements DocumentReader {
  private readonly tracks: TrackRows;
  private readonly artists: Statement<[number], object>;
  private readonly playlists: Statement<[number], object>;

  constructor(database: Database) {
    this.tracks = new TrackRows(database);
    this.artists = database.prepare(rowSql.artist);
    this.playlists = database.prepare(rowSql.playlist);
  }

  one(kind: DocumentKind, id: number): JsonBytes | undefined {
    const found = this.find(kind, id);
    return found && Buffer.from(JSON.stringify(found));
  }

  list(kind: DocumentKind, ids: readonly number[]): JsonBytes {
    const found = ids.map((id) => this.find(kind, id)).filter((item) => item !== undefined);
    return Buffer.from(found.map((item) => JSON.stringify(item)).join(','));
  }

  private find(kind: DocumentKind, id: number): object | undefined {
    switch (kind) {
      case 'track':
        return withUnknown<Track>(this.tracks.one(id), unknownOfTrack);
      case 'artist':
        return withUnknown(this.artists.get(id), { albumCount: 0, musicBrainzId: null, cover: null });
      case 'playlist':
        return withUnknown(this.playlists.get(id), { cover: null, mosaic: null });
      case 'album':
        return undefined;
    }
  }
}

function withUnknown<T extends object>(found: T | undefined, unknown: object): object | undefined {
  return found && { ...found, ...unknown };
}
