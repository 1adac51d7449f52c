import type { Questions } from '@catalogsync/sqlite';
import type { FilePlace, FilePlaces } from '../../../core/upkeep/locate-file.js';

/** The location itself goes first, then files of its quality, then primary ones. */
const placeText = `SELECT b.name AS "backendName", l.locator, nullif(a.ext, '') AS ext
  FROM file_locations was JOIN file_assets mine ON mine.id = was.file_asset_id
  JOIN file_assets a ON a.song_id = mine.song_id JOIN file_locations l ON l.file_asset_id = a.id
  JOIN storage_backends b ON b.id = l.backend_id
  WHERE was.id = ? AND l.status = 'active' AND b.backend_type = 'local'
  ORDER BY l.id <> was.id, a.id <> mine.id, l.is_primary DESC, l.id LIMIT 1`;

/** Where files are, as committed. */
export class SqliteFilePlaces implements FilePlaces {
  constructor(private readonly session: Questions) {}

  async locate(fileLocationId: number): Promise<FilePlace | undefined> {
    const [row] = await this.session.rows<Omit<FilePlace, 'ext'> & { readonly ext: string | null }>(placeText, fileLocationId);
    return row && { ...row, ext: row.ext ?? undefined };
  }
}
