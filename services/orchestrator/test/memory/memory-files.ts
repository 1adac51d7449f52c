import type { FileStore, LocalBackend } from '../../src/core/catalogue/catalogue-stores.js';
import { assetRecord, locationRecord } from '../../src/core/catalogue/file-record.js';
import type { TrackFile } from '../../src/core/sources/source-catalog.js';
import type { MemoryTables } from './memory-tables.js';

/** All in-memory backends are local. */
export class MemoryFiles implements FileStore {
  private readonly positions = new Map<string, string>();

  constructor(private readonly tables: MemoryTables) {}

  async saveBackend(backend: LocalBackend): Promise<number> {
    return this.tables.backends.save(
      (row) => row.name === backend.name,
      (before) => ({ ...backend, source: before?.source ?? backend.source }),
    );
  }

  async register(platform: string, backendId: number, files: readonly TrackFile[]): Promise<(number | undefined)[]> {
    return files.map((file) => {
      const song = this.tables.songs.all().find((row) => row.platform === platform && row.remoteId === file.remoteTrackId);
      return song && this.saveLocation(this.saveAsset(song.id, file), backendId, file.locator);
    });
  }

  async locationsOf(source: string, remoteIds: readonly string[]): Promise<number[]> {
    const { songs, assets, backends, locations } = this.tables;
    const isWanted = (songId: number | undefined): boolean => {
      const song = songs.get(songId ?? 0);
      return song?.platform === source && remoteIds.includes(song.remoteId);
    };
    return locations.all().flatMap(({ id, status, assetId, backendId }) => {
      const isOwn = status === 'active' && backends.get(backendId)?.source === source;
      return isOwn && isWanted(assets.get(assetId)?.songId) ? [id] : [];
    });
  }

  async position(source: string): Promise<string | undefined> {
    return this.positions.get(source);
  }

  async savePosition(source: string, position: string): Promise<void> {
    this.positions.set(source, position);
  }

  async markMissing(locationIds: readonly number[]): Promise<void> {
    const lost = this.tables.locations.all().filter(({ id, status }) => locationIds.includes(id) && status === 'active');
    this.tables.locations.change(
      lost.map(({ id }) => id),
      { status: 'missing', isPrimary: 0 },
    );
    for (const assetId of new Set(lost.map((row) => row.assetId))) {
      const next = this.tables.locations.all().find((row) => row.assetId === assetId && row.status === 'active');
      if (next !== undefined && !this.hasPrimary(assetId)) this.tables.locations.change([next.id], { isPrimary: 1 });
    }
  }

  private hasPrimary(assetId: number): boolean {
    return this.tables.locations.all().some((row) => row.assetId === assetId && row.isPrimary === 1);
  }

  private saveAsset(songId: number, file: TrackFile): number {
    const { qualityLabel, ext } = file;
    return this.tables.assets.save(
      (row) => row.songId === songId && row.qualityLabel === qualityLabel && row.ext === ext,
      (before) => ({ songId, qualityLabel, ext, ...assetRecord(file, before) }),
    );
  }

  private saveLocation(assetId: number, backendId: number, locator: string): number {
    return this.tables.locations.save(
      (row) => row.assetId === assetId && row.backendId === backendId,
      (before) => ({ assetId, backendId, ...locationRecord(locator, this.hasPrimary(assetId), before) }),
    );
  }
}
