import { Fault, toFault } from '@catalogsync/faults';

/** The time, and waiting for it. */
export interface Timing {
  /** Milliseconds since 1970, UTC: for what is stored. */
  now(): number;
  /** Monotonic milliseconds, for measuring durations. */
  elapsed(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A time limit, and the Fault for exceeding it. */
export interface TimeLimit {
  readonly ms: number;
  readonly expire: () => Fault;
}

/**
 * Runs work under a signal that also aborts when the time is up, with the Fault from `expire`. `extend` resets the
 * remaining time.
 */
export async function withTimeLimit<T>(
  timing: Timing,
  limit: TimeLimit,
  signal: AbortSignal,
  work: (signal: AbortSignal, extend: () => void) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const ended = new AbortController();
  let deadline = timing.elapsed() + limit.ms;
  const watch = async (): Promise<void> => {
    for (let left = limit.ms; left > 0 && !ended.signal.aborted; left = deadline - timing.elapsed()) await timing.sleep(left, ended.signal);
    if (!ended.signal.aborted) late.abort(limit.expire());
  };
  // It only sleeps, so it cannot fail, and the work does not wait for it.
  void watch();
  try {
    return await work(AbortSignal.any([signal, late.signal]), () => {
      deadline = timing.elapsed() + limit.ms;
    });
  } finally {
    ended.abort();
  }
}

/** The reason of an aborted signal as a Fault. */
export function abortFault(signal: AbortSignal): Fault {
  const reason: unknown = signal.reason;
  return reason instanceof Fault ? reason : new Fault('canceled', 'the operation was canceled', { cause: reason });
}

/**
 * The task's result, or the abort's Fault if the task has not ended `graceMs` after the signal aborted. So callers
 * can go on even if the task cannot stop (behaviour 197).
 */
export async function abandonable<T>(timing: Timing, task: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  const ended = new AbortController();
  const abandoned = new Promise<never>((_resolve, reject) => {
    const leave = (): void => {
      void timing.sleep(graceMs, ended.signal).then(() => reject(abortFault(signal)));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true, signal: ended.signal });
  });
  // A rejection after the task has ended concerns nobody.
  abandoned.catch(() => undefined);
  try {
    return await Promise.race([task, abandoned]);
  } finally {
    ended.abort();
  }
}

/** Limits for one call to a source. */
export interface CallOptions {
  /** Milliseconds; undefined leaves it to the source's own limits. */
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
}

/** A signal that aborts after this many milliseconds. */
export type Deadline = (ms: number) => AbortSignal;

/**
 * Runs a call to a source under its time limit and the caller's signal. Waits no longer than either, even if the
 * source ignores its signal.
 * @throws Fault what the call throws, `timeout`, or the reason of the caller's signal
 */
export async function withinTime<T>(
  source: string,
  { timeoutMs, signal }: CallOptions,
  deadline: Deadline,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = timeoutMs === undefined ? undefined : deadline(timeoutMs);
  const either = late === undefined ? signal : AbortSignal.any([signal, late]);
  const ended = (): Fault => {
    if (signal.aborted) return toFault(signal.reason);
    return new Fault('timeout', `the source "${source}" did not answer within ${timeoutMs} ms`);
  };
  if (either.aborted) throw ended();
  let leave = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(ended());
    either.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([call(either), left]);
  } catch (error) {
    throw either.aborted ? ended() : toFault(error);
  } finally {
    either.removeEventListener('abort', leave);
  }
}
