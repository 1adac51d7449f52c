import type { Instant } from '@catalogsync/job-engine';
import type { ListPart, PartQuery } from './list-part.js';

/** The levels that jobs write here. */
export const logLevelsKnown = ['info', 'warn', 'error'] as const;
export type JobLogLevel = (typeof logLevelsKnown)[number];

export interface LogEntry {
  readonly id: number;
  readonly jobId: number | undefined;
  readonly stageId: number | undefined;
  readonly itemId: number | undefined;
  readonly level: string;
  readonly message: string;
  readonly createdAt: Instant | undefined;
}

/** All given parts must match. */
export interface LogFilter {
  readonly levels?: readonly string[];
  readonly jobId?: number;
  readonly itemId?: number;
  /** Lines about items of this source. */
  readonly source?: string;
  readonly since?: Instant;
  readonly until?: Instant;
  /** Part of the message; only non-ASCII letters are case-sensitive. */
  readonly text?: string;
}

/** A line with the name of what it is about. */
export interface NamedLogEntry extends Pick<LogEntry, 'id' | 'jobId' | 'level' | 'message' | 'createdAt'> {
  /** What a person calls its item; empty if it is about none. */
  readonly itemName: string;
}

/** Log lines of jobs. Reads committed state through an index. */
export interface LogLists {
  /** Newest first. */
  logs(filter: LogFilter, part: PartQuery): Promise<ListPart<LogEntry>>;
  /** The newest lines of a level written since then, newest first, a few at a time so that other work gets its turn. */
  newest(level: JobLogLevel, since: Instant, limit: number): AsyncIterable<readonly NamedLogEntry[]>;
}
