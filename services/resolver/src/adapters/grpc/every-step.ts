/** A step of work that reports what it does. */
export type Step<P, R> = { readonly kind: 'report'; readonly report: P } | { readonly kind: 'result'; readonly result: R };

/**
 * Runs work and yields every report in order, then the result. Throws if the work fails. A caller that stops
 * listening should abort the work's own signal. Only for work with few reports; otherwise use `pacedSteps`.
 */
export async function* stepsOf<P, R>(work: (report: (progress: P) => void) => Promise<R>): AsyncGenerator<Step<P, R>> {
  const reports: P[] = [];
  let arrival = Promise.withResolvers<void>();
  const running = work((report) => {
    reports.push(report);
    arrival.resolve();
  });
  const end = endOf(running);
  for (let ended = false; !ended; ) {
    ended = await Promise.race([end, arrival.promise.then(() => false)]);
    arrival = Promise.withResolvers();
    for (const report of reports.splice(0)) yield { kind: 'report', report };
  }
  yield { kind: 'result', result: await running };
}

/** True once it has ended. Its outcome is awaited later; until then a failure is not an unhandled rejection. */
export function endOf(running: Promise<unknown>): Promise<boolean> {
  return running.then(
    () => true,
    () => true,
  );
}
