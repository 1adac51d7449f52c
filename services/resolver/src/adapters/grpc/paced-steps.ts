import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, type Step } from './every-step.js';

/** Time between two messages of progress: at most ten a second. */
const defaultIntervalMs = 100;

/**
 * Runs work that reports progress far more often than anyone can read. Yields the newest report once per interval and
 * drops the others, then yields the result. Throws if the work fails. A caller that stops listening should abort the
 * work's own signal.
 */
export async function* pacedSteps<P, R>(
  work: (report: (progress: P) => void) => Promise<R>,
  intervalMs: number = defaultIntervalMs,
): AsyncGenerator<Step<P, R>> {
  let newest: P | undefined;
  const running = work((progress) => {
    newest = progress;
  });
  const end = endOf(running);
  for (let ended = false; !ended; ) {
    const interval = new AbortController();
    ended = await Promise.race([end, sleep(intervalMs, false, { signal: interval.signal })]);
    interval.abort();
    if (newest !== undefined) yield { kind: 'report', report: newest };
    newest = undefined;
  }
  yield { kind: 'result', result: await running };
}
