import type { ErrorClass } from './error-class.js';
import type { References } from './item.js';
import type { Instant } from './job.js';

export const commandTypes = ['pause', 'resume', 'cancel', 'retry_item', 'force_retry_item'] as const;
export type CommandType = (typeof commandTypes)[number];

/** What a command is about: one item, else everything that meets all that is given. Empty means everything. */
export interface CommandTarget {
  readonly jobId?: number;
  readonly stageId?: number;
  readonly itemId?: number;
  readonly source?: string;
  readonly errorClass?: ErrorClass;
}

export interface Command {
  readonly id: number;
  /** Any word: what is no `CommandType` is rejected, never applied (behaviour 95). */
  readonly type: string;
  readonly target: CommandTarget;
  /** Items up to this id are done with; a command over many items is applied in several turns. */
  readonly cursor: number;
  /** Items changed so far. */
  readonly affected: number;
}

/** A command with what came of it. */
export interface StoredCommand extends Command {
  readonly status: 'pending' | 'applied' | 'rejected';
  /** Why it was rejected. */
  readonly reason: string | undefined;
}

/** What the engine itself tells of a job; executors have words of their own. */
export type EventType =
  | 'job_created'
  | 'job_started'
  | 'job_ended'
  | 'job_reopened'
  | 'stage_left_out'
  | 'stage_started'
  | 'stage_ended'
  | 'planning_failed'
  | 'pause_requested'
  | 'paused'
  | 'resumed'
  | 'canceled'
  | 'items_retried'
  | 'recovery_requeued'
  | 'crash_loop_guard'
  | 'disk_full'
  | 'room_back'
  | 'lease_expired';

export interface NewEvent {
  readonly jobId: number;
  readonly itemId?: number;
  /** An `EventType`, or a word of an executor. */
  readonly type: string;
  readonly message: string;
}

export interface StoredEvent extends NewEvent {
  readonly id: number;
  readonly createdAt: Instant;
}

export interface NewLog {
  readonly jobId: number;
  readonly stageId?: number;
  readonly itemId?: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** The row of one worker; shows what it does now (behaviours 54, 59). */
export interface WorkerState {
  readonly name: string;
  readonly status: 'idle' | 'running';
  /** Of the item it works on; empty while it is idle. */
  readonly references: References;
  readonly displayText: string | undefined;
  readonly bytesPerSecond: number;
  readonly heartbeatAt: Instant;
}

/** Something that keeps work from starting: a source that was paused, a volume without room. */
export interface Hold {
  readonly kind: 'source' | 'volume';
  readonly name: string;
  readonly since: Instant;
}
