import { Fault, toFault } from '@catalogsync/faults';

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
