import type { ErrorClass } from './error-class.js';
import type { References } from './item.js';
import type { Instant } from './job.js';

export const commandTypes = ['pause', 'resume', 'cancel', 'retry_item', 'force_retry_item'] as const;
export type CommandType = (typeof commandTypes)[number];

/** What a command applies to: one item, or everything that matches all given fields. Empty means everything. */
export interface CommandTarget {
  readonly jobId?: number;
  /** Several jobs in this order; never together with one job, a stage or an item. */
  readonly jobIds?: readonly number[];
  readonly stageId?: number;
  readonly itemId?: number;
  readonly source?: string;
  readonly errorClass?: ErrorClass;
}

/** A command as it is given. */
export interface NewCommand {
  readonly type: string;
  readonly target: CommandTarget;
  /** How many items its sender saw: it is rejected if another number matches when it begins. */
  readonly seen?: number;
}

export interface Command extends NewCommand {
  readonly id: number;
  /** Any word: one that is not a `CommandType` is rejected, never applied (behaviour 95). */
  readonly type: string;
  /** Of several jobs, how many are done. */
  readonly jobsDone: number;
  /** Items up to this id are done, of the present job if there are several; a command over many items is applied in several turns. */
  readonly cursor: number;
  /** Items changed so far. */
  readonly affected: number;
}

/** `canceled`: it was stopped before its end; what it had done by then stays done. */
export const commandStatuses = ['pending', 'applied', 'rejected', 'canceled'] as const;
type CommandStatus = (typeof commandStatuses)[number];

/** A command with how far it came. */
export interface CommandOutcome extends Command {
  readonly status: CommandStatus;
  /** Why it was rejected. */
  readonly reason: string | undefined;
}

/** A command as it is kept. */
export interface StoredCommand extends CommandOutcome {
  readonly createdAt: Instant;
  /** When it was applied, rejected or canceled. */
  readonly appliedAt: Instant | undefined;
}

/** The engine's own event types; executors add their own. */
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
  /** An `EventType`, or an executor's own type. */
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
  /** Of its current item; empty while it is idle. */
  readonly references: References;
  readonly displayText: string | undefined;
  readonly bytesPerSecond: number;
  readonly heartbeatAt: Instant;
}

/** Something that keeps work from starting: a paused source, or a full volume. */
export interface Hold {
  readonly kind: 'source' | 'volume';
  readonly name: string;
  readonly since: Instant;
}
