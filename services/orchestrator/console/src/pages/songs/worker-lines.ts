import type { LiveSnapshot } from '../../api/types.js';

export type LiveWorker = LiveSnapshot['workers'][number];

/** One line of the card: a worker that was seen since the page was opened, and its work if it has any. */
export interface WorkerLine {
  readonly name: string;
  readonly work: LiveWorker | undefined;
}

/**
 * Each worker keeps its line once it was seen, so that nothing below moves when one of them rests for a moment.
 */
export function linesOf(before: readonly WorkerLine[], workers: readonly LiveWorker[]): WorkerLine[] {
  const busy = new Map(workers.map((worker) => [worker.workerName, worker]));
  const names = [...new Set([...before.map(({ name }) => name), ...busy.keys()])];
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => ({ name, work: busy.get(name) }));
}

/** What a worker does: it asks a source, or something that the service has words for. */
export type Doing =
  | { readonly kind: 'asking'; readonly source: string; readonly at: string; readonly of: string }
  | { readonly kind: 'other'; readonly text: string }
  | { readonly kind: 'stage' };

const askingWords = /^resolving source (.+) \((\d+)\/(\d+)\)$/;

export function doingOf({ progressText }: Pick<LiveWorker, 'progressText'>): Doing {
  if (progressText === null || progressText === '') return { kind: 'stage' };
  const [, source, at, of] = askingWords.exec(progressText) ?? [];
  if (source !== undefined && at !== undefined && of !== undefined) return { kind: 'asking', source, at, of };
  return { kind: 'other', text: progressText };
}
