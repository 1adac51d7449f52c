/** The states of domain.md section 2, written as plainly as possible: the engine is compared with this model. */
export type Action =
  | { readonly kind: 'pause' | 'resume' | 'cancel'; readonly job: number }
  | { readonly kind: 'retry' | 'force'; readonly job: number; readonly stage: number; readonly item: number }
  | { readonly kind: 'end'; readonly nth: number; readonly good: boolean }
  | Restart;

export interface Restart {
  readonly kind: 'crash' | 'stop';
  readonly recovery: 'pause' | 'resume';
}

export interface ModelStage {
  status: string;
  items: string[];
  goods: number[];
}

export interface ModelJob {
  status: string;
  stages: ModelStage[];
  resumeWanted: boolean;
  pausedBy: 'user' | 'restart' | undefined;
}

const ended = (status: string): boolean => ['completed', 'completed_with_errors', 'failed', 'canceled'].includes(status);
const open = (status: string): boolean => ['pending', 'running', 'interrupted'].includes(status);

export class Model {
  readonly jobs: ModelJob[];

  constructor(
    jobs: number,
    stages: readonly number[],
    readonly workers: number,
  ) {
    this.jobs = Array.from({ length: jobs }, () => ({
      status: 'queued',
      resumeWanted: false,
      pausedBy: undefined,
      stages: stages.map((items) => ({ status: 'pending', items: Array(items).fill('unplanned'), goods: Array(items).fill(0) })),
    }));
  }

  /** What is running, as job, stage and item. */
  running(): Array<[number, number, number]> {
    return this.jobs.flatMap((job, j) =>
      job.stages.flatMap((stage, s) =>
        stage.items.flatMap((status, i): Array<[number, number, number]> => (status === 'running' ? [[j, s, i]] : [])),
      ),
    );
  }

  apply(action: Exclude<Action, { readonly nth: number }>): void {
    if ('recovery' in action) this.restart(action.recovery);
    else if ('item' in action)
      this.retry(action, action.kind === 'retry' ? ['failed', 'interrupted'] : ['succeeded', 'failed', 'interrupted', 'canceled']);
    else if (action.kind === 'pause') this.pause(this.job(action.job));
    else if (action.kind === 'resume') this.resume(this.job(action.job));
    else this.cancel(this.job(action.job));
  }

  end([j, s, i]: [number, number, number], good: boolean): void {
    const stage = this.stage(j, s);
    stage.items[i] = good ? 'succeeded' : 'failed';
    if (good) stage.goods[i] = (stage.goods[i] ?? 0) + 1;
  }

  /** Everything that follows by itself, up to the claims: which items start is the engine's choice, see `accept`. */
  advance(): void {
    for (let before = ''; before !== JSON.stringify(this.jobs); ) {
      before = JSON.stringify(this.jobs);
      for (const job of this.jobs) this.settle(job);
      const active = this.jobs.some((job) => job.status === 'running' || job.status === 'pause_requested');
      const first = this.jobs.find((job) => job.status === 'queued');
      if (!active && first !== undefined) first.status = 'running';
    }
  }

  /** Accepts the items that the engine began. Throws if one must not run, or if a worker is free while items wait. */
  accept(began: ReadonlyArray<[number, number, number]>): void {
    for (const [j, s, i] of began) {
      const job = this.job(j);
      const present = job.stages.find((stage) => !ended(stage.status));
      const legal =
        job.status === 'running' && present === job.stages[s] && present?.status === 'running' && present.items[i] === 'pending';
      if (!legal || present === undefined) throw new Error(`item ${i} of stage ${s} of job ${j} must not begin`);
      present.items[i] = 'running';
    }
    for (const job of this.jobs.filter(({ status }) => status === 'running')) {
      const s = job.stages.findIndex((stage) => !ended(stage.status));
      const present = job.stages[s];
      if (present?.status !== 'running' || !present.items.includes('pending')) continue;
      const busy = this.running().filter(([, stage]) => stage === s).length;
      if (busy !== this.workers) throw new Error(`${busy} of ${this.workers} workers work though items wait`);
    }
  }

