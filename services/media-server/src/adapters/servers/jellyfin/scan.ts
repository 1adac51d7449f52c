import { Fault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';
import type { JellyfinClient } from './client.js';
import { type Task, taskShape, tasksShape } from './wire.js';

/** A scan that was asked for begins within this, in milliseconds, or has been and gone unseen. */
const startMs = 10_000;

/** A scan that was asked for here. */
interface AskedScan {
  /** When its waiting is over. */
  readonly until: number;
  /** The end of the scan before it, as the server tells. */
  readonly lastEnd: string | undefined;
  /** The scan that was running already: the server ends it first. */
  readonly isBehindAnother: boolean;
}

/** Scans of the whole library. The server puts them in a queue, so that they begin a moment after they were asked for. */
export class JellyfinScan {
  private asked: AskedScan | undefined;

  constructor(
    private readonly client: JellyfinClient,
    private readonly clock: Clock,
  ) {}

  async start(signal: AbortSignal): Promise<void> {
    const before = await this.task(signal);
    await this.client.change({ method: 'POST', path: '/Library/Refresh' }, signal);
    this.asked = { until: this.clock.now() + startMs, lastEnd: endOf(before), isBehindAnother: isBusy(before) };
  }

  async isRunning(signal: AbortSignal): Promise<boolean> {
    const task = await this.task(signal);
    const { asked } = this;
    if (asked === undefined) return isBusy(task);
    const hasEnded = endOf(task) !== asked.lastEnd;
    if (asked.isBehindAnother) {
      if (hasEnded) this.asked = { until: this.clock.now() + startMs, lastEnd: endOf(task), isBehindAnother: false };
      else if (!isBusy(task) && this.clock.now() >= asked.until) this.asked = undefined;
      return this.asked !== undefined;
    }
    // Seen running, it no longer has to be waited for.
    if (isBusy(task) || hasEnded || this.clock.now() >= asked.until) this.asked = undefined;
    return isBusy(task) || this.asked !== undefined;
  }

  /** Other tasks, such as those of the guide or of transcoding, do not matter. */
  private async task(signal: AbortSignal): Promise<Task> {
    const tasks = await this.client.get('/ScheduledTasks', {}, tasksShape, signal);
    const task = tasks.find(({ Key }) => Key === 'RefreshLibrary');
    if (task !== undefined) return taskShape.check(task, 'Jellyfin GET /ScheduledTasks');
    throw new Fault('data_corrupt', 'Jellyfin GET /ScheduledTasks: unexpected answer: no task RefreshLibrary');
  }
}

const isBusy = ({ State }: Task): boolean => State === 'Running' || State === 'Cancelling';

const endOf = ({ LastExecutionResult }: Task): string | undefined => LastExecutionResult?.EndTimeUtc;
