import { Fault } from '@catalogsync/faults';

/**
 * A stream that may last for hours as long as messages arrive; fails with `timeout` after `silentMs` milliseconds
 * of silence. The reader's own time does not count. `open` gets the signal that ends the call, because of
 * silence or of the caller's own `signal`.
 */
export async function* endIfSilent<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  options: { readonly silentMs: number; readonly signal: AbortSignal; readonly what: string },
): AsyncIterable<T> {
  const silence = new AbortController();
  const arm = (): NodeJS.Timeout => setTimeout(() => silence.abort(), options.silentMs);
  let timer = arm();
  try {
    for await (const item of open(AbortSignal.any([options.signal, silence.signal]))) {
      clearTimeout(timer);
      yield item;
      timer = arm();
    }
  } catch (error) {
    if (!silence.signal.aborted || options.signal.aborted) throw error;
    throw new Fault('timeout', `${options.what}: no message for ${Math.round(options.silentMs / 1000)} s`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
