/**
 * Fetches for each item, up to `limit` at once, and yields the results in the items' order. A rejected
 * fetch is thrown when its turn comes.
 */
export async function* readAhead<T, R>(items: Iterable<T>, limit: number, fetch: (item: T) => Promise<R>): AsyncIterable<R> {
  const window: Promise<R>[] = [];
  for (const item of items) {
    const pending = fetch(item);
    // Awaited later in its turn; until then a rejection must not count as unhandled.
    pending.catch(() => undefined);
    window.push(pending);
    if (window.length >= limit) yield await (window.shift() as Promise<R>);
  }
  for (const pending of window) yield await pending;
}
