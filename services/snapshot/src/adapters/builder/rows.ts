import { originTables } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { registerAlbumLengths } from './album-lengths.js';
import { albumRows } from './album-rows.js';
import { type TrackMapping, trackMapping } from './alias-rows.js';
import { artistRows } from './artist-rows.js';
import { coverRows } from './cover-rows.js';
import { artistDetailRows, genreRows, lyricsRows, movedRows, playlistDetailRows } from './further-rows.js';
import { idSet } from './id-set.js';
import { backendRows, backendTypeExpression } from './object-backends.js';
import { packedRows } from './packed-rows.js';
import { type PlayMapping, playMapping } from './play-rows.js';
import { publicUrlExpression } from './public-url.js';
import { keptSongRows, publishedSongs } from './published-songs.js';
import { registerFacts } from './song-facts.js';
import { activeFiles } from './source-files.js';
import type { SourceSchema } from './source-schema.js';
import { trackDetailRows } from './track-detail-rows.js';

/**
 * Statements that fill the read tables from the attached source (domain section 4). Each reads in the key order of
 * its table: appending to a B-tree is the cheapest way to build it, and equal content then gives equal bytes, which a
 * hash can recognise.
 */
export function rowStatements(db: Database, source: SourceSchema, hasOriginFile = false): string[] {
  const mapping = trackMapping(db, source);
  const plays = playMapping(db, source, mapping);
  registerAlbumLengths(db);
  registerFacts(db);
  idSet(db, 'track');
  return [
    ...keptSongRows(db, source),
    ...mapping.rows,
    trackRows(source, mapping),
    'SELECT count(know_track(song_id)) FROM catalog_tracks',
    ...playlistTrackRows(source, mapping),
    ...plays.rows,
    playlistRows(source, plays),
    ...fileRows(db, source, mapping, hasOriginFile),
    ...(hasOriginFile ? originRows(source) : []),
    ...backendRows(db, source),
    ...toplistRows(source),
    ...artistRows(db, source, mapping),
    ...coverRows(source),
    ...trackDetailRows(db, source, mapping),
    ...plays.trackRows,
    ...albumRows(source, standingArtist(source, 'link.artist_id')),
    ...genreRows(source),
    ...lyricsRows(source),
    ...playlistDetailRows(source),
    ...artistDetailRows(source),
    ...movedRows(source),
  ];
}

/** SQL for the artist that stands for the one in a column, where the source knows which artists are one. */
function standingArtist(source: SourceSchema, column: string): string {
  if (!source.has('artist_members', 'artist_id', 'identity_id')) return column;
  return `coalesce((SELECT member.identity_id FROM src.artist_members member WHERE member.artist_id = ${column}), ${column})`;
}

/** Songs of a playlist are counted as they are published: earlier tools kept counts that no longer fit. */
function playlistRows(source: SourceSchema, { playsOf }: PlayMapping): string {
  const at = (name: string): string => source.column('p', 'playlists', name);
  return `INSERT INTO catalog_playlists
    SELECT p.id, coalesce(${at('platform')}, ''), coalesce(${at('remote_playlist_id')}, ''), coalesce(p.name, ''), ${at('description')},
      ${at('cover_url')}, coalesce(${at('play_count')}, 0)${playsOf('p.id')},
      (SELECT count(*) FROM catalog_playlist_tracks track WHERE track.playlist_id = p.id)
    FROM src.playlists p ORDER BY p.id`;
}

function trackRows(source: SourceSchema, { hasAliases }: TrackMapping): string {
  const isTrack = hasAliases ? 'NOT EXISTS (SELECT 1 FROM catalog_track_aliases alias WHERE alias.song_id = s.id) AND ' : '';
  const isPublished = publishedSongs(source, hasAliases);
  const at = (name: string): string => source.column('s', 'songs', name);
  return `INSERT INTO catalog_tracks
    SELECT s.id, coalesce(${at('platform')}, ''), coalesce(${at('remote_song_id')}, ''), coalesce(s.name, ''),
      ${at('singers')}, ${at('ext')}, ${at('file_size_bytes')}, ${at('metadata_json')}
    FROM src.songs s WHERE ${isTrack}${isPublished('s')} ORDER BY s.id`;
}

