import { type QualityLabel, qualityRank, storedQualityLabel } from '@catalogsync/catalog';

/** How a file reaches a player: from object storage, or from the private origin by a signed link. */
export type Delivery = 'public' | 'origin';

/** One encoded file of a track, without its location. */
export interface TrackFile {
  readonly quality: QualityLabel;
  readonly ext: string | null;
  readonly sizeBytes: number | null;
  /** `null`: it exists, but neither the public nor the origin can read its store. */
  readonly delivery: Delivery | null;
}

/** An active location of one encoded file, as the snapshot stores it. */
export interface FileLocation {
  readonly locationId: number;
  readonly storedLabel: string | null;
  readonly ext: string | null;
  readonly sizeBytes: number | null;
  readonly backendType: string;
  readonly publicUrl: string | null;
}

/**
 * The backend type, in a snapshot, of object storage that is read at signed addresses. Readers of earlier versions do not know it
 * and leave such files aside.
 */
export const presignedType = 'presigned_storage';

/** The origin serves only local backends; neither the origin nor the public reaches a private bucket that nobody signs for. */
export function deliveryOf(location: FileLocation): Delivery | null {
  if (location.publicUrl !== null && location.publicUrl !== '') return 'public';
  if (location.backendType === presignedType) return 'public';
  return location.backendType === 'local' ? 'origin' : null;
}

const deliveryRank = (delivery: Delivery | null): number => (delivery === 'public' ? 0 : delivery === 'origin' ? 1 : 2);

/**
 * The files of a track, best first. Label and extension identify a file (`file_assets`), so copies on several
 * backends show as one, delivered the simplest way.
 */
export function trackFiles(locations: readonly FileLocation[]): TrackFile[] {
  if (locations.length === 0) return [];
  if (locations.length === 1) return locations.map(describe);
  const best = new Map<string, FileLocation>();
  for (const location of locations) {
    const key = `${location.storedLabel} ${location.ext}`;
    const other = best.get(key);
    if (other === undefined || deliveryRank(deliveryOf(location)) < deliveryRank(deliveryOf(other))) best.set(key, location);
  }
  return [...best.values()]
    .map(describe)
    .sort((a, b) => qualityRank(a.quality) - qualityRank(b.quality) || (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0));
}

/** How good a location's file is. */
export function qualityOf(location: Pick<FileLocation, 'storedLabel' | 'ext'>): QualityLabel {
  return storedQualityLabel(location.storedLabel ?? undefined, location.ext ?? undefined);
}

function describe(location: FileLocation): TrackFile {
  return { quality: qualityOf(location), ext: location.ext, sizeBytes: location.sizeBytes, delivery: deliveryOf(location) };
}
