import type { FileMeasures, TrackFile } from '../sources/source-catalog.js';

/** What the catalogue stores about an encoded file, wherever it is. */
export interface AssetRecord extends FileMeasures {
  readonly fileSizeBytes: number | undefined;
  /** Known for downloaded files. */
  readonly sha256: string | undefined;
}

/** Properties whose change shows that the bytes differ. */
export const measures = ['fileSizeBytes', 'bitrate', 'sampleRate', 'bitDepth', 'durationMs'] as const;

/** A known hash stays as long as nothing shows that the bytes have changed. */
export function assetRecord(file: TrackFile, before: AssetRecord | undefined): AssetRecord {
  const { fileSizeBytes, bitrate, sampleRate, bitDepth, durationMs, sha256 } = file;
  const sameBytes = before !== undefined && measures.every((measure) => file[measure] === before[measure]);
  return { fileSizeBytes, bitrate, sampleRate, bitDepth, durationMs, sha256: sha256 ?? (sameBytes ? before.sha256 : undefined) };
}

/** Where a file is. */
export interface LocationRecord {
  readonly locator: string;
  readonly status: string;
  readonly isPrimary: number;
}

/** The first location of an asset is primary; an unchanged location keeps its role. */
export function locationRecord(locator: string, hasPrimary: boolean, before: LocationRecord | undefined): LocationRecord {
  if (before?.status === 'active' && before.locator === locator) return before;
  return { locator, status: 'active', isPrimary: hasPrimary ? (before?.isPrimary ?? 0) : 1 };
}