/**
 * If an old table has no positions, the order in which rows were added replaces them. Rows of playlists or songs that do not exist
 * are left out.
 */
function playlistTrackRows(source: SourceSchema, { trackOf }: TrackMapping): string[] {
  const added = source.hasRowid('playlist_songs') ? 'ps.rowid' : 'ps.song_id';
  const position = source.has('playlist_songs', 'position')
    ? 'coalesce(ps.position, 0)'
    : `row_number() OVER (PARTITION BY ps.playlist_id ORDER BY ${added}) - 1`;
  const order = source.has('playlist_songs', 'position') ? 'ps.playlist_id, ps.position' : '1, 3';
  const rows = `SELECT ps.playlist_id, ${trackOf('ps.song_id')}, ${position} FROM src.playlist_songs ps
    WHERE ps.playlist_id IN (SELECT id FROM src.playlists) AND is_track(${trackOf('ps.song_id')}) ORDER BY ${order}`;
  return packedRows('catalog_playlist_tracks', rows);
}

function fileRows(db: Database, source: SourceSchema, { trackOf }: TrackMapping, hasOriginFile: boolean): string[] {
  const files = activeFiles(source);
  if (files === undefined) return [];
  const asset = (name: string): string => source.column('a', 'file_assets', name);
  // Where a file lies below its library folder is for the origin alone (behaviour 175).
  const locator = hasOriginFile ? "CASE WHEN b.backend_type = 'local' THEN '' ELSE l.locator END" : 'l.locator';
  const primary = source.column('l', 'file_locations', 'is_primary', '0');
  return [
    `INSERT INTO catalog_track_files
      SELECT l.id, ${trackOf('a.song_id')}, ${asset('quality_label')}, ${asset('ext')}, ${asset('file_size_bytes')},
        ${backendTypeExpression(db, source)}, coalesce(b.name, ''), ${locator}, ${publicUrlExpression(db, source)}, l.status, coalesce(${primary}, 0)
      ${files} AND is_track(${trackOf('a.song_id')})
      ORDER BY l.id`,
  ];
}

/** The file of the origin, attached as `origin`: of the files that are in the snapshot, where the local ones lie. */
function originRows(source: SourceSchema): string[] {
  return [
    ...originTables.map((table) => `CREATE TABLE origin.${table}`),
    ...(activeFiles(source) === undefined
      ? []
      : [
          `INSERT INTO origin.catalog_track_files(file_location_id, backend_type, backend_name, locator, ext, status)
            SELECT f.file_location_id, f.backend_type, f.backend_name, l.locator, f.ext, f.status FROM main.catalog_track_files f
            CROSS JOIN src.file_locations l ON l.id = f.file_location_id WHERE f.backend_type = 'local' ORDER BY f.file_location_id`,
        ]),
  ];
}

function toplistRows(source: SourceSchema): string[] {
  const complete = source.has('playlist_pools', 'id', 'pool_kind', 'external_id') && source.has('pool_playlists', 'pool_id', 'playlist_id');
  if (!complete) return [];
  const groupName = source.column('pool', 'playlist_pools', 'name');
  return [
    `INSERT OR IGNORE INTO catalog_toplists
      SELECT pool.external_id, p.playlist_id, p.platform, p.name, p.description, p.cover_url, p.play_count, p.song_count, ${groupName}
      FROM src.playlist_pools pool
      JOIN src.pool_playlists link ON link.pool_id = pool.id
      JOIN catalog_playlists p ON p.playlist_id = link.playlist_id
      WHERE pool.pool_kind = 'toplist' AND pool.external_id IS NOT NULL
      ORDER BY pool.external_id, p.playlist_id, pool.id`,
  ];
}
