/**
 * States as data: the events each state accepts and where they lead. A state without events is an end state.
 */
export type StateTable<S extends string, E extends string> = Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>;

export type Transition<S extends string> = { readonly ok: true; readonly to: S } | { readonly ok: false; readonly reason: string };

/** Where `event` leads from `from`, or why it does not apply there. Never throws. */
export function transition<S extends string, E extends string>(table: StateTable<S, E>, from: S, event: E): Transition<S> {
  const row: Readonly<Partial<Record<E, S>>> | undefined = Object.hasOwn(table, from) ? table[from] : undefined;
  if (row === undefined) return { ok: false, reason: `unknown state "${from}"` };
  const to = Object.hasOwn(row, event) ? row[event] : undefined;
  return to === undefined ? { ok: false, reason: `${event} does not apply in state ${from}` } : { ok: true, to };
}

/** Applies several events in turn; stops at the first that does not apply. @internal for tests */
export function transitionAlong<S extends string, E extends string>(table: StateTable<S, E>, from: S, events: readonly E[]): Transition<S> {
  let state = from;
  for (const event of events) {
    const step = transition(table, state, event);
    if (!step.ok) return step;
    state = step.to;
  }
  return { ok: true, to: state };
}

/**
 * The same for events that lead on, whatever the state was.
 * @throws Error if one of them does not apply, which is a defect of the program
 */
export function follow<S extends string, E extends string>(table: StateTable<S, E>, from: S, events: readonly E[]): S {
  const path = transitionAlong(table, from, events);
  if (!path.ok) throw new Error(path.reason);
  return path.to;
}

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
 * What moves a job or a stage. `reopen`: an item of an ended job was requested again, so the job has work again. `restart`: the program
 * ended while it ran.
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

/** Jobs and stages differ only in the state in which they wait. */
const workTable = <Waiting extends JobStatus | StageStatus>(waiting: Waiting) =>
  ({
    running: {
      finish: 'completed',
      finish_with_errors: 'completed_with_errors',
      fail: 'failed',
      request_pause: 'pause_requested',
      restart: 'paused',
      cancel: 'canceled',
    },
    pause_requested: { settle_pause: 'paused', restart: 'paused', cancel: 'canceled' },
    paused: { resume: waiting, cancel: 'canceled' },
    completed: { reopen: waiting },
    completed_with_errors: { reopen: waiting },
    failed: { reopen: waiting },
    canceled: { reopen: waiting },
  }) as const;

const begin = { start: 'running', cancel: 'canceled' } as const;

export const jobTable: StateTable<JobStatus, JobEvent> = { queued: begin, ...workTable('queued') };
export const stageTable: StateTable<StageStatus, JobEvent> = { pending: begin, ...workTable('pending') };

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

/** True for a job or stage that does not continue unless one of its items is requested again. */
export function hasEnded(status: JobStatus | StageStatus): boolean {
  return endStatuses.has(status);
}

/** The states of an item that accept `event`, for bulk changes. */
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
