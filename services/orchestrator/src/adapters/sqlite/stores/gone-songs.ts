import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Questions } from '@catalogsync/sqlite';
import { linkedSongs, linkedWithFile } from './linked-songs.js';

const listed = (id: string): string =>
  `EXISTS (SELECT 1 FROM playlist_songs entry JOIN playlists list ON list.id = entry.playlist_id WHERE entry.song_id = ${id})`;

/**
 * Whether a row of `songs`, called `song`, is gone: neither it nor a song linked with it has a file or is in a playlist. The catalogue keeps it
 * for its history, and in case it returns; the snapshot does not hold it.
 */
export const isGone = (song: string): string => `(${song}.active_file_count = 0 AND NOT ${listed(`${song}.id`)}
  AND NOT EXISTS (SELECT 1 ${linkedWithFile(`${song}.id`)})
  AND NOT EXISTS (SELECT 1 FROM ${linkedSongs} WHERE mine.song_id = ${song}.id AND ${listed('others.song_id')}))`;

/** Songs without a file that are looked at between two turns of other work. */
const songsPerTurn = 2000;

const stretchText = `SELECT max(id) AS last, json_group_array(id) FILTER (WHERE ${isGone('some')}) AS ids
  FROM (SELECT id, active_file_count FROM songs WHERE active_file_count = 0 AND id > ? ORDER BY id LIMIT ?) AS some`;

/** The songs that are gone, by id, a stretch at a time: most songs without a file may be in playlists. */
export async function* goneSongs(session: Questions, after = 0): AsyncIterable<readonly number[]> {
  for (let from: number | null = after; from !== null; ) {
    await nextTurn();
    const rows: { last: number | null; ids: string }[] = await session.rows(stretchText, from, songsPerTurn);
    const [row] = rows;
    if (row === undefined || row.last === null) return;
    yield JSON.parse(row.ids) as number[];
    from = row.last;
  }
}
