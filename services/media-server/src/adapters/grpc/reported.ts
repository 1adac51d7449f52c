/**
 * What some work reports, and its result last. Reports that nobody has read yet give way to newer ones: they are progress.
 * @throws what the work throws
 */
export async function* reported<T>(work: (report: (progress: T) => void) => Promise<T>): AsyncIterable<T> {
  let latest: { readonly progress: T } | undefined;
  let wake = (): void => undefined;
  const state = { isOver: false };
  const result = work((progress) => {
    latest = { progress };
    wake();
  }).finally(() => {
    state.isOver = true;
    wake();
  });
  // Its failure is thrown below; until then nobody listens.
  result.catch(() => undefined);
  while (!state.isOver) {
    if (latest === undefined) await new Promise<void>((resolve) => (wake = resolve));
    const next = latest;
    latest = undefined;
    if (next !== undefined && !state.isOver) yield next.progress;
  }
  yield await result;
}
