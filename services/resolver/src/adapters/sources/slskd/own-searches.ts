import { randomUUID } from 'node:crypto';
import type { SlskdClient } from './client.js';

/** The first group of the ids of our searches: the user's own ones, made on slskd's web page, are never touched. */
const ownPrefix = 'ca7a1095-';

/** Our searches at a daemon, which keeps every search for ever: those of a process that died are cleared by the next one. */
export class OwnSearches {
  private clearedAt: number | undefined;

  /** @param keepMs how old a finished one must be, and how often to look; another process may be about to read a young one */
  constructor(
    private readonly client: SlskdClient,
    private readonly keepMs: number,
  ) {}

  newId(): string {
    return `${ownPrefix}${randomUUID().slice(ownPrefix.length)}`;
  }

  /** Never rejects: a later search clears what is left. */
  async clearOld(signal: AbortSignal): Promise<void> {
    const now = Date.now();
    if (this.clearedAt !== undefined && now - this.clearedAt < this.keepMs) return;
    this.clearedAt = now;
    try {
      for (const { id, isComplete, endedAt } of await this.client.searches(signal)) {
        const isOld = isComplete && now - Date.parse(endedAt ?? '') >= this.keepMs;
        if (isOld && id.startsWith(ownPrefix)) await this.client.forgetSearch(id);
      }
    } catch {
      // The search itself has its answer.
    }
  }
}
