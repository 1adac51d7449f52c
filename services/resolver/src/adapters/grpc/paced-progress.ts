/** Time between two messages of progress: at most ten a second. */
const defaultIntervalMs = 100;

type Step<P, R> = { readonly kind: 'progress'; readonly progress: P } | { readonly kind: 'result'; readonly result: R };

/**
 * Runs work that reports progress far more often than anyone can read. Yields the newest report once per interval and
 * drops the others, then yields the result. Throws if the work fails. A caller that stops listening should abort the
 * work's own signal.
 */
export async function* pacedProgress<P, R>(
  work: (report: (progress: P) => void) => Promise<R>,
  intervalMs: number = defaultIntervalMs,
): AsyncGenerator<Step<P, R>> {
  let newest: P | undefined;
  const running = work((progress) => {
    newest = progress;
  });
  // Awaited below; this only keeps a failure between two intervals from being an unhandled rejection.
  running.catch(() => undefined);
  for (;;) {
    const ended = await endsWithin(running, intervalMs);
    if (newest !== undefined) yield { kind: 'progress', progress: newest };
    newest = undefined;
    if (ended) break;
  }
  yield { kind: 'result', result: await running };
}

async function endsWithin(running: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const ended = running.then(
    () => true as const,
    () => true as const,
  );
  try {
    return await Promise.race([ended, waited]);
  } finally {
    clearTimeout(timer);
  }
}
