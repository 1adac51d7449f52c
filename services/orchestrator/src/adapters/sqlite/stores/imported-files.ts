import { createHash } from 'node:crypto';
import { localBackendName } from '@catalogsync/catalog';
import { toFault } from '@catalogsync/faults';
import { BulkTable, type RowOf, type WriteSession } from '@catalogsync/sqlite';
import { type ObjectStorageText, parseObjectBackend } from '../../../core/catalogue/storage-backend.js';
import type { EarlierAssetKey, EarlierBackend, EarlierRows } from '../../../core/import/earlier-library.js';
import { filled, outcomeOf } from '../../../core/import/filled.js';
import type { RowOutcome } from '../../../core/import/import-report.js';
import { fileAssets, storageBackends } from '../rows/catalogue-rows.js';
import { configOf, knownKeys } from './storage-backend-store.js';

const assetTable = new BulkTable(
  fileAssets,
  ['songId', 'qualityLabel', 'ext'],
  ['fileSizeBytes', 'sha256', 'bitrate', 'sampleRate', 'bitDepth', 'durationMs'],
);

const findSong = 'SELECT id FROM songs WHERE platform = ? AND remote_song_id = ?';
const findAsset = `SELECT a.id FROM file_assets a JOIN songs s ON s.id = a.song_id
  WHERE s.platform = ? AND s.remote_song_id = ? AND a.quality_label = ? AND a.ext = ?`;
const findLocation = 'SELECT id, locator, status FROM file_locations WHERE file_asset_id = ? AND backend_id = ?';
const findPrimary = 'SELECT id FROM file_locations WHERE file_asset_id = ? AND is_primary = 1';
const addLocation = 'INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary) VALUES (?, ?, ?, ?, ?)';
const reactivate = "UPDATE file_locations SET status = 'active', is_primary = ? WHERE id = ?";

type BackendRow = RowOf<typeof storageBackends>;
type Location = EarlierRows['file_locations'];

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const named = ({ song, qualityLabel, ext }: EarlierAssetKey): string => `${song.platform} ${song.remoteId} (${qualityLabel} ${ext})`;
/** Even an active location of the catalogue must stay inside the folder of its backend (behaviour 174). */
const leadsOutside = (locator: string): boolean =>
  locator === '' || locator.startsWith('/') || locator.includes('\0') || locator.split('/').includes('..');

/** Files of an earlier tool: where copies lie, and what is known of them. */
export class ImportedFiles {
  constructor(private readonly session: WriteSession) {}

  async saveBackends(rows: readonly EarlierBackend[]): Promise<RowOutcome[]> {
    const outcomes: RowOutcome[] = [];
    for (const row of rows) {
      const found = await this.backendOf(row);
      if (found !== undefined) outcomes.push('same');
      else outcomes.push(await this.addBackend(row));
    }
    return outcomes;
  }

  async saveAssets(rows: readonly EarlierRows['file_assets'][]): Promise<RowOutcome[]> {
    const songs = await this.session.firstOfEach<{ id: number }>(
      findSong,
      rows.map(({ song }) => [song.platform, song.remoteId]),
    );
    const given = rows.flatMap(({ song: _song, ...row }, at) => (songs[at] === undefined ? [] : [{ ...row, songId: songs[at].id, at }]));
    const found = await assetTable.find(this.session, given);
    const outcomes: RowOutcome[] = rows.map((row) => ({ skipped: 'its song was skipped', example: named(row) }));
    for (const [index, row] of given.entries()) outcomes[row.at] = outcomeOf(found[index], measuresOf(row));
    await assetTable.write(this.session, given, found, (row, before) => filled(before, measuresOf(row)));
    return outcomes;
  }

  async saveLocations(rows: readonly Location[]): Promise<RowOutcome[]> {
    const keys = rows.map(({ asset: { song, qualityLabel, ext } }) => [song.platform, song.remoteId, qualityLabel, ext]);
    const assets = await this.session.firstOfEach<{ id: number }>(findAsset, keys);
    const outcomes: RowOutcome[] = [];
    for (const [at, row] of rows.entries()) outcomes.push(await this.saveLocation(row, assets[at]?.id));
    return outcomes;
  }

