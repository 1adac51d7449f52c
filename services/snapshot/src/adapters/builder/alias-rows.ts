import type { Database } from 'better-sqlite3';
import { publishedSongs, type SongCondition } from './published-songs.js';
import type { SourceSchema } from './source-schema.js';

/** How songs of several platforms that are one recording become one track: the first song stands for all. */
export interface TrackMapping {
  /** Statements that fill the table of aliases; the others need it. */
  readonly rows: readonly string[];
  /** False if there are no aliases, and every song is a track of its own. */
  readonly hasAliases: boolean;
  /** SQL for the track that a song in a column belongs to. */
  trackOf(column: string): string;
}

/** Older catalogues know no recordings, and most others link nothing: the statements then stay plain copies. */
export function trackMapping(db: Database, source: SourceSchema): TrackMapping {
  const known = source.has('recordings', 'id', 'across_platforms') && source.has('recording_songs', 'song_id', 'recording_id');
  const hasAliases = known && db.prepare('SELECT 1 FROM src.recordings WHERE across_platforms = 1 LIMIT 1').get() !== undefined;
  if (!hasAliases) return { rows: [], hasAliases, trackOf: (column) => column };
  const trackOf = (column: string): string =>
    `coalesce((SELECT alias.track_id FROM catalog_track_aliases alias WHERE alias.song_id = ${column}), ${column})`;
  return { rows: [aliasRows(source, publishedSongs(source, hasAliases))], hasAliases, trackOf };
}

function aliasRows(source: SourceSchema, isPublished: SongCondition): string {
  const at = (alias: string, name: string): string => source.column(alias, 'songs', name);
  const different = (name: string): string =>
    `CASE WHEN ${at('s', name)} <> coalesce(${at('t', name)}, '') THEN ' / ' || ${at('s', name)} ELSE '' END`;
  return `INSERT INTO catalog_track_aliases
    SELECT s.id, t.id, coalesce(${at('s', 'platform')}, ''), coalesce(${at('s', 'remote_song_id')}, ''),
      nullif(ltrim(${different('name')} || ${different('singers')}, ' /'), '')
    FROM src.recording_songs member
    CROSS JOIN src.recordings recording ON recording.id = member.recording_id AND recording.across_platforms = 1
    CROSS JOIN src.songs s ON s.id = member.song_id
    CROSS JOIN src.songs t ON t.id = member.recording_id
    WHERE member.song_id <> member.recording_id AND ${isPublished('t')} ORDER BY member.song_id`;
}
