import type { Database } from 'better-sqlite3';
import { idSet } from './id-set.js';
import { activeFiles } from './source-files.js';
import type { SourceSchema } from './source-schema.js';

/** SQL that decides about a row of `src.songs`, by its alias in the statement. */
export type SongCondition = (song: string) => string;

/**
 * Whether a song belongs into the snapshot: one that has an active file, or is in a playlist that exists. The catalogue itself
 * keeps songs that are gone from every folder and every list, for their history and in case they return. Of linked songs, which
 * are one track, it is enough that one of them belongs into it.
 */
export function publishedSongs(source: SourceSchema, hasAliases: boolean): SongCondition {
  const own: SongCondition = (song) => `(${hasFile(source, song)} OR ${isListed(song)})`;
  if (!hasAliases) return own;
  return (song) => `(${own(song)} OR EXISTS (SELECT 1 FROM src.recording_songs member
    CROSS JOIN src.recordings recording ON recording.id = member.recording_id AND recording.across_platforms = 1
    CROSS JOIN src.songs other ON other.id = member.song_id
    WHERE member.recording_id = ${song}.id AND ${own('other')}))`;
}

/** Statements after which the conditions below can be asked; run before all others. */
export function keptSongRows(db: Database, source: SourceSchema): string[] {
  idSet(db, 'listed');
  idSet(db, 'in_files');
  const files = activeFiles(source);
  const ofFiles =
    files === undefined || source.has('songs', 'active_file_count') ? [] : [`SELECT count(know_in_files(a.song_id)) ${files}`];
  // Earlier tools left rows of playlists behind that they removed.
  return [
    ...ofFiles,
    `SELECT count(know_listed_all(songs)) FROM (SELECT group_concat(listed.song_id) AS songs FROM src.playlist_songs listed
      WHERE listed.playlist_id IN (SELECT id FROM src.playlists) AND typeof(listed.song_id) = 'integer' GROUP BY listed.playlist_id)`,
  ];
}

/** Catalogues of earlier tools have no counts. One without files cannot tell which songs are gone, so all stay. */
function hasFile(source: SourceSchema, song: string): string {
  if (source.has('songs', 'active_file_count')) return `${song}.active_file_count > 0`;
  return activeFiles(source) === undefined ? 'TRUE' : `is_in_files(${song}.id)`;
}

const isListed = (song: string): string => `is_listed(${song}.id)`;
