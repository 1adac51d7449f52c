import type { Clock } from '@catalogsync/runtime';
import type { JobStage, JobUpdate, RunningItem } from '../clients/job-client.js';

/** Progress of a stage, in units that people count in. */
export interface StageProgress {
  readonly type: string;
  readonly status: string;
  readonly done: number;
  /** 0 while unknown. */
  readonly total: number;
  /** Plural noun, such as `files`; empty if nothing is counted yet. */
  readonly unit: string;
  /** What it is working on, or why it waits. */
  readonly current: string;
  readonly failures: JobStage['failures'];
  /** Recent units per second; 0 if unknown. */
  readonly rate: number;
  /** Milliseconds until its end at this rate; undefined if unknown. */
  readonly leftMs: number | undefined;
  /** Bytes per second of all running downloads. */
  readonly bytesPerSecond: number;
}

interface Sample {
  readonly at: number;
  readonly done: number;
}

type Amount = Pick<StageProgress, 'done' | 'total' | 'unit'>;

/** With so few items, their own counts say more than how many of them are done. */
const fewItems = 8;
/** Rates are taken over the last seconds. */
const rateWindowMs = 10_000;
const units: Readonly<Record<string, string>> = {
  collect: 'sources',
  sync: 'playlists',
  library_collect: 'sources',
  library_sync: 'playlists',
  download: 'songs',
  upload: 'files',
};

/** Turns the states of a job into progress of its stages; remembers what rates and remaining times are computed from. */
export class StageMeter {
  private readonly amounts = new Map<number, Map<number, Amount>>();
  private readonly samples = new Map<number, Sample[]>();

  constructor(private readonly clock: Clock) {}

  progressOf({ job, running, justEnded }: JobUpdate): StageProgress[] {
    return job.stages.map((stage) => {
      const own = running.filter((item) => item.stageId === stage.id);
      const amount = this.amountOf(stage, [...justEnded.filter((item) => item.stageId === stage.id), ...own]);
      const rate = this.rateOf(stage, amount.done);
      const left = amount.total - amount.done;
      return {
        type: stage.type,
        status: stage.status,
        ...amount,
        current: stage.status === 'running' ? currentOf(stage, own) : '',
        failures: stage.failures,
        rate,
        leftMs: rate > 0 && amount.total > 0 && left >= 0 && stage.status === 'running' ? (left / rate) * 1000 : undefined,
        bytesPerSecond: own.reduce((sum, item) => sum + item.bytesPerSecond, 0),
      };
    });
  }

  private amountOf({ id, type, counts, planned }: JobStage, running: readonly RunningItem[]): Amount {
    const known = this.amounts.get(id) ?? new Map<number, Amount>();
    this.amounts.set(id, known);
    const ended = counts.succeeded + counts.failed + counts.canceled;
    const all = ended + counts.pending + counts.running + counts.interrupted;
    if (all > fewItems) return { done: ended, total: planned ? all : 0, unit: units[type] ?? 'items' };
    for (const { itemId, done, total, unit } of running) if (unit !== '') known.set(itemId, { done, total, unit });
    const told = [...known.values()];
    const unit = told.at(-1)?.unit;
    if (unit === undefined) return { done: 0, total: 0, unit: '' };
    const same = told.filter((amount) => amount.unit === unit);
    // One of unknown size makes the sum unknown.
    const total = same.every((amount) => amount.total > 0) ? same.reduce((sum, amount) => sum + amount.total, 0) : 0;
    return { done: same.reduce((sum, amount) => sum + amount.done, 0), total, unit };
  }

  private rateOf({ id, status }: JobStage, done: number): number {
    if (status !== 'running') return 0;
    const at = this.clock.now();
    const samples = (this.samples.get(id) ?? []).filter((sample) => at - sample.at <= rateWindowMs && sample.done <= done);
    samples.push({ at, done });
    this.samples.set(id, samples);
    const [first] = samples;
    // Too short to measure a rate.
    return first === undefined || at - first.at < 1000 ? 0 : ((done - first.done) / (at - first.at)) * 1000;
  }
}

function currentOf({ lastError, planned }: JobStage, running: readonly RunningItem[]): string {
  const item = running.at(-1);
  if (item !== undefined) return item.current === '' ? item.displayText : item.current;
  return lastError === '' || planned ? '' : `waits: ${lastError}`;
}
