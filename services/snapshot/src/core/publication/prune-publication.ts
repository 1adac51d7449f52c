import type { OpenDownloads } from './open-downloads.js';
import { beyondRetention } from './publication-rules.js';
import type { PublicationStore } from './publication-store.js';

/** Removes snapshots that are neither among the newest nor in use. One in use is removed later. */
export class PrunePublication {
  constructor(
    private readonly store: PublicationStore,
    private readonly downloads: OpenDownloads,
    private readonly keep: number,
  ) {}

  /** @returns the ids that were removed. */
  async run(): Promise<string[]> {
    const removed: string[] = [];
    for (const id of beyondRetention(await this.store.list(), this.keep)) {
      if (this.downloads.has(id) || (await this.store.isHeld(id))) continue;
      await this.store.remove(id);
      removed.push(id);
    }
    return removed;
  }
}
