import type { WriteSession } from '@catalogsync/sqlite';
import type { ViewedTracks } from '../../core/library/library-store.js';
import type { FileKey } from '../../core/library/model.js';
import type { ListedFile } from '../../core/library/track-description.js';
import { type ListedRow, listedColumns, toListedFile } from './rows.js';

/**
 * The index gives their order, so that only so many rows are read; left to itself, SQLite sorts the whole library at each scan,
 * however small. Whatever stands for a track is listed.
 */
const newestFiles = `SELECT ${listedColumns} FROM library_files AS f INDEXED BY library_files_newest
  CROSS JOIN library_tracks AS t ON t.track_id = f.track_id AND t.file_id = f.file_id
  ORDER BY f.first_seen_at DESC, f.mtime_ms DESC, f.file_id LIMIT ?`;
const fileOfTrack = `SELECT ${listedColumns} FROM library_tracks AS t JOIN library_files AS f ON f.file_id = t.file_id WHERE t.track_id = ?`;
// The index of places has no files that are gone.
const trackOfPlace = `SELECT track_id AS "trackId" FROM library_files
  WHERE root = ? AND path = ? AND state <> 'gone' AND state = 'listed'`;

/** The tracks as a transaction sees them. */
export class SqliteViewedTracks implements ViewedTracks {
  constructor(private readonly session: WriteSession) {}

  newest(limit: number): ListedFile[] {
    return this.session.statement<ListedRow>(newestFiles).all(limit).map(toListedFile);
  }

  file(trackId: string): ListedFile | undefined {
    const row = this.session.statement<ListedRow>(fileOfTrack).get(trackId);
    return row && toListedFile(row);
  }

  trackAt({ root, path }: FileKey): string | undefined {
    return this.session.statement<{ trackId: string }>(trackOfPlace).get(root, path)?.trackId;
  }
}
