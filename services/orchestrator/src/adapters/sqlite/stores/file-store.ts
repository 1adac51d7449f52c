import { asGiven, BulkTable, oneOfGiven, type RowOf, type WriteSession } from '@catalogsync/sqlite';
import type { FileStore, LocalBackend } from '../../../core/catalogue/catalogue-stores.js';
import { assetRecord, locationRecord, measures } from '../../../core/catalogue/file-record.js';
import type { TrackFile } from '../../../core/sources/source-catalog.js';
import { fileAssets, fileLocations } from '../rows/catalogue-rows.js';
import { filesRow, positionAt, savePositionAt } from './source-positions.js';
import { localBackendIds, saveLocalBackend } from './storage-backend-store.js';

const assetTable = new BulkTable(
  fileAssets,
  ['songId', 'qualityLabel', 'ext'],
  ['fileSizeBytes', 'bitrate', 'sampleRate', 'bitDepth', 'durationMs', 'sha256'],
);
const locationTable = new BulkTable(fileLocations, ['fileAssetId', 'backendId'], ['locator', 'status', 'isPrimary']);

interface StoredFile
  extends Omit<RowOf<typeof fileAssets>, 'id' | 'qualityLabel' | 'ext'>,
    Omit<RowOf<typeof fileLocations>, 'id' | 'fileAssetId' | 'backendId'> {
  readonly assetId: number | null;
  readonly locationId: number | null;
  readonly hasPrimary: number;
}

/**
 * One query per file, all by unique keys. The parameters are in a table of their own: SQLite with STAT4 replans a
 * join for each binding compared with an indexed column, which costs ten times the search itself.
 */
const findFile = `
  WITH given(quality, ext, backend, platform, remote) AS MATERIALIZED (SELECT ?, ?, CAST(? AS INTEGER), ?, ?)
  SELECT songs.id AS "songId", a.id AS "assetId", a.file_size_bytes AS "fileSizeBytes", a.bitrate, a.sample_rate AS "sampleRate",
         a.bit_depth AS "bitDepth", a.duration_ms AS "durationMs", a.sha256, l.id AS "locationId", l.locator, l.status,
         l.is_primary AS "isPrimary",
         CASE WHEN EXISTS (SELECT 1 FROM file_locations p WHERE p.file_asset_id = a.id AND p.is_primary = 1) THEN 1 ELSE 0 END AS "hasPrimary"
    FROM given CROSS JOIN songs
    LEFT JOIN file_assets a ON a.song_id = songs.id AND a.quality_label = given.quality AND a.ext = given.ext
    LEFT JOIN file_locations l ON l.file_asset_id = a.id AND l.backend_id = given.backend
   WHERE songs.platform = given.platform AND songs.remote_song_id = given.remote`;

interface GivenFile {
  readonly songId: number;
  readonly qualityLabel: string;
  readonly ext: string;
  readonly file: TrackFile;
  readonly stored: StoredFile;
}

/** Most files are unchanged. */
function isStored(stored: StoredFile, file: TrackFile): boolean {
  const hasHash = file.sha256 === undefined || file.sha256 === stored.sha256;
  const isThere = stored.locationId !== null && stored.status === 'active' && stored.locator === file.locator;
  return isThere && hasHash && measures.every((measure) => (file[measure] ?? null) === stored[measure]);
}

export class SqliteFileStore implements FileStore {
  constructor(private readonly session: WriteSession) {}

  saveBackend(backend: LocalBackend): Promise<number> {
    return saveLocalBackend(this.session.entities, backend);
  }

  async register(platform: string, backendId: number, files: readonly TrackFile[]): Promise<(number | undefined)[]> {
    const asked = files.map(({ qualityLabel, ext, remoteTrackId }) => [qualityLabel, ext, backendId, platform, remoteTrackId]);
    const found = await this.session.firstOfEach<StoredFile>(findFile, asked);
    const answers = found.map((stored) => stored?.locationId ?? undefined);
    // Two files of one asset are handled in sequence, whichever is stored.
    const changing = new Set<number | null>();
    for (const [at, stored] of found.entries()) {
      const file = files[at];
      if (stored !== undefined && file !== undefined && !isStored(stored, file)) changing.add(stored.assetId);
    }
    const given = files.flatMap((file, index) => {
      const stored = found[index];
      if (stored === undefined || !changing.has(stored.assetId)) return [];
      return [{ songId: stored.songId, qualityLabel: file.qualityLabel, ext: file.ext, file, stored, index }];
    });
    if (given.length > 0) {
      const ids = await this.save(given, backendId);
      for (const [at, { index }] of given.entries()) answers[index] = ids[at];
    }
    return answers;
  }

  private async save(given: readonly GivenFile[], backendId: number): Promise<number[]> {
    const assets = given.map(({ stored }) => (stored.assetId === null ? undefined : { ...stored, id: stored.assetId }));
    const assetIds = await assetTable.write(this.session, given, assets, ({ file }, before) => assetRecord(file, before));
    const locations = given.map((one, at) => ({ ...one, fileAssetId: assetIds[at] ?? 0, backendId }));
    const stored = given.map((one) => (one.stored.locationId === null ? undefined : { ...one.stored, id: one.stored.locationId }));
    return locationTable.write(this.session, locations, stored, ({ file, stored: { hasPrimary } }, before) =>
      locationRecord(file.locator, hasPrimary === 1 || before?.isPrimary === 1, before),
    );
  }

  async locationsOf(source: string, remoteIds: readonly string[]): Promise<number[]> {
    if (remoteIds.length === 0) return [];
    const backendIds = await localBackendIds(this.session.entities, source);
    const rows = await this.session.rows<{ id: number }>(
      `SELECT l.id FROM songs s JOIN file_assets a ON a.song_id = s.id JOIN file_locations l ON l.file_asset_id = a.id
        WHERE s.platform = ? AND s.remote_song_id ${oneOfGiven} AND l.status = 'active' AND l.backend_id ${oneOfGiven}`,
      ...[source, asGiven(remoteIds), asGiven(backendIds)],
    );
    return rows.map(({ id }) => id);
  }

  position(source: string): Promise<string | undefined> {
    return positionAt(this.session, filesRow(source));
  }

  savePosition(source: string, position: string): Promise<void> {
    return savePositionAt(this.session, filesRow(source), position);
  }

  async markMissing(locationIds: readonly number[]): Promise<void> {
    const lost = await this.session.rows<{ id: number }>(
      `UPDATE file_locations SET status = 'missing', is_primary = 0 WHERE id ${oneOfGiven} AND status = 'active' RETURNING file_asset_id AS id`,
      asGiven(locationIds),
    );
    if (lost.length === 0) return;
    await this.session.change(
      `UPDATE file_locations SET is_primary = 1 WHERE id IN (
        SELECT min(l.id) FROM file_locations l JOIN storage_backends b ON b.id = l.backend_id
          WHERE l.file_asset_id ${oneOfGiven} AND l.status = 'active' AND b.backend_type = 'local'
            AND NOT EXISTS (SELECT 1 FROM file_locations p WHERE p.file_asset_id = l.file_asset_id AND p.is_primary = 1)
          GROUP BY l.file_asset_id)`,
      asGiven(lost.map(({ id }) => id)),
    );
  }
}
