import type { EngineStore, Hold, Item, JobView, RunningItem } from '@catalogsync/job-engine';
import type { CatalogueCounts } from './catalogue-lists.js';
import type { JobHistory } from './job-history.js';

/** The overview for the owner. */
export interface Dashboard {
  readonly counts: CatalogueCounts;
  /** Unfinished jobs, newest first. */
  readonly jobs: readonly JobView[];
  /** The newest jobs, finished or not. */
  readonly recent: readonly JobView[];
  /** Current work, in jobs that are running or about to pause (behaviour 130). */
  readonly running: readonly RunningItem[];
  readonly holds: readonly Hold[];
}

export interface DashboardParts {
  readonly store: Pick<EngineStore<unknown>, 'jobView' | 'listJobs' | 'listItems' | 'holds'>;
  readonly history: Pick<JobHistory, 'openJobs'>;
  readonly counts: { get(): Promise<CatalogueCounts> };
  running(): readonly RunningItem[];
}

const mostJobs = 20;
const recentJobs = 5;
/** Of each status and job. */
const mostTaskRows = 50;

const isActive = ({ job }: JobView): boolean => job.status === 'running' || job.status === 'pause_requested';

/** Reads the dashboard. */
export class DashboardReader {
  constructor(private readonly parts: DashboardParts) {}

  async read(): Promise<Dashboard> {
    const { store, history, counts } = this.parts;
    const found = await Promise.all((await history.openJobs(mostJobs)).map((id) => store.jobView(id)));
    const jobs = found.filter((view) => view !== undefined);
    const active = new Set(jobs.filter(isActive).map(({ job }) => job.id));
    // The engine's own list is current; a job that ended since its item was claimed is left out.
    const running = this.parts.running().filter(({ job }) => active.has(job.id));
    const recent = await store.listJobs({ limit: recentJobs });
    return { counts: await counts.get(), jobs, recent, running, holds: await store.holds() };
  }

  /** Running and failed items of active jobs, at most 50 of each per job. */
  async taskRows({ jobs }: Dashboard): Promise<Item[]> {
    const active = jobs.filter(isActive);
    const pages = active.flatMap(({ job }) =>
      (['running', 'failed'] as const).map((status) =>
        this.parts.store.listItems({ jobId: job.id, status, after: 0, limit: mostTaskRows }),
      ),
    );
    return (await Promise.all(pages)).flatMap(({ items }) => items);
  }
}
