import type { EngineStore, Hold, Instant, JobView, Pacing, RunningItem } from '@catalogsync/job-engine';
import type { CatalogueCounts } from './catalogue-lists.js';
import type { Installation, InstallationState } from './installation.js';
import type { JobHistory } from './job-history.js';
import type { ItemOfJob } from './job-lists.js';
import { RecentValue } from './recent-value.js';
import { type Verdict, verdictOf } from './verdict.js';

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
  readonly installation: InstallationState;
  readonly verdict: Verdict;
}

export interface DashboardParts {
  readonly store: Pick<EngineStore<unknown>, 'jobView' | 'listJobs' | 'listItems' | 'holds' | 'failures'>;
  readonly history: Pick<JobHistory, 'openJobs'>;
  readonly counts: { get(): Promise<CatalogueCounts> };
  readonly installation: Pick<Installation, 'read'>;
  running(): readonly RunningItem[];
  /** Whether jobs run in this process. */
  isRunning(): boolean;
  now(): Instant;
  readonly pacing: Pick<Pacing, 'sleep'>;
}

const failuresMs = 5_000;
const mostJobs = 20;
const recentJobs = 5;
/** Of each status and job. */
const mostTaskRows = 50;

const isActive = ({ job }: JobView): boolean => job.status === 'running' || job.status === 'pause_requested';

/** Reads the dashboard. */
export class DashboardReader {
  /** Counted apart from the rest: very many failures take a while. */
  private readonly failures: RecentValue<number>;

  constructor(private readonly parts: DashboardParts) {
    const { now, pacing } = parts;
    this.failures = new RecentValue({ read: () => this.countFailures(), now, pacing, freshMs: failuresMs });
  }

  async read(): Promise<Dashboard> {
    const { store, history, counts } = this.parts;
    const found = await Promise.all((await history.openJobs(mostJobs)).map((id) => store.jobView(id)));
    const jobs = found.filter((view) => view !== undefined);
    const active = new Set(jobs.filter(isActive).map(({ job }) => job.id));
    // The engine's own list is current; a job that ended since its item was claimed is left out.
    const running = this.parts.running().filter(({ job }) => active.has(job.id));
    const recent = await store.listJobs({ limit: recentJobs });
    const [holds, installation, failures] = await Promise.all([store.holds(), this.parts.installation.read(), this.failures.get()]);
    const isRunning = this.parts.isRunning();
    const verdict = verdictOf({ ...installation, holds, open: jobs, recent, isRunning, failures: failures ?? 0 });
    return { counts: await counts.get(), jobs, recent, running, holds, installation, verdict };
  }

  /** Of unfinished jobs. That no source has a song is no failure that a person could mend. */
  private async countFailures(): Promise<number> {
    const { store, history } = this.parts;
    const views = await Promise.all((await history.openJobs(mostJobs)).map((id) => store.jobView(id)));
    const stages = views.flatMap((view) => view?.stages ?? []).filter(({ counts }) => counts.failed > 0);
    const failures = stages.length === 0 ? [] : await store.failures(stages.map(({ id }) => id));
    return failures.reduce((sum, { errorClass, count }) => sum + (errorClass === 'not_found' ? 0 : count), 0);
  }

  /** Running and failed items of active jobs, at most 50 of each per job. */
  async taskRows({ jobs }: Dashboard): Promise<ItemOfJob[]> {
    const active = jobs.filter(isActive);
    const pages = active.flatMap(({ job: { id: jobId } }) =>
      (['running', 'failed'] as const).map(async (status) => {
        const { items } = await this.parts.store.listItems({ jobId, status, after: 0, limit: mostTaskRows });
        return items.map((item) => ({ ...item, jobId }));
      }),
    );
    return (await Promise.all(pages)).flat();
  }
}
