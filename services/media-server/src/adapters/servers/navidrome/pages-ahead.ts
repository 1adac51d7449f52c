import { Fault } from '@catalogsync/faults';
import { readAhead } from '../read-ahead.js';

/** Requests under way: the server answers one while the next ones wait there, and only their answers are held. */
const ahead = 3;

/** Asks for the items from an offset on, at most `size`. */
type PageCall<T> = (offset: number, signal: AbortSignal) => Promise<readonly T[]>;

/**
 * The pages of a list in order, until one is short or empty.
 * @throws Fault `data_corrupt` if a page comes again: without it the list would have no end
 */
export async function* pagesAhead<T extends { readonly id: string | number }>(
  size: number,
  ask: PageCall<T>,
  signal: AbortSignal,
): AsyncIterable<readonly T[]> {
  let offset = 0;
  let first: T | undefined;
  const next = (either: AbortSignal): Promise<readonly T[]> => {
    const page = ask(offset, either);
    offset += size;
    return page;
  };
  for await (const page of readAhead({ next, isLast: ({ length }) => length < size, ahead: () => ahead }, signal)) {
    if (first !== undefined && page[0]?.id === first.id) {
      throw new Fault('data_corrupt', 'the server sends the same page of a list again and again');
    }
    [first] = page;
    if (page.length > 0) yield page;
  }
}
