import type { Database } from 'better-sqlite3';
import { type TrackMapping, trackMapping } from './alias-rows.js';
import { artistRows } from './artist-rows.js';
import { coverRows } from './cover-rows.js';
import { publicUrlExpression } from './public-url.js';
import type { SourceSchema } from './source-schema.js';

/**
 * Statements that fill the read tables from the attached source (domain section 4). Each reads in the key order of
 * its table: appending to a B-tree is the cheapest way to build it, and equal content then gives equal bytes, which a
 * hash can recognise.
 */
export function rowStatements(db: Database, source: SourceSchema): string[] {
  const mapping = trackMapping(db, source);
  return [
    playlistRows(source),
    ...mapping.rows,
    trackRows(source, mapping),
    playlistTrackRows(source, mapping),
    ...fileRows(db, source, mapping),
    ...toplistRows(source),
    ...artistRows(db, source, mapping),
    ...coverRows(source),
  ];
}

function playlistColumns(source: SourceSchema): {
  playCount: string;
  songCount: string;
  description: string;
  coverUrl: string;
  platform: string;
} {
  const at = (name: string, otherwise?: string): string => source.column('p', 'playlists', name, otherwise);
  return {
    platform: `coalesce(${at('platform')}, '')`,
    description: at('description'),
    coverUrl: at('cover_url'),
    playCount: `coalesce(${at('play_count')}, 0)`,
    songCount: `coalesce(${at('collected_song_count', '(SELECT count(*) FROM src.playlist_songs ps WHERE ps.playlist_id = p.id)')}, 0)`,
  };
}

function playlistRows(source: SourceSchema): string {
  const { platform, description, coverUrl, playCount, songCount } = playlistColumns(source);
  const remoteId = `coalesce(${source.column('p', 'playlists', 'remote_playlist_id')}, '')`;
  return `INSERT INTO catalog_playlists
    SELECT p.id, ${platform}, ${remoteId}, coalesce(p.name, ''), ${description}, ${coverUrl}, ${playCount}, ${songCount}
    FROM src.playlists p ORDER BY p.id`;
}

function trackRows(source: SourceSchema, { hasAliases }: TrackMapping): string {
  const isTrack = hasAliases ? 'WHERE NOT EXISTS (SELECT 1 FROM catalog_track_aliases alias WHERE alias.song_id = s.id)' : '';
  const at = (name: string): string => source.column('s', 'songs', name);
  return `INSERT INTO catalog_tracks
    SELECT s.id, coalesce(${at('platform')}, ''), coalesce(${at('remote_song_id')}, ''), coalesce(s.name, ''),
      ${at('singers')}, ${at('ext')}, ${at('file_size_bytes')}, ${at('metadata_json')}
    FROM src.songs s ${isTrack} ORDER BY s.id`;
}

/** If an old table has no positions, the order in which rows were added replaces them. */
function playlistTrackRows(source: SourceSchema, { trackOf }: TrackMapping): string {
  const added = source.hasRowid('playlist_songs') ? 'ps.rowid' : 'ps.song_id';
  const position = source.has('playlist_songs', 'position')
    ? 'coalesce(ps.position, 0)'
    : `row_number() OVER (PARTITION BY ps.playlist_id ORDER BY ${added}) - 1`;
  const order = source.has('playlist_songs', 'position') ? 'ps.playlist_id, ps.position' : '1, 3';
  return `INSERT OR IGNORE INTO catalog_playlist_tracks(playlist_id, song_id, position)
    SELECT ps.playlist_id, ${trackOf('ps.song_id')}, ${position} FROM src.playlist_songs ps
    WHERE ps.playlist_id IS NOT NULL AND ps.song_id IS NOT NULL ORDER BY ${order}`;
}

/** CROSS JOIN keeps the locations in the outer loop (sqlite.org/optoverview.html, section 8.1), in id order. */
function fileRows(db: Database, source: SourceSchema, { trackOf }: TrackMapping): string[] {
  const complete =
    source.has('file_locations', 'id', 'file_asset_id', 'backend_id', 'locator', 'status') &&
    source.has('file_assets', 'id', 'song_id') &&
    source.has('storage_backends', 'id', 'name', 'backend_type');
  if (!complete) return [];
  const asset = (name: string): string => source.column('a', 'file_assets', name);
  const primary = source.column('l', 'file_locations', 'is_primary', '0');
  return [
    `INSERT INTO catalog_track_files
      SELECT l.id, ${trackOf('a.song_id')}, ${asset('quality_label')}, ${asset('ext')}, ${asset('file_size_bytes')},
        coalesce(b.backend_type, ''), coalesce(b.name, ''), l.locator, ${publicUrlExpression(db, source)}, l.status, coalesce(${primary}, 0)
      FROM src.file_locations l
      CROSS JOIN src.file_assets a ON a.id = l.file_asset_id
      CROSS JOIN src.storage_backends b ON b.id = l.backend_id
      WHERE l.status = 'active' AND l.locator IS NOT NULL AND a.song_id IS NOT NULL
      ORDER BY l.id`,
  ];
}

function toplistRows(source: SourceSchema): string[] {
  const complete = source.has('playlist_pools', 'id', 'pool_kind', 'external_id') && source.has('pool_playlists', 'pool_id', 'playlist_id');
  if (!complete) return [];
  const { platform, description, coverUrl, playCount, songCount } = playlistColumns(source);
  const groupName = source.column('pool', 'playlist_pools', 'name');
  return [
    `INSERT OR IGNORE INTO catalog_toplists
      SELECT pool.external_id, p.id, ${platform}, coalesce(p.name, ''), ${description}, ${coverUrl}, ${playCount}, ${songCount}, ${groupName}
      FROM src.playlist_pools pool
      JOIN src.pool_playlists link ON link.pool_id = pool.id
      JOIN src.playlists p ON p.id = link.playlist_id
      WHERE pool.pool_kind = 'toplist' AND pool.external_id IS NOT NULL
      ORDER BY pool.external_id, p.id, pool.id`,
  ];
}
