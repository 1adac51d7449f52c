import type { HistoryEvent, JobHistory } from '../../src/core/console/job-history.js';

interface Page {
  readonly before?: number;
  readonly limit: number;
}

function newest<Entry extends { readonly id: number }>(entries: readonly Entry[], { before, limit }: Page): Entry[] {
  const newestFirst = entries.toReversed();
  return newestFirst.filter(({ id }) => before === undefined || id < before).slice(0, limit);
}

/** Open jobs, and events ascending by id. */
export interface History {
  readonly openJobs: readonly number[];
  readonly events: readonly HistoryEvent[];
}

/** A fixed history. */
export class MemoryHistory implements JobHistory {
  constructor(private readonly history: History) {}

  async openJobs(limit: number): Promise<number[]> {
    return this.history.openJobs.toReversed().slice(0, limit);
  }

  async eventsOf(jobId: number, page: Page): Promise<HistoryEvent[]> {
    return newest(
      this.history.events.filter((event) => event.jobId === jobId),
      page,
    );
  }

  async eventsAfter(after: number, limit: number): Promise<HistoryEvent[]> {
    return this.history.events.filter(({ id }) => id > after).slice(0, limit);
  }

  async newestEvent(): Promise<number> {
    return this.history.events.at(-1)?.id ?? 0;
  }
}