  private settle(job: ModelJob): void {
    for (const stage of job.stages) {
      if (stage.status === 'pause_requested' && !stage.items.includes('running')) stage.status = 'paused';
    }
    if (job.status === 'pause_requested') {
      const busy = job.stages.some((stage) => stage.status === 'pause_requested' || stage.items.includes('running'));
      if (busy) return;
      job.status = 'paused';
      if (job.resumeWanted) this.resume(job);
    } else if (job.status === 'running') this.progress(job);
  }

  private progress(job: ModelJob): void {
    for (const stage of job.stages) {
      if (stage.status === 'running' && !stage.items.some(open)) {
        stage.status = stage.items.some((item) => item === 'failed' || item === 'canceled') ? 'completed_with_errors' : 'completed';
      }
      if (ended(stage.status)) continue;
      if (stage.status === 'pending') {
        stage.status = 'running';
        stage.items = stage.items.map((item) => (item === 'unplanned' ? 'pending' : item));
      }
      return;
    }
    job.status = job.stages.every((stage) => stage.status === 'completed') ? 'completed' : 'completed_with_errors';
  }

  private pause(job: ModelJob): void {
    if (ended(job.status)) return;
    if (job.status === 'queued') job.status = 'paused';
    else if (job.status === 'running') {
      job.status = 'pause_requested';
      for (const stage of job.stages) if (stage.status === 'running') stage.status = 'pause_requested';
    }
    job.resumeWanted = false;
    job.pausedBy = 'user';
  }

  private resume(job: ModelJob): void {
    if (job.status === 'pause_requested') job.resumeWanted = true;
    if (job.status !== 'paused') return;
    job.status = 'queued';
    job.resumeWanted = false;
    job.pausedBy = undefined;
    for (const stage of job.stages) {
      if (stage.status === 'paused') stage.status = 'pending';
      stage.items = stage.items.map((item) => (item === 'interrupted' ? 'pending' : item));
    }
  }

  private cancel(job: ModelJob): void {
    if (ended(job.status)) return;
    job.status = 'canceled';
    for (const stage of job.stages) {
      if (!ended(stage.status)) stage.status = 'canceled';
      stage.items = stage.items.map((item) => (open(item) ? 'canceled' : item));
    }
  }

  private retry({ job: j, stage: s, item: i }: { job: number; stage: number; item: number }, from: readonly string[]): void {
    const job = this.job(j);
    const stage = this.stage(j, s);
    if (!from.includes(stage.items[i] ?? '')) return;
    stage.items[i] = 'pending';
    if (ended(stage.status)) stage.status = 'pending';
    for (const later of job.stages.slice(s + 1)) if (ended(later.status) && later.status !== 'canceled') later.status = 'pending';
    if (ended(job.status)) job.status = 'queued';
  }

  private restart(recovery: 'pause' | 'resume'): void {
    for (const job of this.jobs) {
      if (job.status !== 'running' && job.status !== 'pause_requested') continue;
      job.pausedBy = job.status === 'pause_requested' && !job.resumeWanted ? job.pausedBy : 'restart';
      job.status = 'paused';
      job.resumeWanted = false;
      for (const stage of job.stages) {
        if (stage.status === 'running' || stage.status === 'pause_requested') stage.status = 'paused';
        stage.items = stage.items.map((item) => (item === 'running' ? 'interrupted' : item));
      }
    }
    if (recovery === 'resume') for (const job of this.jobs) if (job.pausedBy === 'restart') this.resume(job);
  }

  private job(j: number): ModelJob {
    const job = this.jobs[j];
    if (job === undefined) throw new Error(`no job ${j}`);
    return job;
  }

  private stage(j: number, s: number): ModelStage {
    const stage = this.job(j).stages[s];
    if (stage === undefined) throw new Error(`no stage ${s}`);
    return stage;
  }
}
