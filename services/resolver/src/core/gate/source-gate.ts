import { Fault } from '@catalogsync/faults';
import type { SourceLimits } from '../sources/source.js';
import { abandonable, abortFault, type TimeLimit, type Timing, withTimeLimit } from './timing.js';
import { TokenBucket } from './token-bucket.js';

/** How long to wait for an aborted call to end. */
const defaultGraceMs = 3000;

/** How long one call may take once its turn has come. */
export interface CallLimits {
  readonly total: TimeLimit;
  /** Without a sign of life. */
  readonly silence?: TimeLimit;
}

/** A call that throws before its first wait has failed like any other. */
async function started<T>(
  call: (signal: AbortSignal, alive: () => void) => Promise<T>,
  signal: AbortSignal,
  alive: () => void,
): Promise<T> {
  return call(signal, alive);
}

/** Through which a source is called. */
export interface CallGate {
  /**
   * Runs one call when its turn comes; its time limit starts then. `call` gets a function to report signs of life.
   * @throws what the call throws; the limits' Fault; the signal's reason
   */
  run<T>(call: (signal: AbortSignal, alive: () => void) => Promise<T>, limits: CallLimits, signal: AbortSignal): Promise<T>;
}

interface Waiter {
  /** Called once it has a place. */
  enter(): void;
  refuse(fault: Fault): void;
}

/**
 * Limits the calls to one source: no more at once than it allows, and no faster than its token bucket refills,
 * whatever the outcome of earlier calls (behaviours 189 to 191). First come, first served.
 */
export class SourceGate implements CallGate {
  private readonly concurrency: number;
  private readonly waiting: Waiter[] = [];
  private busy = 0;
  /** Aborted calls that do not end; they keep their place, because the source is still busy with them. */
  private abandoned = 0;

  /** @param tokens shared by gates of the same source */
  constructor(
    private readonly source: string,
    limits: SourceLimits | undefined,
    private readonly timing: Timing,
    private readonly graceMs = defaultGraceMs,
    private readonly tokens = new TokenBucket(limits?.rate, timing),
  ) {
    this.concurrency = limits?.concurrency ?? 1;
  }

  /**
   * Runs one call when its turn comes; its time limit starts then. `call` gets a function to report signs of life.
   * @throws what the call throws; the limits' Fault; `unavailable` if the previous call got no answer in time or hung
   *   calls hold every place; the signal's reason. An aborted call that goes on is waited for at most `graceMs`.
   */
  async run<T>(call: (signal: AbortSignal, alive: () => void) => Promise<T>, limits: CallLimits, signal: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      await this.tokens.take(signal);
    } catch (error) {
      this.leave();
      throw error;
    }
    const { silence = limits.total } = limits;
    const total = { ms: limits.total.ms, expire: () => this.expired(limits.total) };
    return withTimeLimit(this.timing, total, signal, (limited) =>
      withTimeLimit(this.timing, silence, limited, (either, alive) => this.follow(started(call, either, alive), either)),
    );
  }

  private async follow<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
    let settled = false;
    let given = false;
    const end = (): void => {
      settled = true;
      if (given) this.abandoned--;
      this.leave();
    };
    // Success or failure, the place is free once the call has really ended; the race below takes its outcome.
    task.then(end, end);
    try {
      return await abandonable(this.timing, task, signal, this.graceMs);
    } finally {
      if (!settled) {
        given = true;
        this.abandoned++;
        if (this.stuck) this.refuseWaiting(this.stuckFault());
      }
    }
  }

  private get stuck(): boolean {
    return this.abandoned >= this.concurrency;
  }

  /** Resolves when a place is taken. */
  private async enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortFault(signal);
    if (this.busy < this.concurrency) {
      this.busy++;
      return;
    }
    if (this.stuck) throw this.stuckFault();
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        enter: () => {
          signal.removeEventListener('abort', give);
          resolve();
        },
        refuse: (fault) => {
          signal.removeEventListener('abort', give);
          reject(fault);
        },
      };
      const give = (): void => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(abortFault(signal));
      };
      signal.addEventListener('abort', give, { once: true });
      this.waiting.push(waiter);
    });
  }

  /** The place goes to the next in line, or becomes free. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.busy--;
    else next.enter();
  }

  /** A source that did not answer one caller would keep those behind it waiting in vain too, one by one. */
  private expired(limit: TimeLimit): Fault {
    this.refuseWaiting(new Fault('unavailable', `the source "${this.source}" did not answer the previous call`));
    return limit.expire();
  }

  private refuseWaiting(fault: Fault): void {
    for (const waiter of this.waiting.splice(0)) waiter.refuse(fault);
  }

  private stuckFault(): Fault {
    return new Fault('unavailable', `the source "${this.source}" is still busy with abandoned calls`, {
      hint: 'Check whether it hangs, and restart what it depends on.',
    });
  }
}
