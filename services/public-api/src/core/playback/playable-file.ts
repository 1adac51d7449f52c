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
}

/**
 * Best first: by quality, then a public copy (it needs no running NAS), then the larger file, then the older
 * location, so that the order never depends on chance.
 */
export function compareForPlayback(a: PlayableFile, b: PlayableFile): number {
  return (
    qualityRank(a.quality) - qualityRank(b.quality) ||
    Number(a.publicUrl === undefined) - Number(b.publicUrl === undefined) ||
    (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0) ||
    a.locationId - b.locationId
  );
}
