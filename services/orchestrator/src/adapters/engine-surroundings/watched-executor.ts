import { toFault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import { Counted, Durations, type MetricFamily } from '@catalogsync/runtime';
import { inSpan } from '@catalogsync/tracing';

/** What the work of all stages counts in this process. */
export class StageMetrics {
  readonly ended = new Counted(
    'catalogsync_items_ended_total',
    'Attempts at items that ended, by stage and result: succeeded or an error class.',
  );
  readonly seconds = new Durations('catalogsync_item_seconds', 'Time of one attempt at an item.');
  readonly bytes = new Counted('catalogsync_file_bytes_total', 'Bytes of the files that items brought in.');

  get families(): readonly MetricFamily[] {
    return [this.ended, this.seconds, this.bytes];
  }
}

/** The same executor: each attempt at an item is counted, timed, and the root of a trace. */
export class WatchedExecutor<Effects> implements StageExecutor<Effects> {
  readonly type: string;
  readonly lane: StageExecutor<Effects>['lane'];
  readonly concurrency: number;
  readonly itemsPerClaim: number;
  readonly stallAfterMs: number;
  readonly volume: StageExecutor<Effects>['volume'];
  readonly failureEvents: StageExecutor<Effects>['failureEvents'];

  constructor(
    private readonly inner: StageExecutor<Effects>,
    private readonly metrics: StageMetrics,
  ) {
    ({
      type: this.type,
      lane: this.lane,
      concurrency: this.concurrency,
      itemsPerClaim: this.itemsPerClaim,
      stallAfterMs: this.stallAfterMs,
    } = inner);
    this.volume = inner.volume?.bind(inner);
    this.failureEvents = inner.failureEvents?.bind(inner);
  }

  plan(job: Job, stage: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    return this.inner.plan(job, stage, signal);
  }

  async execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<Effects>> {
    const begun = performance.now();
    const { job, stage } = context;
    const ids = {
      'catalogsync.job': job.id,
      'catalogsync.stage': stage.id,
      'catalogsync.item': item.id,
      'catalogsync.source': item.source,
    };
    const start = () => ({ name: `item ${this.type}`, kind: 'internal', attributes: ids }) as const;
    let result = 'internal';
    try {
      const outcome = await inSpan(start, () => this.inner.execute(item, context), codeOf);
      result = outcome.kind === 'succeeded' ? 'succeeded' : outcome.errorClass;
      this.countBytes(outcome);
      return outcome;
    } catch (error) {
      result = codeOf(error);
      throw error;
    } finally {
      this.metrics.ended.add({ stage: this.type, result });
      this.metrics.seconds.add({ stage: this.type }, (performance.now() - begun) / 1000);
    }
  }

  private countBytes(outcome: ItemOutcome<Effects>): void {
    const bytes = outcome.kind === 'succeeded' ? outcome.result?.file_size_bytes : undefined;
    if (typeof bytes === 'number') this.metrics.bytes.add({ stage: this.type }, bytes);
  }
}

const codeOf = (error: unknown): string => toFault(error).code;
