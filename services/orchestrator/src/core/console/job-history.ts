import type { Instant } from '@catalogsync/job-engine';

/** What happened to a job, as it was written; older programs have words of their own. */
export interface HistoryEvent {
  readonly id: number;
  readonly jobId: number;
  readonly itemId: number | null;
  readonly type: string;
  readonly message: string;
  readonly createdAt: Instant | null;
}

/** Those that jobs write here. */
export const logLevelsKnown = ['info', 'warn', 'error'] as const;

export interface LogEntry {
  readonly id: number;
  readonly jobId: number | null;
  readonly stageId: number | null;
  readonly itemId: number | null;
  readonly level: string;
  readonly message: string;
  readonly createdAt: Instant | null;
}

export interface LogQuery {
  readonly level?: string;
  readonly jobId?: number;
  /** Entries with a smaller id, newest first. */
  readonly before?: number;
  readonly limit: number;
}

/** Questions about jobs that only the console asks. All of them read committed state, by an index. */
export interface JobHistory {
  /** Ids of the jobs that have not ended, newest first. */
  openJobs(limit: number): Promise<number[]>;
  /** Of one job, newest first; ids below `before` if given. */
  eventsOf(jobId: number, page: { readonly before?: number; readonly limit: number }): Promise<HistoryEvent[]>;
  /** Of all jobs, ascending, ids above `after`. */
  eventsAfter(after: number, limit: number): Promise<HistoryEvent[]>;
  /** 0 if there is none. */
  newestEvent(): Promise<number>;
  logs(query: LogQuery): Promise<LogEntry[]>;
}
