import { type MessagePort, parentPort, type ResourceLimits, Worker, type WorkerOptions, workerData } from 'node:worker_threads';
import { Fault, type FaultOptions, toFault } from '@catalogsync/faults';
import { nameOwnSources } from './own-sources.js';

export { nameOwnSources };

// An entry of its own: what a thread imports is loaded once more for it.

/** What a thread is started with. */
interface ThreadEntry {
  readonly url: URL;
  readonly options: WorkerOptions;
}

/**
 * The entry file of a thread. Built code starts its built neighbour; a thread started from TypeScript sources (tests, the dev
 * loader) has neither the loader nor the export condition, so it is given both.
 * @param built as `new URL('./name.js', import.meta.url)`
 */
export function threadEntry(built: URL): ThreadEntry {
  if (!import.meta.url.endsWith('.ts')) return { url: built, options: {} };
  const loader = new URL('../../../tools/swc-register.mjs', import.meta.url);
  return {
    url: new URL(built.href.replace(/\.js$/, '.ts')),
    options: { execArgv: ['--conditions=catalogsync-source', '--import', loader.href] },
  };
}

/** A fault as it crosses between threads. */
export interface SentFault extends Omit<FaultOptions, 'cause'> {
  readonly code: Fault['code'];
  readonly message: string;
  /** For the log. */
  readonly detail: string;
}

export function sentFault({ code, message, hint, retry, cause }: Fault): SentFault {
  return { code, message, hint, retry, detail: String((cause as Error | undefined)?.stack ?? cause ?? message) };
}

export const receivedFault = ({ code, message, detail, ...options }: SentFault): Fault =>
  new Fault(code, message, { ...options, cause: detail });

type Answer<T> = { readonly answer: T } | { readonly fault: SentFault };

export interface ThreadLimits {
  readonly name: string;
  readonly resourceLimits: ResourceLimits;
  readonly signal: AbortSignal;
}

/**
 * Has a thread of its own do one piece of work that would block this one, see `answerInThread`. The thread ends with it.
 * @throws Fault that the thread throws; `canceled`, `timeout` when the signal says so
 */
export async function askThread<T>(built: URL, question: unknown, { signal, ...limits }: ThreadLimits): Promise<T> {
  signal.throwIfAborted();
  const { url, options } = threadEntry(built);
  const worker = new Worker(url, { ...options, ...limits, workerData: question });
  const stop = (): undefined => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<T>((resolve, reject) => {
    let end = (): void =>
      reject(signal.aborted ? signal.reason : new Fault('internal', `the thread ${limits.name} ended without an answer`));
    worker.on('error', (error) => {
      end = () => reject(error);
    });
    worker.on('message', (said: Answer<T>) => {
      end = () => ('fault' in said ? reject(receivedFault(said.fault)) : resolve(said.answer));
    });
    worker.on('exit', () => end());
  }).finally(() => signal.removeEventListener('abort', stop));
}

/** The whole of a thread's entry file. Does nothing in the main thread. */
export async function answerInThread<Question, T>(answer: (question: Question) => T | Promise<T>): Promise<void> {
  if (parentPort === null) return;
  const port: MessagePort = parentPort;
  nameOwnSources();
  try {
    port.postMessage({ answer: await answer(workerData as Question) });
  } catch (error) {
    port.postMessage({ fault: sentFault(toFault(error)) });
  } finally {
    port.close();
  }
}
