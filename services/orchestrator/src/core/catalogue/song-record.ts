import type { Track } from '../sources/source-catalog.js';
import { type SongArtist, singersText } from './song-artists.js';
import { mergeMetadata } from './song-metadata.js';

/** What the catalogue stores about a song. */
export interface SongRecord {
  readonly name: string;
  readonly singers: string | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly metadataJson: string | undefined;
}

/** Fields that a source does not know do not erase known values. */
export function songRecord(track: Track, artists: readonly SongArtist[], before: SongRecord | undefined): SongRecord {
  return {
    name: track.name,
    singers: singersText(artists) ?? before?.singers,
    ext: track.ext ?? before?.ext,
    fileSizeBytes: track.fileSizeBytes ?? before?.fileSizeBytes,
    metadataJson: mergeMetadata(before?.metadataJson, track),
  };
}

/** An artist known only by name keeps the first spelling, because spellings differ between tracks. */
export function artistName({ remoteId, name }: SongArtist, before: string | undefined): string {
  return before !== undefined && remoteId.startsWith('name:') ? before : name;
}
