import { Fault, toFault } from '@catalogsync/faults';
import { transition } from '../engine/state-table.js';
import { hasEnded, type JobEvent, jobTable, type StageEvent, type StageStatus, stageTable } from '../engine/states.js';
import { parseTemplate, planStages, type StagePlan, type Template } from '../engine/templates.js';
import { JobScope } from '../playlist-file/job-scope.js';
import type { ScopeOpener } from '../playlist-file/scope-opener.js';
import type { JobRequest, JobRunner, JobView } from './job-runner.js';
import type { JobChange, JobHistoryEntry, JobNotice, JobRecord, JobStore, NewJob, StageRecord } from './job-store.js';
import { LiveJob } from './live-job.js';
import { recoveryOf } from './recovery.js';
import type { StageContext, StageResult, StageWork } from './stage-work.js';

/** Notices of a job that is no longer in memory. */
const storedNotices = 1000;

export interface PlainJobRunnerParts {
  readonly store: JobStore;
  /** What is configured here; a stage without work is left out of the plan. */
  readonly works: readonly StageWork[];
  readonly scopes: Pick<ScopeOpener, 'open'>;
  /** Kept with each job, see `NewJob`. */
  readonly config: NewJob['config'];
  readonly now: () => number;
  /** A fault of ours: told to the log, since the job shows only its safe text. */
  readonly onFault: (fault: Fault) => void;
}

interface StageHistory {
  readonly notices: JobNotice[];
  readonly events: JobHistoryEntry[];
}

