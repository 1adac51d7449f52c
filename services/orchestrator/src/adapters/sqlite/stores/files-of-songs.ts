import type { Questions } from '@catalogsync/sqlite';
import { songDetails } from '../../../core/catalogue/song-details.js';
import type { FileOfSong, FilesOfSongs, FilesWanted } from '../../../core/lyrics/files-of-songs.js';

interface FileRow {
  readonly id: number;
  readonly root: string;
  readonly locator: string;
  readonly songId: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  readonly singers: string | null;
  readonly metadata: string | null;
}

const localFiles = `SELECT l.id, b.base_path AS root, l.locator, s.id AS songId, s.platform, s.remote_song_id AS remoteId, s.name, s.singers,
    s.metadata_json AS metadata
  FROM file_locations l JOIN storage_backends b ON b.id = l.backend_id
  JOIN file_assets a ON a.id = l.file_asset_id JOIN songs s ON s.id = a.song_id
  WHERE l.status = 'active' AND b.backend_type = 'local' AND b.base_path <> ''`;

/** Local files with their songs. */
export class SqliteFilesOfSongs implements FilesOfSongs {
  /** @param downloads name of the backend for downloads */
  constructor(
    private readonly session: Questions,
    private readonly downloads: string,
  ) {}

  async files(
    { platform = '', includeLibrary }: FilesWanted,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<FileOfSong[]> {
    const rows = await this.session.rows<FileRow>(
      `${localFiles} AND l.id > ? AND (? = 1 OR b.name = ?) AND (? = '' OR s.platform = ?) ORDER BY l.id LIMIT ?`,
      ...[after, includeLibrary ? 1 : 0, this.downloads, platform, platform, limit],
    );
    return rows.map(toFile);
  }

  async file(id: number): Promise<FileOfSong | undefined> {
    const [row] = await this.session.rows<FileRow>(`${localFiles} AND l.id = ?`, id);
    return row && toFile(row);
  }
}

function toFile({ id, root, locator, songId, metadata, singers, ...song }: FileRow): FileOfSong {
  const { album, durationMs, isrc } = songDetails(metadata ?? undefined);
  return { id, root, locator, song: { ...song, id: songId, singers: singers ?? undefined, album, durationMs, isrc } };
}