  private async saveLocation(row: Location, assetId: number | undefined): Promise<RowOutcome> {
    const example = `${named(row.asset)}: ${row.locator}`;
    if (assetId === undefined) return { skipped: 'its file was skipped', example };
    const backend = await this.backendOf(row.backend);
    if (backend === undefined) return { skipped: `its storage backend "${row.backend.name}" was skipped`, example };
    if (backend.backendType === 'local' && leadsOutside(row.locator)) return { skipped: 'its path leads outside its folder', example };
    const stored = this.session.statement<{ id: number; locator: string; status: string }>(findLocation).get(assetId, backend.id);
    if (stored !== undefined && stored.locator !== row.locator)
      return { skipped: 'the catalogue knows this file at another place', example };
    const isActive = row.status === 'active' && row.isThere;
    const hasPrimary = this.session.statement<{ id: number }>(findPrimary).get(assetId) !== undefined;
    const isPrimary = isActive && !hasPrimary && backend.backendType === 'local' ? 1 : 0;
    if (stored === undefined) {
      const status = row.isThere ? row.status : 'missing';
      this.session.statement(addLocation).run(assetId, backend.id, row.locator, status, isPrimary);
      return 'added';
    }
    // What a person refused here stays refused.
    if (stored.status === 'active' || stored.status === 'rejected' || !isActive) return 'same';
    this.session.statement(reactivate).run(isPrimary, stored.id);
    return 'changed';
  }

  /** Ours for the same folder or bucket, whatever it is called. */
  private async backendOf({ name, backendType, basePath, configJson }: EarlierBackend): Promise<BackendRow | undefined> {
    const { entities } = this.session;
    if (backendType === 'local') {
      return basePath === undefined ? undefined : ((await entities.findOneBy(storageBackends, { backendType, basePath })) ?? undefined);
    }
    const row = await entities.findOneBy(storageBackends, { name, backendType });
    const [own, other] = [configOf({ configJson: row?.configJson ?? null }), configOf({ configJson: configJson ?? null })];
    return row !== null && own.bucket === other.bucket ? row : undefined;
  }

  private async addBackend({ name, backendType, basePath, configJson }: EarlierBackend): Promise<RowOutcome> {
    const { entities } = this.session;
    if (backendType === 'local') {
      if (basePath === undefined) return { skipped: 'it names no folder', example: name };
      // The name that every service derives for a folder catalogued in place; the present root has one of its own.
      await entities.insert(storageBackends, { name: localBackendName(basePath, sha256Hex), backendType, basePath, configJson: '{}' });
      return 'added';
    }
    if (backendType !== 'object_storage') return { skipped: `storage of the type "${backendType}" is unknown`, example: name };
    if ((await entities.findOneBy(storageBackends, { name })) !== null) {
      return { skipped: 'another storage backend has its name here', example: name };
    }
    try {
      const { objectStorage } = parseObjectBackend(name, textsOf(configJson));
      await entities.insert(storageBackends, { name, backendType, configJson: JSON.stringify(knownKeys(objectStorage)) });
      return 'added';
    } catch (error) {
      const { code, message } = toFault(error);
      if (code !== 'invalid_argument') throw error;
      return { skipped: message, example: name };
    }
  }
}

type Measured = Omit<EarlierRows['file_assets'], keyof EarlierAssetKey>;

const measuresOf = ({ fileSizeBytes, sha256, bitrate, sampleRate, bitDepth, durationMs }: Measured) => ({
  ...{ fileSizeBytes, sha256, bitrate, sampleRate, bitDepth, durationMs },
});

/** Only these: whatever else an earlier tool kept there may be secret. */
function textsOf(configJson: string | undefined): ObjectStorageText {
  const config = configOf({ configJson: configJson ?? null });
  const text = (key: string): string => (typeof config[key] === 'string' ? config[key] : '');
  return {
    bucket: text('bucket'),
    endpoint: text('endpoint'),
    region: text('region'),
    prefix: text('prefix'),
    publicBaseUrl: text('public_base_url'),
  };
}
