import { Fault } from '@catalogsync/faults';
import type { SourceLimits } from '../sources/source.js';
import { abandonable, abortFault, type TimeLimit, type Timing, withTimeLimit } from './timing.js';

/** How long a call may go on after it was aborted before nobody waits for it any more. */
const defaultGraceMs = 3000;

/** How long one call may take, from when its turn has come. */
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

interface Waiter {
  /** Its place is taken for it. */
  enter(): void;
  refuse(fault: Fault): void;
}

/**
 * Lets calls of one source through: never more at a time than it allows, and no faster than its bucket of
 * tokens refills, whatever came of the calls before (behaviours 189 to 191). First come, first served.
 */
export class SourceGate {
  private readonly concurrency: number;
  private readonly waiting: Waiter[] = [];
  private busy = 0;
  /** Calls that were aborted and do not end; they keep their place, for the source still has them. */
  private abandoned = 0;
  private tokens: number;
  private refilledAt: number;
  private tokenTurn: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: string,
    private readonly limits: SourceLimits | undefined,
    private readonly timing: Timing,
    private readonly graceMs = defaultGraceMs,
  ) {
    this.concurrency = limits?.concurrency ?? 1;
    this.tokens = limits?.rate?.tokens ?? 0;
    this.refilledAt = timing.elapsed();
  }

  /**
   * Runs one call when its turn comes; its time runs from then on. `call` gets what to call whenever the
   * source gave a sign of life.
   * @throws what the call throws; the limits' Fault; `unavailable` if the call before got no answer in time or
   *   calls that do not end have taken every place; the signal's reason. If the call goes on after its signal aborted, nobody waits for it any more
   *   after `graceMs`.
   */
  async run<T>(call: (signal: AbortSignal, alive: () => void) => Promise<T>, limits: CallLimits, signal: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      await this.takeToken(signal);
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
    // Both ways: the place is free once the call has really ended; its outcome is raced for below.
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

  /** Resolves with a place taken. */
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

  /** The place goes to the next in line, or is free. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.busy--;
    else next.enter();
  }

  /** A source that left one caller without an answer would leave those behind it without one too, one after the other. */
  private expired(limit: TimeLimit): Fault {
    this.refuseWaiting(new Fault('unavailable', `the source "${this.source}" did not answer the call before`));
    return limit.expire();
  }

  private refuseWaiting(fault: Fault): void {
    for (const waiter of this.waiting.splice(0)) waiter.refuse(fault);
  }

  private stuckFault(): Fault {
    return new Fault('unavailable', `the source "${this.source}" still has not ended calls that were given up`, {
      hint: 'Check whether it hangs; restart what it depends on.',
    });
  }

  /** One after another, so that two do not wait for the same token. */
  private takeToken(signal: AbortSignal): Promise<void> {
    const rate = this.limits?.rate;
    if (rate === undefined) return Promise.resolve();
    const taken = this.tokenTurn.then(() => this.awaitToken(rate, signal));
    // The next one's turn comes whether this one got its token or gave up.
    this.tokenTurn = taken.catch(() => undefined);
    return taken;
  }

  private async awaitToken(rate: { readonly tokens: number; readonly perMs: number }, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted) throw abortFault(signal);
      const now = this.timing.elapsed();
      this.tokens = Math.min(rate.tokens, this.tokens + (Math.max(0, now - this.refilledAt) * rate.tokens) / rate.perMs);
      this.refilledAt = now;
      // Rounding must not leave the bucket an atom short of a token.
      if (this.tokens >= 1 - 1e-9) {
        this.tokens -= 1;
        return;
      }
      await this.timing.sleep(Math.max(1, Math.ceil(((1 - this.tokens) * rate.perMs) / rate.tokens)), signal);
    }
  }
}
