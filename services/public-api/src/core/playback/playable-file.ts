import { type QualityLabel, qualityRank } from '@catalogsync/catalog';

/** A file that a player can be sent to. */
export interface PlayableFile {
  /** `file_location_id`: identifies the file to the origin without revealing its location. */
  readonly locationId: number;
  readonly quality: QualityLabel;
  readonly ext: string | undefined;
  readonly sizeBytes: number | undefined;
  /** Its address in object storage; `undefined` if only the origin has it. */
  readonly publicUrl: string | undefined;
  /** Where it is in object storage that is read at signed addresses. */
  readonly stored?: StoredFile | undefined;
}

/** Object storage that is read at signed addresses. */
export interface PresignedBackend {
  readonly name: string;
  readonly endpoint: string;
  readonly region: string | null;
  readonly bucket: string;
  readonly prefix: string | null;
}

export interface StoredFile {
  readonly backend: PresignedBackend;
  /** Below the prefix. */
  readonly key: string;
}

/**
 * Best first: by quality, then a copy in object storage (it needs no running NAS), one at a fixed address before one that is signed for, then the larger file, then the older
 * location, so that the order never depends on chance.
 */
export function compareForPlayback(a: PlayableFile, b: PlayableFile): number {
  return (
    qualityRank(a.quality) - qualityRank(b.quality) ||
    reach(a) - reach(b) ||
    (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0) ||
    a.locationId - b.locationId
  );
}

const reach = ({ publicUrl, stored }: PlayableFile): number => (publicUrl !== undefined ? 0 : stored !== undefined ? 1 : 2);
