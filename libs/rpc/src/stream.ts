import { Observable } from 'rxjs';

/**
 * Serves an async sequence as a server stream of Nest. When the caller leaves, the signal aborts and the
 * sequence is closed. Nest has no backpressure, so use it for short progress messages; long lists are paged.
 */
export function streamOf<T>(source: (signal: AbortSignal) => AsyncIterable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const pump = async (): Promise<void> => {
      for await (const item of source(controller.signal)) {
        if (subscriber.closed) return;
        subscriber.next(item);
      }
      subscriber.complete();
    };
    pump().catch((error: unknown) => subscriber.error(error));
    return () => controller.abort();
  });
}
