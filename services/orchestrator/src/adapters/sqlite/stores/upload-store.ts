import { asGiven, type Database, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type {
  BegunUpload,
  FileToUpload,
  UploadBackend,
  UploadedPart,
  UploadKey,
  UploadQuestions,
  UploadStore,
  WaitingFile,
} from '../../../core/upload/upload-store.js';
import { storageBackends } from '../rows/catalogue-rows.js';
import { toBackend } from './storage-backend-store.js';

const waiting = `SELECT w.file_location_id AS locationId, s.id AS songId, s.name, s.singers FROM files_to_upload w
  CROSS JOIN file_locations l ON l.id = w.file_location_id CROSS JOIN file_assets a ON a.id = l.file_asset_id CROSS JOIN songs s ON s.id = a.song_id
  WHERE w.backend_id = ? AND w.file_location_id > ? ORDER BY w.file_location_id LIMIT ?`;

const waitingOfSongs = `SELECT l.id AS locationId, s.id AS songId, s.name, s.singers FROM songs s CROSS JOIN file_assets a ON a.song_id = s.id
  CROSS JOIN file_locations l ON l.file_asset_id = a.id CROSS JOIN files_to_upload w ON w.backend_id = ? AND w.file_location_id = l.id
  WHERE s.id ${oneOfGiven} AND l.id > ? ORDER BY l.id LIMIT ?`;

const file = `SELECT l.id AS locationId, a.id AS assetId, b.base_path AS root, l.locator, a.ext, a.sha256 FROM files_to_upload w
  CROSS JOIN file_locations l ON l.id = w.file_location_id CROSS JOIN file_assets a ON a.id = l.file_asset_id
  CROSS JOIN storage_backends b ON b.id = l.backend_id WHERE w.backend_id = ? AND w.file_location_id = ?`;

const taken = `SELECT 1 AS found FROM upload_tasks t CROSS JOIN file_locations l ON l.id = t.file_location_id
  CROSS JOIN file_locations r ON r.file_asset_id = l.file_asset_id AND r.backend_id = t.backend_id AND r.status = 'active' AND r.locator = t.object_key
  WHERE t.backend_id = ? AND t.object_key = ? AND l.file_asset_id <> ? LIMIT 1`;

/** The texts of questions, for the proof that each uses an index. @internal for tests */
export const uploadTexts = { waiting, waitingOfSongs, file, taken };

export class SqliteUploadQuestions implements UploadQuestions {
  constructor(private readonly session: Database['reads']) {}

  async backends(): Promise<UploadBackend[]> {
    const rows = await this.session.entities.find(storageBackends, { order: { name: 'ASC' } });
    return rows.flatMap((row) => {
      const backend = toBackend(row);
      return backend.type === 'object_storage' ? [{ ...backend.objectStorage, id: row.id, name: row.name }] : [];
    });
  }

  async waiting(
    backendId: number,
    { after, limit }: { readonly after: number; readonly limit: number },
    songs?: readonly number[],
  ): Promise<WaitingFile[]> {
    type Row = Omit<WaitingFile, 'singers'> & { readonly singers: string | null };
    const rows =
      songs === undefined
        ? await this.session.rows<Row>(waiting, backendId, after, limit)
        : await this.session.rows<Row>(waitingOfSongs, backendId, asGiven(songs), after, limit);
    return rows.map((row) => ({ ...row, singers: row.singers ?? undefined }));
  }

  async file({ locationId, backendId }: UploadKey): Promise<FileToUpload | undefined> {
    type Row = Omit<FileToUpload, 'sha256' | 'begun'> & { readonly sha256: string | null };
    const [row] = await this.session.rows<Row>(file, backendId, locationId);
    return row && { ...row, sha256: row.sha256 || undefined, begun: await this.begun(locationId, backendId) };
  }

  async isTaken(backendId: number, objectKey: string, assetId: number): Promise<boolean> {
    return (await this.session.rows(taken, backendId, objectKey, assetId)).length > 0;
  }

  async leftObjects(backendId: number, limit: number): Promise<string[]> {
    const rows = await this.session.rows<{ readonly key: string }>(
      'SELECT object_key AS key FROM left_objects WHERE backend_id = ? ORDER BY object_key LIMIT ?',
      ...[backendId, limit],
    );
    return rows.map(({ key }) => key);
  }

  /** They are as many as run or were interrupted. */
  async begunUploads(backendId: number): Promise<ReadonlySet<string>> {
    const rows = await this.session.rows<{ readonly id: string }>(
      'SELECT upload_id AS id FROM begun_uploads WHERE backend_id = ?',
      backendId,
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async begun(locationId: number, backendId: number): Promise<BegunUpload | undefined> {
    const of = 'WHERE file_location_id = ? AND backend_id = ?';
    const [upload] = await this.session.rows<Omit<BegunUpload, 'parts'>>(
      `SELECT upload_id AS uploadId, part_bytes AS partBytes, file_bytes AS fileBytes FROM begun_uploads ${of}`,
      ...[locationId, backendId],
    );
    if (upload === undefined) return undefined;
    const parts = await this.session.rows<UploadedPart>(
      `SELECT number, etag, md5 FROM uploaded_parts ${of} ORDER BY number`,
      ...[locationId, backendId],
    );
    return { ...upload, parts };
  }
}

const instant = (at: number): string => new Date(at).toISOString();

export class SqliteUploadStore implements UploadStore {
  constructor(private readonly session: WriteSession) {}

  async begin({ locationId, backendId }: UploadKey, objectKey: string, at: number): Promise<void> {
    await this.session.change(
      `INSERT INTO upload_tasks(file_location_id, backend_id, status, attempts, object_key, created_at, started_at)
         VALUES (?, ?, 'running', 1, ?, ?, ?) ON CONFLICT(file_location_id, backend_id) DO UPDATE SET status = 'running',
         attempts = attempts + 1, object_key = excluded.object_key, started_at = excluded.started_at, ended_at = NULL, last_error = NULL`,
      ...[locationId, backendId, objectKey, instant(at), instant(at)],
    );
  }

  async began(key: UploadKey, { uploadId, partBytes, fileBytes }: Omit<BegunUpload, 'parts'>): Promise<void> {
    await this.forgetParts(key);
    await this.session.change(
      'INSERT INTO begun_uploads(file_location_id, backend_id, upload_id, part_bytes, file_bytes) VALUES (?, ?, ?, ?, ?)',
      ...[key.locationId, key.backendId, uploadId, partBytes, fileBytes],
    );
  }

  async sent({ locationId, backendId }: UploadKey, { number, etag, md5 }: UploadedPart): Promise<void> {
    await this.session.change(
      'INSERT OR REPLACE INTO uploaded_parts(file_location_id, backend_id, number, etag, md5) VALUES (?, ?, ?, ?, ?)',
      ...[locationId, backendId, number, etag, md5],
    );
  }

  async succeeded(key: UploadKey, { assetId, locator, sha256 }: FileToUpload, objectKey: string, at: number): Promise<void> {
    const { locationId, backendId } = key;
    await this.session.change(
      `INSERT OR IGNORE INTO left_objects(backend_id, object_key) SELECT backend_id, locator FROM file_locations
         WHERE file_asset_id = ? AND backend_id = ? AND locator <> ?`,
      ...[assetId, backendId, objectKey],
    );
    // Another file may have had this key, and moved away from it, before.
    await this.session.change('DELETE FROM left_objects WHERE backend_id = ? AND object_key = ?', backendId, objectKey);
    await this.session.change(
      `INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary) VALUES (?, ?, ?, 'active', 0)
         ON CONFLICT(file_asset_id, backend_id) DO UPDATE SET locator = excluded.locator, status = 'active', is_primary = 0`,
      ...[assetId, backendId, objectKey],
    );
    await this.end(key, 'succeeded', null, at);
    await this.forgetParts(key);
    await this.session.change(
      `DELETE FROM files_to_upload WHERE backend_id = ? AND file_location_id = ? AND EXISTS (SELECT 1 FROM file_locations l
         JOIN file_assets a ON a.id = l.file_asset_id WHERE l.id = ? AND l.locator = ? AND coalesce(a.sha256, '') = ?)`,
      ...[backendId, locationId, locationId, locator, sha256 ?? ''],
    );
  }

  failed(key: UploadKey, reason: string, at: number): Promise<void> {
    return this.end(key, 'failed', reason, at);
  }

  async forgetLeft(backendId: number, objectKeys: readonly string[]): Promise<void> {
    await this.session.change(`DELETE FROM left_objects WHERE backend_id = ? AND object_key ${oneOfGiven}`, backendId, asGiven(objectKeys));
  }

  private async end({ locationId, backendId }: UploadKey, status: string, reason: string | null, at: number): Promise<void> {
    await this.session.change(
      'UPDATE upload_tasks SET status = ?, last_error = ?, ended_at = ? WHERE file_location_id = ? AND backend_id = ?',
      ...[status, reason, instant(at), locationId, backendId],
    );
  }

  private async forgetParts({ locationId, backendId }: UploadKey): Promise<void> {
    const of = 'WHERE file_location_id = ? AND backend_id = ?';
    await this.session.change(`DELETE FROM uploaded_parts ${of}`, locationId, backendId);
    await this.session.change(`DELETE FROM begun_uploads ${of}`, locationId, backendId);
  }
}
