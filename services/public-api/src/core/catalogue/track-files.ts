import { type QualityLabel, qualityRank, storedQualityLabel } from '@catalogsync/catalog';
import type { PlayableFile } from '../playback/playable-file.js';
import type { Delivery, TrackFile } from './entities.js';

/** An active location of one encoded file, as the snapshot stores it. */
export interface FileLocation {
  readonly locationId: number;
  readonly storedLabel: string | null;
  readonly ext: string | null;
  readonly sizeBytes: number | null;
  readonly backendType: string;
  readonly publicUrl: string | null;
}

/** The origin serves only local backends; neither the origin nor the public reaches a private bucket. */
function deliveryOf(location: FileLocation): Delivery | null {
  if (location.publicUrl !== null && location.publicUrl !== '') return 'public';
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

function label(location: FileLocation): QualityLabel {
  return storedQualityLabel(location.storedLabel ?? undefined, location.ext ?? undefined);
}

function describe(location: FileLocation): TrackFile {
  return { quality: label(location), ext: location.ext, sizeBytes: location.sizeBytes, delivery: deliveryOf(location) };
}

/** The locations that a player can be sent to. */
export function playableFiles(locations: readonly FileLocation[]): PlayableFile[] {
  return locations
    .filter((location) => deliveryOf(location) !== null)
    .map((location) => ({
      locationId: location.locationId,
      quality: label(location),
      ext: location.ext ?? undefined,
      sizeBytes: location.sizeBytes ?? undefined,
      publicUrl: location.publicUrl || undefined,
    }));
}
