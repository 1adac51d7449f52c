import type { Schemas } from '../../api/types.js';

type Counts = Schemas['ItemCounts'];
type Stage = Pick<Schemas['Stage'], 'stageType' | 'status' | 'planned' | 'itemCounts' | 'startedAt' | 'endedAt'>;
export type JobState = Schemas['Job']['status'];

/** Items of a stage or of a whole job. */
export interface Tally {
  readonly done: number;
  readonly failed: number;
  readonly canceled: number;
  readonly total: number;
}

const tallyOf = (counts: readonly Counts[]): Tally => {
  const sum = (of: (one: Counts) => number): number => counts.reduce((all, one) => all + of(one), 0);
  return {
    done: sum(({ succeeded = 0 }) => succeeded),
    failed: sum(({ failed = 0 }) => failed),
    canceled: sum(({ canceled = 0 }) => canceled),
    total: sum((one) => Object.values(one).reduce((all, count) => all + count, 0)),
  };
};

export const stageTally = ({ itemCounts }: Pick<Stage, 'itemCounts'>): Tally => tallyOf([itemCounts]);

export const jobTally = (job: { readonly stages: readonly Pick<Stage, 'itemCounts'>[] }): Tally =>
  tallyOf(job.stages.map(({ itemCounts }) => itemCounts));

const ended: ReadonlySet<string> = new Set(['completed', 'completed_with_errors', 'failed', 'canceled']);
export const hasEnded = (status: string): boolean => ended.has(status);

/** It ended well without one item: all that it is for was there already. */
export const foundNothing = (job: { readonly status: string; readonly stages: readonly Pick<Stage, 'itemCounts'>[] }): boolean =>
  job.status === 'completed' && jobTally(job).total === 0;

/** The stage that a job is at: the first that has not ended. */
export const currentStage = <S extends Pick<Stage, 'status'>>(stages: readonly S[]): S | undefined =>
  stages.find(({ status }) => !hasEnded(status));

/** Fewer items tell nothing about those to come. */
const enoughItems = 5;

/** How long a stage will still take if it goes on as until now, in milliseconds; undefined while that cannot be known. */
export function stageRemainingMs(stage: Stage, now: number): number | undefined {
  if (stage.status !== 'running' || !stage.planned || stage.startedAt === null) return undefined;
  const { done, failed, canceled, total } = stageTally(stage);
  const past = done + failed;
  if (past < enoughItems) return undefined;
  return Math.max(0, ((now - Date.parse(stage.startedAt)) / past) * (total - past - canceled));
}

/** What keeps a job from going on. */
export type Wait =
  | { readonly kind: 'queued' | 'paused' | 'planning' | 'retry' }
  | { readonly kind: 'source' | 'volume'; readonly names: readonly string[] };

interface Waiting {
  readonly status: JobState;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly stages: readonly Stage[];
}

/** What a job waits for; undefined while it works or once it has ended. */
export function waitOf(job: Waiting, holds: readonly Pick<Schemas['Hold'], 'kind' | 'name'>[]): Wait | undefined {
  if (job.status === 'queued') return { kind: 'queued' };
  if (job.status === 'paused') return { kind: 'paused' };
  const stage = currentStage(job.stages);
  if (job.status !== 'running' || stage === undefined || (stage.itemCounts.running ?? 0) > 0) return undefined;
  const pending = stage.itemCounts.pending ?? 0;
  if (pending === 0) return stage.planned ? undefined : { kind: 'planning' };
  for (const kind of ['volume', 'source'] as const) {
    const names = holds.filter((hold) => hold.kind === kind).map(({ name }) => name);
    if (names.length > 0) return { kind, names };
  }
  return { kind: 'retry' };
}

export type JobAction = 'pause' | 'resume' | 'retry' | 'cancel';

/** Whether an action makes sense for a job in this state. */
export function applies(
  action: JobAction,
  job: { readonly status: JobState; readonly stages: readonly Pick<Stage, 'itemCounts'>[] },
): boolean {
  switch (action) {
    case 'pause':
      return job.status === 'queued' || job.status === 'running';
    case 'resume':
      return job.status === 'paused' || job.status === 'pause_requested';
    case 'cancel':
      return !hasEnded(job.status);
    case 'retry':
      return job.stages.some(({ itemCounts }) => (itemCounts.failed ?? 0) + (itemCounts.interrupted ?? 0) > 0);
  }
}