/** Runs one job at a time, one stage after the other, in this process. */
export class PlainJobRunner implements JobRunner {
  private live: LiveJob | undefined;
  private running: Promise<void> = Promise.resolve();
  private starting = false;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: PlainJobRunnerParts) {}

  async start(request: JobRequest): Promise<number> {
    const template = parseTemplate(request.template);
    const plan = this.plan(template, request);
    if (this.stopping.signal.aborted) throw new Fault('unavailable', 'the orchestrator is stopping');
    if (this.starting || (this.live !== undefined && !this.isIdle(this.live))) {
      throw new Fault('failed_precondition', `job ${this.live?.id ?? ''} is running`, { hint: 'Wait until it has ended.' });
    }
    this.starting = true;
    try {
      const at = this.parts.now();
      const job = await this.parts.store.create(
        { type: template, sources: request.sources, scope: request.scope, config: this.parts.config, stages: plan.stages },
        at,
      );
      const events = plan.leftOut.map((type) => ({ type: 'stage_left_out', message: `${type} is not configured` }));
      if (events.length > 0) await this.parts.store.record({ jobId: job.id, at, events });
      const live = new LiveJob(job);
      this.live = live;
      this.running = this.run(live, job);
      return job.id;
    } finally {
      this.starting = false;
    }
  }

  async *watch(jobId: number, signal: AbortSignal): AsyncIterable<JobView> {
    if (this.live?.id === jobId) return yield* this.live.watch(signal);
    const job = await this.parts.store.job(jobId);
    if (job === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
    const stages = job.stages.map((stage) => ({ ...stage, progress: undefined }));
    yield { ...job, stages, notices: await this.parts.store.notices(jobId, storedNotices) };
  }

  async recover(): Promise<void> {
    for (const job of await this.parts.store.jobsIn(['queued', 'running', 'pause_requested'])) {
      await this.parts.store.record(recoveryOf(job, this.parts.now()));
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private isIdle(live: LiveJob): boolean {
    return hasEnded(live.status) || live.status === 'paused';
  }

  /** Never rejects: what cannot even be stored is told to the log, and recovered at the next start. */
  private async run(live: LiveJob, job: JobRecord): Promise<void> {
    try {
      await this.runStages(live, job);
    } catch (error) {
      this.parts.onFault(toFault(error));
      live.apply({ jobId: job.id, at: this.parts.now(), job: { status: 'failed', lastError: 'the state of the job could not be stored' } });
    }
  }

  private async runStages(live: LiveJob, job: JobRecord): Promise<void> {
    const begun = this.parts.now();
    await this.record(live, { jobId: job.id, at: begun, job: { ...this.jobMove(live, 'start'), startedAt: begun } });
    let result: StageResult = 'completed';
    const scope = new JobScope(this.parts.scopes, job.scope);
    for (const stage of job.stages) {
      const outcome = await this.runStage(live, job, stage, scope);
      if (outcome instanceof Fault) return this.giveUp(live, job, stage, outcome);
      if (outcome === 'completed_with_errors') result = outcome;
    }
    const at = this.parts.now();
    const event = result === 'completed' ? 'finish' : 'finish_with_errors';
    await this.record(live, {
      jobId: job.id,
      at,
      job: { ...this.jobMove(live, event), endedAt: at },
      events: [{ type: 'job_ended', message: result }],
    });
  }

  /** What the stage came to, or the fault that ended it. */
  private async runStage(live: LiveJob, job: JobRecord, stage: StageRecord, scope: JobScope): Promise<StageResult | Fault> {
    const work = this.parts.works.find((candidate) => candidate.type === stage.type);
    if (work === undefined) return new Fault('failed_precondition', `the stage ${stage.type} is not configured`);
    const startedAt = this.parts.now();
    await this.record(live, {
      jobId: job.id,
      at: startedAt,
      stages: [{ id: stage.id, ...this.stageMove(live, stage, 'start'), startedAt }],
    });
    const history: StageHistory = { notices: [], events: [] };
    const outcome = await this.attempt(work, this.contextOf(live, job, stage, history), scope);
    const at = this.parts.now();
    await this.record(live, { jobId: job.id, at, ...history });
    if (outcome instanceof Fault) return outcome;
    const event = outcome === 'completed' ? 'finish' : 'finish_with_errors';
    await this.record(live, { jobId: job.id, at, stages: [{ id: stage.id, ...this.stageMove(live, stage, event), endedAt: at }] });
    return outcome;
  }

  private contextOf(live: LiveJob, job: JobRecord, stage: StageRecord, history: StageHistory): Omit<StageContext, 'scope'> {
    return {
      sources: job.sources,
      signal: this.stopping.signal,
      report: (progress) => live.report(stage.id, progress),
      notice: (message) => {
        history.notices.push({ stageId: stage.id, level: 'warn', message });
        live.notice(message);
      },
      event: (type, message) => history.events.push({ type, message }),
    };
  }

  private async attempt(work: StageWork, context: Omit<StageContext, 'scope'>, jobScope: JobScope): Promise<StageResult | Fault> {
    try {
      const { playlists: scope, complete } = await jobScope.open(context);
      const result = await work.run({ ...context, scope });
      return complete ? result : 'completed_with_errors';
    } catch (error) {
      return toFault(error);
    }
  }

  /** A job with a scope has its playlists; it collects none. */
  private plan(template: Template, { scope }: JobRequest): StagePlan {
    const { stages, leftOut } = planStages(template, (type) => this.parts.works.some((work) => work.type === type));
    if (scope === undefined) return { stages, leftOut };
    if (!stages.some((type) => type === 'sync' || type === 'download')) {
      throw new Fault('invalid_argument', `a job of the template "${template}" cannot be confined to playlists`, {
        hint: 'Choose one that syncs or downloads.',
      });
    }
    return { stages: stages.filter((type) => type !== 'collect'), leftOut };
  }

  /** A stop pauses the job; any other fault fails it. Later stages do not run either way. */
  private async giveUp(live: LiveJob, job: JobRecord, stage: StageRecord, fault: Fault): Promise<void> {
    const at = this.parts.now();
    if (this.stopping.signal.aborted) {
      const stages = [{ id: stage.id, ...this.stageMove(live, stage, 'restart') }];
      const events = [{ type: 'paused', message: 'the orchestrator was stopped' }];
      return this.record(live, { jobId: job.id, at, job: this.jobMove(live, 'restart'), stages, events });
    }
    if (fault.code === 'internal') this.parts.onFault(fault);
    const later = job.stages.filter((other) => live.statusOf(other.id) === 'pending' && other.id !== stage.id);
    const failing = live.statusOf(stage.id) === 'pending' ? 'cancel' : 'fail';
    await this.record(live, {
      jobId: job.id,
      at,
      job: { ...this.jobMove(live, 'fail'), endedAt: at, lastError: explain(fault) },
      stages: [
        { id: stage.id, ...this.stageMove(live, stage, failing), endedAt: at },
        ...later.map((other) => ({ id: other.id, ...this.stageMove(live, other, 'cancel'), endedAt: at })),
      ],
      events: [{ type: 'job_ended', message: `failed at ${stage.type}` }],
      notices: [{ stageId: stage.id, level: 'error', message: explain(fault) }],
    });
  }

  private jobMove(live: LiveJob, event: JobEvent): { status: LiveJob['status'] } {
    const step = transition(jobTable, live.status, event);
    if (!step.ok) throw new Fault('internal', `job ${live.id}: ${step.reason}`);
    return { status: step.to };
  }

  private stageMove(live: LiveJob, stage: StageRecord, event: StageEvent): { status: StageStatus } {
    const step = transition(stageTable, live.statusOf(stage.id) ?? stage.status, event);
    if (!step.ok) throw new Fault('internal', `stage ${stage.type} of job ${live.id}: ${step.reason}`);
    return { status: step.to };
  }

  private async record(live: LiveJob, change: JobChange): Promise<void> {
    await this.parts.store.record(change);
    live.apply(change);
  }
}

function explain(fault: Fault): string {
  return fault.hint === undefined ? fault.message : `${fault.message}. ${fault.hint}`;
}
