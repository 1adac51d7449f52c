import { deliveryOf, type FileLocation, presignedType, qualityOf } from '@catalogsync/snapshot-format';
import type { PlayableFile, PresignedBackend } from '../playback/playable-file.js';

/** A location with where it is in its backend. */
export interface PlacedLocation extends FileLocation {
  readonly backendName: string;
  readonly locator: string;
}

/** The locations that a player can be sent to. */
export function playableFiles(locations: readonly PlacedLocation[], backends: ReadonlyMap<string, PresignedBackend>): PlayableFile[] {
  return locations
    .map((location) => ({ location, backend: location.backendType === presignedType ? backends.get(location.backendName) : undefined }))
    .filter(({ location, backend }) => deliveryOf(location) !== null && (location.backendType !== presignedType || backend !== undefined))
    .map(({ location, backend }) => ({
      locationId: location.locationId,
      quality: qualityOf(location),
      ext: location.ext ?? undefined,
      sizeBytes: location.sizeBytes ?? undefined,
      publicUrl: location.publicUrl || undefined,
      ...(backend === undefined ? {} : { stored: { backend, key: location.locator } }),
    }));
}
