import { Fault } from '@catalogsync/faults';
import { type AnswerShape, endpointOf, type PlexCall, type PlexClient } from './client.js';

/** A container as every list comes. */
export interface Container<T> {
  readonly MediaContainer: {
    readonly size?: number | undefined;
    readonly totalSize?: number | undefined;
    readonly offset?: number | undefined;
    readonly Metadata?: readonly T[] | undefined;
  };
}

interface Page<T> {
  readonly rows: readonly T[];
  /** What the server claims; absent where everything fits into one page. */
  readonly total: number | undefined;
}

interface Pending<T> {
  readonly start: number;
  readonly page: Promise<Page<T>>;
}

/** Entries of a page: about 1 MB of tracks. */
const usualSize = 1000;
/** Pages that are read while the caller works on the one before: what bounds the memory. */
const pagesAhead = 3;

/** The entries of a container. @throws Fault `data_corrupt` if it claims entries and has no list */
export function rowsOf<T>({ MediaContainer: { size = 0, Metadata } }: Container<T>, call: PlexCall): readonly T[] {
  if (Metadata !== undefined) return Metadata;
  if (size > 0) throw new Fault('data_corrupt', `${endpointOf(call)}: unexpected answer: ${size} entries without their list`);
  return [];
}

/** One page of a list. */
export async function pageOf<T>(
  client: PlexClient,
  call: PlexCall,
  shape: AnswerShape<Container<T>>,
  at: { readonly start: number; readonly size: number },
  signal: AbortSignal,
): Promise<Page<T>> {
  const headers = { 'X-Plex-Container-Start': String(at.start), 'X-Plex-Container-Size': String(at.size) };
  const container = await client.ask({ ...call, headers }, shape, signal);
  const { offset = at.start, totalSize } = container.MediaContainer;
  if (offset === at.start) return { rows: rowsOf(container, call), total: totalSize };
  throw new Fault('data_corrupt', `${endpointOf(call)}: unexpected answer: it starts at ${offset} instead of ${at.start}`);
}

/**
 * A list, page after page in order; the first as soon as it is there, the others read ahead. It ends with an empty page, or with a
 * short one unless the server says that there is more: some cap the size of a page.
 */
export async function* pagesOf<T>(
  client: PlexClient,
  call: PlexCall,
  shape: AnswerShape<Container<T>>,
  signal: AbortSignal,
  { from = 0, size = usualSize }: { readonly from?: number; readonly size?: number } = {},
): AsyncIterable<readonly T[]> {
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const ask = (start: number): Pending<T> => {
    const page = pageOf(client, call, shape, { start, size }, both);
    // Whoever takes the page sees its failure; one that is no longer wanted may fail unseen.
    page.catch(() => undefined);
    return { start, page };
  };
  try {
    let ahead: Pending<T>[] = [];
    let first = '';
    for (let start = from; ; ) {
      const { rows, total } = await (ahead.shift() ?? ask(start)).page;
      if (rows.length === 0) return;
      const before = first;
      first = JSON.stringify(rows[0]);
      if (first === before) throw new Fault('data_corrupt', `${endpointOf(call)}: unexpected answer: the same page again`);
      start += rows.length;
      const isFull = rows.length === size;
      if (!isFull) ahead = [];
      // Without a total the next page may be an empty one: one is enough.
      const end = total ?? start + 1;
      // A server that does not know pages sends everything at once.
      const isLast = rows.length > size || (!isFull && start >= (total ?? 0));
      for (let next = (ahead.at(-1)?.start ?? start - size) + size; !isLast && ahead.length < pagesAhead && next < end; next += size) {
        ahead.push(ask(next));
      }
      yield rows;
      if (isLast) return;
    }
  } finally {
    ended.abort();
  }
}
