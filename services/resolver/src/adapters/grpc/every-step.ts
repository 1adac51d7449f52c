type Step<P, R> = { readonly kind: 'report'; readonly report: P } | { readonly kind: 'result'; readonly result: R };

/**
 * Runs work and yields every report in order, then the result. Throws if the work fails. A caller that stops
 * listening should abort the work's own signal. Only for work with few reports; otherwise use `pacedProgress`.
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
  // The outcome is awaited below; this only detects the end.
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
