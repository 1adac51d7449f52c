import type { SongPart, SongQuery } from '../console/catalogue-lists.js';

/** Songs by words in their names, singers and sounds. */
export interface SongSearchQuery extends Pick<SongQuery, 'status' | 'platform' | 'limit'> {
  /** As a person types it. */
  readonly text: string;
  /** Songs with a larger id. */
  readonly after: number;
}

/**
 * Finds songs. Its index follows the catalogue within seconds, and a new one is made in the background: until then songs that are
 * not in it are not found.
 */
export interface SongSearch {
  /** By id, without those that are gone unless they are asked for. */
  search(query: SongSearchQuery): Promise<SongPart>;
}
