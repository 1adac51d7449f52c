import { Fault } from '@catalogsync/faults';
import { hasEnded, type JobStatus, type StageStatus } from '../engine/states.js';
import type { JobView } from './job-runner.js';
import type { JobChange, JobRecord } from './job-store.js';
import type { StageProgress } from './stage-work.js';

/** More than these are counted, not kept: they live in memory until the next job. */
const keptNotices = 10_000;

/** The job that runs, or the last one that did, as watchers see it. */
export class LiveJob {
  private record: JobRecord;
  private readonly progress = new Map<number, StageProgress>();
  private readonly notices: string[] = [];
  private changed!: Promise<void>;
  private wake!: () => void;

  constructor(job: JobRecord) {
    this.record = job;
    this.arm();
  }

  get id(): number {
    return this.record.id;
  }

  get status(): JobStatus {
    return this.record.status;
  }

  statusOf(stageId: number): StageStatus | undefined {
    return this.record.stages.find((stage) => stage.id === stageId)?.status;
  }

  /** Takes over what was stored. */
  apply(change: JobChange): void {
    const stages = this.record.stages.map((stage) => ({ ...stage, ...change.stages?.find((changed) => changed.id === stage.id) }));
    this.record = { ...this.record, ...change.job, stages };
    this.signal();
  }

  report(stageId: number, progress: StageProgress): void {
    this.progress.set(stageId, progress);
    this.signal();
  }

  notice(message: string): void {
    if (this.notices.length < keptNotices) this.notices.push(message);
    this.signal();
  }

  /** See `JobRunner.watch`. */
  async *watch(signal: AbortSignal): AsyncIterable<JobView> {
    // Waking everybody is cheaper than a race per change, whose loser would be kept until the end.
    const wake = (): void => this.signal();
    signal.addEventListener('abort', wake, { once: true });
    let noticed = 0;
    try {
      for (;;) {
        if (signal.aborted) throw new Fault('canceled', 'the watch was canceled');
        const next = this.changed;
        const view = this.view(noticed);
        noticed = this.notices.length;
        yield view;
        // A paused job goes on with another start, which is another watch.
        if (hasEnded(view.status) || view.status === 'paused') return;
        await next;
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  private view(noticed: number): JobView {
    const stages = this.record.stages.map((stage) => ({ ...stage, progress: this.progress.get(stage.id) }));
    return { ...this.record, stages, notices: this.notices.slice(noticed) };
  }

  private signal(): void {
    this.wake();
    this.arm();
  }

  private arm(): void {
    this.changed = new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
