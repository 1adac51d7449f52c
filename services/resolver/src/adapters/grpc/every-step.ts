type Step<P, R> = { readonly kind: 'report'; readonly report: P } | { readonly kind: 'result'; readonly result: R };

/**
 * Runs work and yields each of its reports, in order and none dropped, then its result. A failure of the
 * work is thrown; one who stops listening should abort the work's own signal. For work that reports a few
 * times only; see `pacedProgress` for the rest.
 */
export async function* stepsOf<P, R>(work: (report: (progress: P) => void) => Promise<R>): AsyncGenerator<Step<P, R>> {
  const reports: P[] = [];
  let wake = (): void => undefined;
  const running = work((progress) => {
    reports.push(progress);
    wake();
  });
  let ended = false;
  const end = (): void => {
    ended = true;
    wake();
  };
  // The outcome is awaited below; this only notices the end.
  running.then(end, end);
  while (!ended || reports.length > 0) {
    const report = reports.shift();
    if (report !== undefined) yield { kind: 'report', report };
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ended || reports.length > 0) resolve();
      });
    }
  }
  yield { kind: 'result', result: await running };
}
