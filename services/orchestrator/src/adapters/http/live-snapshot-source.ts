import type { DashboardReader } from '../../core/console/dashboard.js';
import type { JobHistory } from '../../core/console/job-history.js';
import type { FeedSource, Reading } from '../../core/console/live-feed.js';
import { liveSnapshot } from './console-json.js';

/** Most job events in one snapshot; the rest follow in the next ones. */
const eventsAtOnce = 200;

/** The live state as the text of one event. */
export class LiveSnapshotSource implements FeedSource {
  constructor(
    private readonly dashboard: Pick<DashboardReader, 'read'>,
    private readonly history: Pick<JobHistory, 'eventsAfter' | 'newestEvent'>,
  ) {}

  async read(after: number | undefined): Promise<Reading> {
    const events = after === undefined ? [] : await this.history.eventsAfter(after, eventsAtOnce);
    const lastJobEvent = events.at(-1)?.id ?? after ?? (await this.history.newestEvent());
    return { text: JSON.stringify(liveSnapshot.json({ ...(await this.dashboard.read()), events })), lastJobEvent };
  }

  async backlog(after: number, limit: number): Promise<number> {
    return (await this.history.eventsAfter(after, limit)).length;
  }
}
