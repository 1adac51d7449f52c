import { Fault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import type { CatalogueStores } from '../catalogue/catalogue-stores.js';

export interface PublishProgress {
  readonly kind: 'progress';
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

export interface Published {
  readonly kind: 'published';
  readonly snapshotId: string;
  readonly tracks: number;
  /** The content equals the previous snapshot; nothing new was written. */
  readonly unchanged: boolean;
}

/**
 * Builds, signs and publishes a snapshot of the catalogue, with `force` even if nothing has changed; the result comes last.
 * Throws Faults: `unavailable` if the snapshot service does not answer, `canceled` once the signal aborts.
 */
export interface Publisher {
  publish(signal: AbortSignal, force?: boolean): AsyncIterable<PublishProgress | Published>;
}

/** The terms of a job that publishes even if nothing has changed. */
export const forcedRecord: Job['scope'] = { force: true };

/** Publishes the current catalogue: one item, new in each round. */
export class PublishExecutor implements StageExecutor<CatalogueStores> {
  readonly type = 'publish';
  readonly lane = 'general';
  readonly concurrency = 1;
  readonly itemsPerClaim = 1;
  /** Longer than the silence after which the call itself times out. */
  readonly stallAfterMs = 2_100_000;

  constructor(private readonly publisher: Publisher) {}

  async *plan(_job: Job, stage: Stage): AsyncIterable<NewItem> {
    yield { type: 'publish_snapshot', key: `publish:${stage.round}`, displayText: 'snapshot' };
  }

  async execute(_item: Item, { job, signal, report }: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
    let published: Published | undefined;
    for await (const step of this.publisher.publish(signal, job.scope.force === true)) {
      if (step.kind === 'published') published = step;
      else report({ done: step.done, total: step.total, unit: 'phases', current: step.phase });
    }
    if (published === undefined) throw new Fault('data_corrupt', 'snapshot: the publication ended without a result');
    const { snapshotId, tracks, unchanged } = published;
    const message = unchanged ? `${snapshotId} is still current` : `${snapshotId} with ${tracks} tracks`;
    const result = { snapshot_id: snapshotId, track_count: tracks, unchanged };
    return { kind: 'succeeded', result, events: [{ type: 'published', message }] };
  }
}
