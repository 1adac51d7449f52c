import type { LiveSnapshot, Schemas } from '../api/types.js';
import type { PageName } from './page-titles.js';
import type { Search } from './search.js';

export type Cause = Schemas['Cause'];

/** An address within the console. */
export interface Place {
  readonly to: string;
  readonly search?: Search;
}

type OpenJobs = readonly Pick<LiveSnapshot['jobs'][number], 'id' | 'stages'>[];

const failedItems = ({ stages }: OpenJobs[number]): number => stages.reduce((sum, { itemCounts }) => sum + (itemCounts.failed ?? 0), 0);

/** Where the failures of unfinished jobs are: those of the job with the most. */
function failuresOf(jobs: OpenJobs): Place {
  const [worst] = [...jobs].sort((one, other) => failedItems(other) - failedItems(one));
  if (worst === undefined || failedItems(worst) === 0) return { to: '/jobs' };
  return { to: `/jobs/${worst.id}`, search: { status: 'failed' } };
}

const jobOf = (jobId: number | null): Place => ({ to: jobId === null ? '/jobs' : `/jobs/${jobId}` });

/** Where to see, and to do something about, what needs the owner. */
export function placeOf({ kind, jobId }: Pick<Cause, 'kind' | 'jobId'>, jobs: OpenJobs): Place {
  switch (kind) {
    case 'serviceDown':
      return { to: '/logs', search: { level: 'error' } };
    case 'volumeFull':
      return { to: '/dashboard#disks' };
    case 'noRunner':
      return { to: '/jobs', search: { status: 'queued' } };
    case 'jobFailed':
    case 'jobPaused':
      return jobOf(jobId);
    case 'sourceOpen':
    case 'sourcePaused':
      return { to: '/ranking', search: { tab: 'sources' } };
    case 'failures':
      return failuresOf(jobs);
    case 'quarantine':
      return { to: '/ranking', search: { tab: 'quarantine' } };
  }
}

const pageOf: Readonly<Record<Cause['kind'], PageName>> = {
  serviceDown: 'logs',
  volumeFull: 'dashboard',
  noRunner: 'jobs',
  jobFailed: 'jobs',
  jobPaused: 'jobs',
  failures: 'jobs',
  sourceOpen: 'ranking',
  sourcePaused: 'ranking',
  quarantine: 'ranking',
};

/** What stops work, as opposed to what only waits for a person. */
const stopping: ReadonlySet<Cause['kind']> = new Set(['serviceDown', 'volumeFull', 'noRunner', 'jobFailed']);

export const stopsWork = ({ kind }: Pick<Cause, 'kind'>): boolean => stopping.has(kind);

/** The pages with something that needs the owner; true for those with something that stops work. */
export function markedPages(causes: readonly Pick<Cause, 'kind'>[]): ReadonlyMap<PageName, boolean> {
  const marked = new Map<PageName, boolean>();
  for (const cause of causes) {
    const page = pageOf[cause.kind];
    marked.set(page, marked.get(page) === true || stopsWork(cause));
  }
  return marked;
}
