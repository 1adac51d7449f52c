import type { Database } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import type { SourceSchema } from './source-schema.js';

/** How often tracks and playlists were played on media servers, besides what their platforms say. */
export interface PlayMapping {
  /** Statements that add the plays up; run after the tracks of playlists are known. */
  readonly rows: readonly string[];
  /** Statements that add them to the details of tracks. */
  readonly trackRows: readonly string[];
  /** SQL for what a playlist in a column was played, with `+` before it; empty where nothing was played. */
  playsOf(playlistId: string): string;
}

/**
 * A track was played as often as all of its songs on all servers, a playlist as often as its tracks, each counted once. Catalogues
 * of earlier versions, and those without media servers, know no plays: their statements stay as they are.
 */
export function playMapping(db: Database, source: SourceSchema, { trackOf }: TrackMapping): PlayMapping {
  const known = source.has('song_plays', 'song_id', 'play_count');
  const isPlayed = known && db.prepare('SELECT 1 FROM src.song_plays WHERE play_count > 0 LIMIT 1').get() !== undefined;
  if (!isPlayed) return { rows: [], trackRows: [], playsOf: () => '' };
  return {
    rows: [
      'CREATE TEMP TABLE plays_of_tracks(song_id INTEGER PRIMARY KEY, plays INTEGER NOT NULL)',
      `INSERT INTO temp.plays_of_tracks SELECT ${trackOf('x.song_id')} AS track, sum(x.play_count) FROM src.song_plays x
        WHERE x.play_count > 0 AND is_track(${trackOf('x.song_id')}) GROUP BY track`,
      'CREATE TEMP TABLE plays_of_playlists(playlist_id INTEGER PRIMARY KEY, plays INTEGER NOT NULL)',
      `INSERT INTO temp.plays_of_playlists SELECT playlist_id, sum(plays) FROM (
        SELECT DISTINCT p.playlist_id, o.song_id, o.plays FROM catalog_playlist_tracks p CROSS JOIN temp.plays_of_tracks o ON o.song_id = p.song_id)
        GROUP BY playlist_id`,
    ],
    trackRows: [
      `UPDATE catalog_track_details AS d SET play_count = coalesce(d.play_count, 0) + o.plays
        FROM temp.plays_of_tracks o WHERE d.song_id = o.song_id`,
      'DROP TABLE temp.plays_of_tracks',
      'DROP TABLE temp.plays_of_playlists',
    ],
    playsOf: (playlistId) =>
      ` + coalesce((SELECT played.plays FROM temp.plays_of_playlists played WHERE played.playlist_id = ${playlistId}), 0)`,
  };
}
