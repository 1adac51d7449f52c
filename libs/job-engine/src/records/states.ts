import type { StateTable } from './state-table.js';

export const jobStatuses = [
  'queued',
  'running',
  'pause_requested',
  'paused',
  'completed',
  'completed_with_errors',
  'failed',
  'canceled',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const stageStatuses = ['pending', ...jobStatuses.slice(1)] as const as readonly StageStatus[];
export type StageStatus = 'pending' | Exclude<JobStatus, 'queued'>;

export const itemStatuses = ['pending', 'running', 'succeeded', 'failed', 'interrupted', 'canceled'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/**
 * `reopen`: an item of an ended job was asked for again, so the job has work again. `restart`: the
 * program ended while it ran.
 */
export type JobEvent =
  | 'start'
  | 'finish'
  | 'finish_with_errors'
  | 'fail'
  | 'request_pause'
  | 'settle_pause'
  | 'resume'
  | 'restart'
  | 'cancel'
  | 'reopen';

export const jobTable: StateTable<JobStatus, JobEvent> = {
  queued: { start: 'running', cancel: 'canceled' },
  running: {
    finish: 'completed',
    finish_with_errors: 'completed_with_errors',
    fail: 'failed',
    request_pause: 'pause_requested',
    restart: 'paused',
    cancel: 'canceled',
  },
  pause_requested: { settle_pause: 'paused', restart: 'paused', cancel: 'canceled' },
  paused: { resume: 'queued', cancel: 'canceled' },
  completed: { reopen: 'queued' },
  completed_with_errors: { reopen: 'queued' },
  failed: { reopen: 'queued' },
  canceled: { reopen: 'queued' },
};

export type StageEvent = JobEvent;

export const stageTable: StateTable<StageStatus, StageEvent> = {
  pending: { start: 'running', cancel: 'canceled' },
  running: {
    finish: 'completed',
    finish_with_errors: 'completed_with_errors',
    fail: 'failed',
    request_pause: 'pause_requested',
    restart: 'paused',
    cancel: 'canceled',
  },
  pause_requested: { settle_pause: 'paused', restart: 'paused', cancel: 'canceled' },
  paused: { resume: 'pending', cancel: 'canceled' },
  completed: { reopen: 'pending' },
  completed_with_errors: { reopen: 'pending' },
  failed: { reopen: 'pending' },
  canceled: { reopen: 'pending' },
};

export type ItemEvent = 'claim' | 'succeed' | 'fail' | 'restart' | 'cancel' | 'resume' | 'retry_item' | 'force_retry_item';

export const itemTable: StateTable<ItemStatus, ItemEvent> = {
  pending: { claim: 'running', cancel: 'canceled' },
  running: { succeed: 'succeeded', fail: 'failed', restart: 'interrupted', cancel: 'canceled' },
  succeeded: { force_retry_item: 'pending' },
  failed: { retry_item: 'pending', force_retry_item: 'pending' },
  interrupted: { retry_item: 'pending', force_retry_item: 'pending', resume: 'pending', cancel: 'canceled' },
  canceled: { force_retry_item: 'pending' },
};

const endStatuses: ReadonlySet<string> = new Set(['completed', 'completed_with_errors', 'failed', 'canceled']);

/** True for a job or a stage that will not go on unless something of it is asked for again. */
export function hasEnded(status: JobStatus | StageStatus): boolean {
  return endStatuses.has(status);
}

/** The states of an item from which `event` leads on, for changes of many items at once. */
export function itemStatesAnswering(event: ItemEvent): ItemStatus[] {
  return itemStatuses.filter((status) => itemTable[status][event] !== undefined);
}

export function isJobStatus(word: string): word is JobStatus {
  return (jobStatuses as readonly string[]).includes(word);
}

export function isStageStatus(word: string): word is StageStatus {
  return word === 'pending' || (word !== 'queued' && isJobStatus(word));
}

export function isItemStatus(word: string): word is ItemStatus {
  return (itemStatuses as readonly string[]).includes(word);
}
