import type { Item } from '@catalogsync/job-engine';

/** An item with the job that it belongs to. */
export interface SongItem extends Item {
  readonly jobId: number;
}

/** The work on single songs, as committed. */
export interface SongItems {
  /** Newest first. */
  itemsOf(songId: number, limit: number): Promise<readonly SongItem[]>;
}
