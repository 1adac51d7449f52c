import { asGiven, type Changes } from '@catalogsync/sqlite';
import { removePlaylists } from './listing-store.js';

/** Playlists that earlier versions made of the albums and folders of the library. */
const retired = `SELECT id FROM playlists WHERE platform = 'library'
  AND (remote_playlist_id GLOB 'album-*' OR remote_playlist_id GLOB 'folder-*') ORDER BY id LIMIT ?`;

/** The album of most songs of each playlist. A song that another one stands for is where that one is. */
const addMoved = `INSERT INTO moved_ids(kind, old_id, new_kind, new_id)
  SELECT 'playlist', playlist_id, 'album', album_id FROM (
    SELECT p.playlist_id, a.album_id, row_number() OVER (PARTITION BY p.playlist_id ORDER BY count(*) DESC, a.album_id) AS place
    FROM json_each(?) AS given JOIN playlist_songs p ON p.playlist_id = given.value
    LEFT JOIN recording_songs r ON r.song_id = p.song_id
    JOIN album_songs a ON a.song_id IN (p.song_id, r.recording_id)
    GROUP BY p.playlist_id, a.album_id) WHERE place = 1
  ON CONFLICT(kind, old_id) DO UPDATE SET new_kind = excluded.new_kind, new_id = excluded.new_id`;

/** @returns how many there were */
export async function retireAlbumPlaylists(session: Changes, limit: number): Promise<number> {
  const ids = (await session.rows<{ id: number }>(retired, limit)).map(({ id }) => id);
  if (ids.length === 0) return 0;
  await session.change(addMoved, asGiven(ids));
  await removePlaylists(session, ids);
  return ids.length;
}
