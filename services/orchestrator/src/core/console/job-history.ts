import type { Instant, StoredEvent } from '@catalogsync/job-engine';

/** A job event, as stored; older programs used other words. */
export interface HistoryEvent extends Omit<StoredEvent, 'createdAt'> {
  readonly createdAt: Instant | undefined;
}

/** Queries on jobs that only the console needs. All read committed state through an index. */
export interface JobHistory {
  /** Ids of unfinished jobs, newest first. */
  openJobs(limit: number): Promise<number[]>;
  /** Of one job, newest first; ids below `before` if given. */
  eventsOf(jobId: number, page: { readonly before?: number; readonly limit: number }): Promise<HistoryEvent[]>;
  /** Of all jobs, ascending, ids above `after`. */
  eventsAfter(after: number, limit: number): Promise<HistoryEvent[]>;
  /** 0 if there is none. */
  newestEvent(): Promise<number>;
}
