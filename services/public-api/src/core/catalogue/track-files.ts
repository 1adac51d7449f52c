import { deliveryOf, type FileLocation, qualityOf } from '@catalogsync/snapshot-format';
import type { PlayableFile } from '../playback/playable-file.js';

/** The locations that a player can be sent to. */
export function playableFiles(locations: readonly FileLocation[]): PlayableFile[] {
  return locations
    .filter((location) => deliveryOf(location) !== null)
    .map((location) => ({
      locationId: location.locationId,
      quality: qualityOf(location),
      ext: location.ext ?? undefined,
      sizeBytes: location.sizeBytes ?? undefined,
      publicUrl: location.publicUrl || undefined,
    }));
}
