import { Fault } from '@catalogsync/faults';
import type { WriteSession, WriteStatement } from '@catalogsync/sqlite';
import type { FileStore, LocalBackend } from '../../../core/register/file-store.js';
import type { TrackFile } from '../../../core/sources/source-catalog.js';

interface BackendRow {
  readonly id: number;
  readonly backend_type: string;
  readonly base_path: string | null;
}

interface StoredFile {
  readonly song_id: number;
  readonly asset_id: number | null;
  readonly file_size_bytes: number | null;
  readonly bitrate: number | null;
  readonly sample_rate: number | null;
  readonly bit_depth: number | null;
  readonly duration_ms: number | null;
  readonly sha256: string | null;
  readonly location_id: number | null;
  readonly locator: string | null;
  readonly status: string | null;
  readonly has_primary: number;
}

/**
 * One question per file, all of it by unique keys. The parameters stand in a table of their own: SQLite
 * with STAT4 plans a join anew at each binding that is compared to an indexed column, which costs ten
 * times the search itself.
 */
const findFile = `
  WITH given(quality, ext, backend, platform, remote) AS MATERIALIZED (SELECT ?, ?, ?, ?, ?)
  SELECT songs.id AS song_id, a.id AS asset_id, a.file_size_bytes, a.bitrate, a.sample_rate, a.bit_depth, a.duration_ms, a.sha256,
         l.id AS location_id, l.locator, l.status,
         EXISTS (SELECT 1 FROM file_locations p WHERE p.file_asset_id = a.id AND p.is_primary = 1) AS has_primary
    FROM given CROSS JOIN songs ON songs.platform = given.platform AND songs.remote_song_id = given.remote
    LEFT JOIN file_assets a ON a.song_id = songs.id AND a.quality_label = given.quality AND a.ext = given.ext
    LEFT JOIN file_locations l ON l.file_asset_id = a.id AND l.backend_id = given.backend`;

const measuresOf = (file: TrackFile) =>
  [file.fileSizeBytes, file.bitrate ?? null, file.sampleRate ?? null, file.bitDepth ?? null, file.durationMs ?? null] as const;

export class SqliteFileStore implements FileStore {
  private readonly find: WriteStatement<StoredFile>;

  constructor(private readonly session: WriteSession) {
    this.find = session.statement(findFile);
  }

  async saveBackend(backend: LocalBackend): Promise<number> {
    const row = this.session
      .statement<BackendRow>('SELECT id, backend_type, base_path FROM storage_backends WHERE name = ?')
      .get(backend.name);
    if (row === undefined) {
      return this.session
        .statement(`INSERT INTO storage_backends(name, backend_type, base_path, config_json) VALUES (?, 'local', ?, ?)`)
        .run(backend.name, backend.basePath, JSON.stringify({ source: backend.source })).lastId;
    }
    if (row.backend_type !== 'local') {
      throw new Fault('failed_precondition', `the storage backend "${backend.name}" is not a local one`, { hint: 'Give it another name.' });
    }
    if (row.base_path !== backend.basePath) {
      this.session.statement('UPDATE storage_backends SET base_path = ? WHERE id = ?').run(backend.basePath, row.id);
    }
    return row.id;
  }

  async register(platform: string, backendId: number, files: readonly TrackFile[]): Promise<(number | undefined)[]> {
    return files.map((file) => {
      const stored = this.find.get(file.qualityLabel, file.ext, backendId, platform, file.remoteTrackId);
      return stored === undefined ? undefined : this.saveLocation(this.saveAsset(stored, file), backendId, stored, file);
    });
  }

  async markMissing(locationIds: readonly number[]): Promise<void> {
    const lose = this.session.statement<{ file_asset_id: number }>(
      `UPDATE file_locations SET status = 'missing', is_primary = 0 WHERE id = ? AND status = 'active' RETURNING file_asset_id`,
    );
    const promote = this.session.statement(`UPDATE file_locations SET is_primary = 1 WHERE id =
      (SELECT l.id FROM file_locations l JOIN storage_backends b ON b.id = l.backend_id
        WHERE l.file_asset_id = ? AND l.status = 'active' AND b.backend_type = 'local'
          AND NOT EXISTS (SELECT 1 FROM file_locations p WHERE p.file_asset_id = ? AND p.is_primary = 1)
        ORDER BY l.id LIMIT 1)`);
    for (const id of locationIds) {
      const lost = lose.get(id);
      if (lost !== undefined) promote.run(lost.file_asset_id, lost.file_asset_id);
    }
  }

  private saveAsset(stored: StoredFile, file: TrackFile): number {
    const measures = measuresOf(file);
    if (stored.asset_id === null) {
      return this.session
        .statement(`INSERT INTO file_assets(song_id, quality_label, ext, file_size_bytes, bitrate, sample_rate, bit_depth, duration_ms, sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(stored.song_id, file.qualityLabel, file.ext, ...measures, file.sha256 ?? null).lastId;
    }
    const before = [stored.file_size_bytes, stored.bitrate, stored.sample_rate, stored.bit_depth, stored.duration_ms];
    const otherHash = file.sha256 !== undefined && file.sha256 !== stored.sha256;
    if (otherHash || measures.some((value, index) => value !== before[index])) {
      // Other bytes than those that were hashed before.
      this.session
        .statement(`UPDATE file_assets SET file_size_bytes = ?, bitrate = ?, sample_rate = ?, bit_depth = ?, duration_ms = ?, sha256 = ?
          WHERE id = ?`)
        .run(...measures, file.sha256 ?? null, stored.asset_id);
    }
    return stored.asset_id;
  }

  private saveLocation(assetId: number, backendId: number, stored: StoredFile, file: TrackFile): number {
    const primary = stored.has_primary === 1 ? 0 : 1;
    if (stored.location_id === null) {
      return this.session
        .statement(`INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary) VALUES (?, ?, ?, 'active', ?)`)
        .run(assetId, backendId, file.locator, primary).lastId;
    }
    if (stored.locator !== file.locator || stored.status !== 'active') {
      this.session
        .statement(`UPDATE file_locations SET locator = ?, status = 'active', is_primary = max(is_primary, ?) WHERE id = ?`)
        .run(file.locator, primary, stored.location_id);
    }
    return stored.location_id;
  }
}
