import { Fault } from '@catalogsync/faults';
import type { Exchange } from '@catalogsync/http';

/** How long another service may take for one request, in milliseconds. */
export const peerMs = 20_000;

/**
 * Does what a request asks of another service, for as long as its client waits for the answer.
 * @param what such as `the check`; for the message
 * @throws Fault `timeout` after that many milliseconds, otherwise what `work` throws
 */
export async function whileAsked<T>(
  { response }: Pick<Exchange, 'response'>,
  ms: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(ms);
  const left = new AbortController();
  const leave = (): void => left.abort();
  response.once('close', leave);
  try {
    return await work(AbortSignal.any([left.signal, late]));
  } catch (error) {
    if (!late.aborted) throw error;
    throw new Fault('timeout', `${what} took longer than ${ms / 1000} seconds`, { hint: 'Try again later.', cause: error });
  } finally {
    response.off('close', leave);
  }
}
