import { type EngineStore, hasEnded, type Instant, type Job, type JobView, openItems, type Stage } from '@catalogsync/job-engine';
import { scopeOfJob } from '../playlist-file/scope-record.js';
import { chooseSources, sourcesOf } from '../sources/choose-sources.js';
import type { SourceCatalog } from '../sources/source-catalog.js';

/** What followers are served. */
export interface Publication {
  readonly id: string;
  readonly at: Instant;
  readonly tracks: number;
}

export interface Publications {
  /** @throws Fault `unavailable` if the snapshot service does not answer, `canceled` once the signal aborts */
  current(signal: AbortSignal): Promise<Publication | undefined>;
}

/** A job that is to publish before another one does at its end. */
export interface DuePublication {
  /** `library` first carries on with the sources that have local files. */
  readonly template: 'library' | 'publish';
  readonly sources: readonly string[];
  readonly reason: string;
  /** The last one was for the same reason, and led to no publication. */
  readonly isRepeated: boolean;
}

/** A running job with a publication ahead of it, at the stage before which it stands. */
export interface Held {
  readonly job: Job;
  readonly stage: Stage;
  /** Items of all its stages that succeeded: what is new grows with it. */
  readonly done: number;
}

/** Undefined for a job that publishes nothing later, that is not running, or whose present stage is as good as over. */
export function heldOf({ job, stages }: JobView): Held | undefined {
  const at = stages.findIndex(({ status }) => !hasEnded(status));
  const stage = stages[at];
  if (stage === undefined || job.status !== 'running' || stage.status !== 'running' || !stage.planned) return undefined;
  // Covers hold a publication up for seconds only.
  if (stage.type === 'covers' || openItems(stage) === 0 || !stages.slice(at + 1).some(({ type }) => type === 'publish')) return undefined;
  return { job, stage, done: stages.reduce((sum, { counts }) => sum + counts.succeeded, 0) };
}

const unended = ['pending', 'running', 'interrupted'] as const;

export interface DuePublicationsParts {
  readonly store: Pick<EngineStore<unknown>, 'countItems' | 'holds'>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly publications: Publications;
  /** Milliseconds between publications during a long download; 0 for none. */
  readonly everyMs: number;
}

/** Tells when a publication should not wait for the end of the job that will publish. */
export class DuePublications {
  private published: Publication | undefined;
  private lastAt: Instant = 0;
  /** Jobs by what they had done when they were last published. */
  private readonly donePublished = new Map<number, number>();
  /** Stages, with their round, for which a library job was started. */
  private readonly carriedOn = new Set<string>();

  constructor(private readonly parts: DuePublicationsParts) {}

  /** @throws Fault, see `SourceCatalog` and `Publications` */
  async find(held: Held, now: Instant, signal: AbortSignal): Promise<DuePublication | undefined> {
    const { type } = held.stage;
    return type === 'collect' || type === 'sync' ? this.library(held, now, signal) : this.files(held, now, signal);
  }

  /** The job for it was started. */
  started({ job, stage, done }: Held, now: Instant): void {
    this.lastAt = now;
    this.published = undefined;
    this.donePublished.set(job.id, done);
    this.carriedOn.add(keyOf(stage));
  }

  /** Before the files are registered: other sources keep the job from them. */
  private async library({ job, stage }: Held, now: Instant, signal: AbortSignal): Promise<DuePublication | undefined> {
    // It asks for its playlists alone.
    if (scopeOfJob(job) !== undefined) return undefined;
    const again = this.carriedOn.has(keyOf(stage));
    const isFirst = await this.isFirst(again, signal);
    if (!isFirst && (again || !(await this.onlyWaits(stage, now)))) return undefined;
    const sources = await this.localSources(job, signal);
    if (sources.length === 0 || !(await this.waitsForOthers(stage, sources, now))) return undefined;
    if (stage.type === 'collect' && (await this.listedOf(stage, sources)) === 0) return undefined;
    const reason = isFirst ? `nothing is published yet, and job ${job.id} waits for other sources` : waiting(job);
    return { template: 'library', sources, reason, isRepeated: isFirst && again };
  }

  /** From the registration of files on: what is there is published. */
  private async files({ job, stage, done }: Held, now: Instant, signal: AbortSignal): Promise<DuePublication | undefined> {
    const reason = await this.reasonForFiles({ job, stage, done }, now, signal);
    if (reason === undefined || !(await this.waitsForOthers(stage, await this.localSources(job, signal), now))) return undefined;
    const isRepeated = this.published === undefined && this.donePublished.has(job.id);
    return { template: 'publish', sources: [], reason, isRepeated };
  }

  private async reasonForFiles({ job, stage, done }: Held, now: Instant, signal: AbortSignal): Promise<string | undefined> {
    if (await this.isFirst(this.donePublished.has(job.id), signal)) return `nothing is published yet, and job ${job.id} is still running`;
    if (done <= (this.donePublished.get(job.id) ?? 0)) return undefined;
    if (await this.onlyWaits(stage, now)) return waiting(job);
    const since = Math.max(this.published?.at ?? 0, stage.startedAt ?? 0, this.lastAt);
    if (this.parts.everyMs === 0 || now - since < this.parts.everyMs) return undefined;
    return `there is something new, and job ${job.id} is still running`;
  }

  /** An empty publication is as good as none, but is not repeated. */
  private async isFirst(again: boolean, signal: AbortSignal): Promise<boolean> {
    this.published ??= await this.parts.publications.current(signal);
    return this.published === undefined || (this.published.tracks === 0 && !again);
  }

  private async localSources(job: Job, signal: AbortSignal): Promise<readonly string[]> {
    const chosen = chooseSources(await this.parts.sources.sources(signal), sourcesOf(job));
    return chosen.filter(({ hasLocalFiles }) => hasLocalFiles).map(({ name }) => name);
  }

  /** No item of these sources runs or could, yet the stage has not ended. It is counted last: meanwhile the stage may have ended. */
  private async waitsForOthers({ id: stageId }: Stage, sources: readonly string[], now: Instant): Promise<boolean> {
    const { store } = this.parts;
    for (const source of sources) {
      const waiting = await store.countItems({ stageId, source, statuses: [], waitingAt: now });
      if ((await store.countItems({ stageId, source, statuses: unended })) > waiting) return false;
    }
    return (await store.countItems({ stageId, statuses: unended })) > 0;
  }

  private async listedOf({ id: stageId }: Stage, sources: readonly string[]): Promise<number> {
    const counts = sources.map((source) => this.parts.store.countItems({ stageId, source, statuses: ['succeeded'] }));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** Nothing of the stage runs or could: it waits for a later try, or for a person who paused a source. */
  private async onlyWaits({ id: stageId, counts }: Stage, now: Instant): Promise<boolean> {
    if (counts.running + counts.interrupted > 0) return false;
    const { store } = this.parts;
    let ready = counts.pending - (await store.countItems({ stageId, statuses: [], waitingAt: now }));
    for (const { kind, name: source } of ready === 0 ? [] : await store.holds()) {
      if (kind !== 'source') continue;
      ready -= await store.countItems({ stageId, source, statuses: ['pending'] });
      ready += await store.countItems({ stageId, source, statuses: [], waitingAt: now });
    }
    return ready === 0;
  }
}

const keyOf = ({ id, round }: Stage): string => `${id}:${round}`;
const waiting = ({ id }: Job): string => `job ${id} only waits for later tries`;
