import type { ErrorClass } from './error-class.js';
import type { ItemStatus, JobStatus, StageStatus } from './states.js';

/** All instants are milliseconds since 1970, UTC. */
export type Instant = number;

/** Who paused a job; only what a program paused is resumed by a program. */
export const pauseCauses = ['user', 'restart', 'crash_loop', 'disk_full'] as const;
export type PauseCause = (typeof pauseCauses)[number];

export interface Job {
  readonly id: number;
  /** The template's name; older databases may hold others. */
  readonly template: string;
  readonly status: JobStatus;
  /** The configuration frozen when the job was made (behaviour 111). */
  readonly config: Readonly<Record<string, unknown>>;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  /** Which playlists the job is limited to; empty means all (behaviour 105). */
  readonly scope: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly lastError: string | null;
  readonly pausedBy: PauseCause | null;
  /** The volume without room that paused it; set with `pausedBy` = `disk_full` only. */
  readonly pausedVolume: string | null;
  /** Resume was asked for while it was still pausing: it goes on as soon as it is paused. */
  readonly resumeWanted: boolean;
}

/** How many items of a stage are in each state; kept up with every change, never counted. */
export type ItemCounts = Readonly<Record<ItemStatus, number>>;

export const noItems: ItemCounts = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };

export function totalOf(counts: ItemCounts): number {
  return counts.pending + counts.running + counts.succeeded + counts.failed + counts.interrupted + counts.canceled;
}

/** Items of a stage that are not at an end. */
export function openItems({ counts }: { readonly counts: ItemCounts }): number {
  return counts.pending + counts.running + counts.interrupted;
}

export interface Stage {
  readonly id: number;
  readonly jobId: number;
  /** One of `stageTypes`; older databases may hold others. */
  readonly type: string;
  readonly seqNo: number;
  readonly status: StageStatus;
  /** All items of the present round are there. */
  readonly planned: boolean;
  /** How many times it was opened for planning, from 1; a repeated round adds what is new. */
  readonly round: number;
  /** Not to be started before; set while a failed planning waits. */
  readonly runAt: Instant;
  /** Failed plannings in a row. */
  readonly failures: number;
  readonly counts: ItemCounts;
  /** An item of it succeeded but said what it could not do, so the stage ends with errors. */
  readonly flawed: boolean;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly lastError: string | null;
}

/** What an item is about; ids of the catalogue. */
export interface ItemReferences {
  readonly playlistPoolId?: number | null;
  readonly playlistId?: number | null;
  readonly songId?: number | null;
  readonly fileLocationId?: number | null;
}

/** A key for what a stage does again when it is planned for another round, with what came about since. */
export function keyInRound(key: string, round: number): string {
  return round === 1 ? key : `${key}:${round}`;
}

export interface NewItem extends ItemReferences {
  readonly type: string;
  /** Unique within the stage, such as `song:1`; a key that is there already is not added again. */
  readonly key: string;
  /** The outside source it depends on, such as `qq`; what a source's pause, retry and recovery go by. */
  readonly source?: string;
  /** What a person calls it, such as "name / singers" (behaviour 54). */
  readonly displayText?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

export interface Item extends Required<ItemReferences> {
  readonly id: number;
  readonly stageId: number;
  readonly type: string;
  readonly key: string;
  readonly source: string;
  readonly displayText: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly status: ItemStatus;
  readonly workerId: number | null;
  /** How many times it was claimed. */
  readonly attempts: number;
  /** Counted failures in a row since it was last asked for. */
  readonly failures: number;
  /** Rises with each claim; only the holder of the newest one may finish the item. */
  readonly fence: number;
  readonly runAt: Instant;
  readonly leaseUntil: Instant | null;
  readonly errorClass: ErrorClass | null;
  readonly lastError: string | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
}

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

export const eventTypes = [
  'job_created',
  'job_started',
  'job_ended',
  'job_reopened',
  'stage_left_out',
  'stage_started',
  'stage_ended',
  'planning_failed',
  'pause_requested',
  'paused',
  'resumed',
  'canceled',
  'items_retried',
  'items_canceled',
  'recovery_requeued',
  'crash_loop_guard',
  'disk_full',
  'room_back',
  'lease_expired',
  'library_scanned',
  'duplicate_files',
  'files_without_song',
  'published',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface NewEvent {
  readonly jobId: number;
  readonly itemId?: number;
  readonly type: EventType;
  readonly message: string;
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
  readonly songId: number | null;
  readonly playlistId: number | null;
  readonly displayText: string | null;
  readonly bytesPerSecond: number;
  readonly heartbeatAt: Instant;
}

/** Something that keeps work from starting: a source that was paused, a volume without room. */
export interface Hold {
  readonly kind: 'source' | 'volume';
  readonly name: string;
  readonly since: Instant;
}
