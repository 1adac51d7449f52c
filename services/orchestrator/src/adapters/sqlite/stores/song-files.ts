import { known, type Questions, type WriteSession } from '@catalogsync/sqlite';
import { jsonObject } from '../../../core/catalogue/song-details.js';
import type { AudioPlace, AudioPlaces, FileRefusals, SongFile } from '../../../core/songs/song-files.js';
import { instantOf } from '../columns.js';

interface FileRow {
  readonly id: number;
  readonly backend: string;
  readonly backendType: string;
  /** The source whose files it has in place. */
  readonly backendSource: string | null;
  readonly locator: string;
  readonly status: string;
  readonly ext: string;
  readonly quality: string;
  readonly fileSizeBytes: number | null;
  readonly sha256: string | null;
  readonly bitrate: number | null;
  readonly sampleRate: number | null;
  readonly bitDepth: number | null;
  readonly durationMs: number | null;
}

const sourceOf = (backend: string): string =>
  `CASE WHEN json_valid(${backend}.config_json) THEN nullif(json_extract(${backend}.config_json, '$.source'), '') END`;

/** A person may have listened to any of them. CROSS JOIN keeps SQLite from beginning with the backends. */
const filesText = `SELECT l.id, b.name AS backend, b.backend_type AS "backendType", ${sourceOf('b')} AS "backendSource", l.locator, l.status,
    a.ext, a.quality_label AS quality, a.file_size_bytes AS "fileSizeBytes", a.sha256, a.bitrate, a.sample_rate AS "sampleRate",
    a.bit_depth AS "bitDepth", a.duration_ms AS "durationMs"
  FROM file_assets a CROSS JOIN file_locations l ON l.file_asset_id = a.id CROSS JOIN storage_backends b ON b.id = l.backend_id
  WHERE a.song_id = ? ORDER BY l.status <> 'active', l.is_primary DESC, l.id LIMIT 50`;

/** What downloads of the song brought, newest first. */
const broughtText = `SELECT result_json AS "resultJson", ended_at AS "endedAt" FROM job_items
  WHERE song_id = ? AND status = 'succeeded' AND result_json IS NOT NULL ORDER BY id DESC LIMIT 50`;

const audioText = `SELECT b.base_path AS root, l.locator, a.ext
  FROM file_assets a CROSS JOIN file_locations l ON l.file_asset_id = a.id CROSS JOIN storage_backends b ON b.id = l.backend_id
  WHERE a.song_id = ? AND (? = 0 OR l.id = ?) AND l.status = 'active' AND b.backend_type = 'local' AND b.base_path <> ''
  ORDER BY l.is_primary DESC, l.id LIMIT 1`;

/** Files of single songs. */
export class SqliteSongFiles implements AudioPlaces {
  constructor(private readonly session: Questions) {}

  /** @param addedAt when the song came to the library: then came those of its files that nobody downloaded */
  async filesOf(songId: number, addedAt: number | undefined): Promise<SongFile[]> {
    const rows = await this.session.rows<FileRow>(filesText, songId);
    const brought = rows.length === 0 ? new Map<string, Brought>() : await this.brought(songId);
    return rows.map((row) => {
      const { backendSource, backendType, ...file } = known(row);
      const isOwners = backendType === 'local' && backendSource !== undefined;
      const from = isOwners ? { source: backendSource, addedAt } : brought.get(row.locator);
      const type = backendType === 'local' ? 'local' : 'object_storage';
      return { ...file, backendType: type, isOwners, source: from?.source, addedAt: from?.addedAt } as SongFile;
    });
  }

  async audioOf(songId: number, fileId = 0): Promise<AudioPlace | undefined> {
    return (await this.session.rows<AudioPlace>(audioText, songId, fileId, fileId))[0];
  }

  private async brought(songId: number): Promise<ReadonlyMap<string, Brought>> {
    const rows = await this.session.rows<{ resultJson: string; endedAt: string | null }>(broughtText, songId);
    const found = rows.flatMap(({ resultJson, endedAt }): [string, Brought][] => {
      const { locator, source } = jsonObject(resultJson) ?? {};
      if (typeof locator !== 'string' || typeof source !== 'string') return [];
      return [[locator, { source, addedAt: instantOf(endedAt) }]];
    });
    // The newest wins.
    return new Map(found.reverse());
  }
}

interface Brought {
  readonly source: string;
  readonly addedAt: number | undefined;
}

/** All locations with the same bytes; one of a folder catalogued in place is never one of them. */
const refuseText = `UPDATE file_locations SET status = 'rejected', is_primary = 0
  WHERE status = 'active' AND file_asset_id = (SELECT file_asset_id FROM file_locations WHERE id = ?)
    AND backend_id NOT IN (SELECT id FROM storage_backends b WHERE b.backend_type = 'local' AND ${sourceOf('b')} IS NOT NULL)`;

/** Refused files, in the transaction of a session. */
export class SqliteFileRefusals implements FileRefusals {
  constructor(private readonly session: WriteSession) {}

  refuse(fileId: number): Promise<number> {
    return this.session.change(refuseText, fileId);
  }
}
