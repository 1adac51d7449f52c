import type { Changes } from '@catalogsync/sqlite';
import type { SongChange } from '../../../core/catalogue/playlist-changes.js';
import type { PlaylistChange } from '../../../core/catalogue/playlist-history.js';

/** When and by whom a playlist was changed. */
export interface Occasion {
  readonly playlistId: number;
  readonly now: number;
  readonly jobId: number | undefined;
}

/** Removed with each new entry: more than one, so that a shorter limit takes effect, and few, so that nobody waits. */
const removedAtOnce = 20;

const addText = `INSERT INTO playlist_changes(playlist_id, changed_at, job_run_id, change_kind, added_count, removed_count, moved_count,
  song_count, songs_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const removeText = `DELETE FROM playlist_changes WHERE changed_at < ?
  AND id IN (SELECT id FROM playlist_changes ORDER BY id LIMIT ${removedAtOnce})`;

/** Adds an entry to the history of playlists, and removes some that are older than the limit. */
export async function addPlaylistChange(
  session: Changes,
  { playlistId, now, jobId }: Occasion,
  change: PlaylistChange,
  maxAgeMs: number,
): Promise<void> {
  const { kind, addedCount, removedCount, movedCount, songCount, songs } = change;
  const counts = [addedCount, removedCount, movedCount, songCount];
  await session.change(addText, playlistId, now, jobId ?? null, kind, ...counts, JSON.stringify(songs.map(rowOf)));
  await session.change(removeText, now - maxAgeMs);
}

type SongRow = readonly [songId: number, from: number, to: number];

function rowOf(change: SongChange): SongRow {
  switch (change.kind) {
    case 'added':
      return [change.songId, 0, change.to];
    case 'removed':
      return [change.songId, change.from, 0];
    case 'moved':
      return [change.songId, change.from, change.to];
  }
}

/** What `addPlaylistChange` stored as `songs_json`. */
export function songChangesOf(json: string): SongChange[] {
  return (JSON.parse(json) as readonly SongRow[]).map(([songId, from, to]) => {
    if (from === 0) return { kind: 'added', songId, to };
    return to === 0 ? { kind: 'removed', songId, from } : { kind: 'moved', songId, from, to };
  });
}
