import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import type { RecordingStores } from './recording-store.js';

/** What is derived from songs and must be in step with them: links, artists, albums. */
export interface Derivation<Stores> {
  /** When it resolves, nothing waits. Cheap if nothing does. */
  run(signal?: AbortSignal): Promise<void>;
  /** Some of what waits, in a transaction of the caller's. */
  some(stores: Stores): Promise<void>;
}

/** The second derives from what the first leaves behind. */
export function inTurn<First, Second>(first: Derivation<First>, second: Derivation<Second>): Derivation<First & Second> {
  return {
    run: async (signal) => {
      await first.run(signal);
      await second.run(signal);
    },
    some: async (stores) => {
      await first.some(stores);
      await second.some(stores);
    },
  };
}

/**
 * An executor whose work meets linked songs or artists, and leaves such behind: all that wait are linked before a stage is
 * planned, and those that an item stores, mostly in the transaction that ends it.
 */
export class LinkingExecutor<Stores, Derived = RecordingStores> implements StageExecutor<Stores & Derived> {
  readonly type: string;
  readonly lane: StageExecutor<Stores>['lane'];
  readonly concurrency: number;
  readonly itemsPerClaim: number;
  readonly stallAfterMs: number;
  readonly volume: StageExecutor<Stores>['volume'];
  readonly failureEvents: StageExecutor<Stores>['failureEvents'];

  constructor(
    private readonly inner: StageExecutor<Stores>,
    private readonly links: Derivation<Derived>,
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

  async *plan(job: Job, stage: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    await this.links.run(signal);
    yield* this.inner.plan(job, stage, signal);
  }

  async execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<Stores & Derived>> {
    const outcome = await this.inner.execute(item, context);
    if (outcome.kind === 'failed') return outcome;
    // A long playlist is stored in parts; only the last one is left for the effect.
    await this.links.run(context.signal);
    return {
      ...outcome,
      effect: async (stores) => {
        await outcome.effect?.(stores);
        await this.links.some(stores);
      },
    };
  }
}
