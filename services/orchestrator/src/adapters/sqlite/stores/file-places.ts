import type { Questions } from '@catalogsync/sqlite';
import type { FilePlace, FilePlaces } from '../../../core/upkeep/locate-file.js';
import { linkedSongs } from './linked-songs.js';

/** The location itself goes first, then files of its quality, of its song, of linked songs; primary ones before others. */
const placeText = `WITH was AS (SELECT l.id, a.id AS asset_id, a.song_id FROM file_locations l JOIN file_assets a ON a.id = l.file_asset_id WHERE l.id = ?),
  same AS (SELECT song_id FROM was UNION SELECT others.song_id FROM ${linkedSongs} WHERE mine.song_id = (SELECT song_id FROM was))
  SELECT b.name AS "backendName", l.locator, nullif(a.ext, '') AS ext
  FROM same JOIN file_assets a ON a.song_id = same.song_id JOIN file_locations l ON l.file_asset_id = a.id
  JOIN storage_backends b ON b.id = l.backend_id CROSS JOIN was
  WHERE l.status = 'active' AND b.backend_type = 'local'
  ORDER BY l.id <> was.id, a.id <> was.asset_id, a.song_id <> was.song_id, l.is_primary DESC, l.id LIMIT 1`;

/** Where files are, as committed. */
export class SqliteFilePlaces implements FilePlaces {
  constructor(private readonly session: Questions) {}

  async locate(fileLocationId: number): Promise<FilePlace | undefined> {
    const [row] = await this.session.rows<Omit<FilePlace, 'ext'> & { readonly ext: string | null }>(placeText, fileLocationId);
    return row && { ...row, ext: row.ext ?? undefined };
  }
}
