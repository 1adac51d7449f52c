import { Fault, toFault } from '@catalogsync/faults';
import {
  type ExecutionContext,
  type Item,
  type ItemOutcome,
  type Job,
  keyInRound,
  type NewItem,
  type Stage,
  type StageExecutor,
} from '@catalogsync/job-engine';
import { budgetOf } from './cover-rules.js';
import { CoverRun } from './cover-run.js';
import { CannotGoOn, type LookParts } from './look-for-cover.js';

export interface CoversExecutorParts extends LookParts {
  /** Whether songs are being downloaded; long runs give way to that. */
  readonly isDownloading: () => Promise<boolean>;
}

/** The first of them name what is wrong well enough. */
const mostNamed = 20;
/** Between two questions whether songs are downloaded, in milliseconds. */
const askMs = 2_000;

/**
 * Looks for covers: one item, which ends when its time is over. What it leaves is in the catalogue, not in the job: the next
 * run goes on there. Without pictures a publication is better than none, so a fault ends the item well.
 */
export class CoversExecutor<Stores> implements StageExecutor<Stores> {
  readonly type = 'covers';
  readonly lane = 'general';
  /** One that runs for long, and one before a publication, for which the other ends. */
  readonly concurrency = 2;
  readonly itemsPerClaim = 1;
  /** Longer than one picture takes. */
  readonly stallAfterMs = 600_000;
  private hurried = 0;

  constructor(private readonly parts: CoversExecutorParts) {}

  async *plan(_job: Job, { round }: Stage): AsyncIterable<NewItem> {
    yield { type: 'look_for_covers', key: keyInRound('covers', round), displayText: 'covers' };
  }

  async execute(_item: Item, { job, signal, report }: ExecutionContext): Promise<ItemOutcome<Stores>> {
    const { ms, givesWay } = budgetOf(job.template);
    if (!givesWay) this.hurried += 1;
    const busy = new Busy(this.parts.isDownloading, this.parts.now);
    const until = this.parts.now() + ms;
    const isOver = (): boolean => signal.aborted || this.parts.now() >= until || (givesWay && (this.hurried > 0 || busy.isSo()));
    const run = new CoverRun(this.parts, {
      signal,
      isOver,
      report: ({ found, absent, pending }, current) => report({ done: found + absent + pending, total: 0, unit: 'covers', current }),
    });
    try {
      return outcomeOf(run, await run.run(givesWay));
    } catch (error) {
      signal.throwIfAborted();
      return outcomeOf(run, false, error instanceof CannotGoOn ? error.fault : toFault(error));
    } finally {
      if (!givesWay) this.hurried -= 1;
    }
  }
}

/** Whether songs are being downloaded, as of a moment ago: asked now and then, and never waited for. */
class Busy {
  private answer = false;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly now: () => number,
  ) {}

  isSo(): boolean {
    if (this.now() - this.askedAt >= askMs) {
      this.askedAt = this.now();
      this.ask().then(
        (answer) => {
          this.answer = answer;
        },
        () => undefined,
      );
    }
    return this.answer;
  }
}

function outcomeOf<Stores>({ count, broken }: CoverRun, isDone: boolean, fault?: Fault): ItemOutcome<Stores> {
  const events = broken.slice(0, mostNamed).map((message) => ({ type: 'cover_broken', message }));
  if (broken.length > mostNamed)
    events.push({ type: 'cover_broken', message: `${broken.length - mostNamed} more pictures cannot be shown` });
  if (fault !== undefined)
    events.push({ type: 'covers_ended', message: fault.hint === undefined ? fault.message : `${fault.message}. ${fault.hint}` });
  return { kind: 'succeeded', events, result: { ...count, broken: broken.length, done: isDone } };
}
