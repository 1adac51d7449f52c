import { Fault } from '@catalogsync/faults';
import { readAhead } from '../read-ahead.js';
import { TooMuchAtOnce } from './client.js';

/** How lists are read. */
export interface PageLimits {
  /** Items of a page at first. */
  readonly largest: number;
  /** A page of this size that still fails is not made smaller. */
  readonly smallest: number;
  /** Pages that are on their way while the reader works on one. */
  readonly ahead: number;
}

/** At most `count` items from `start` on; fewer only at the end of the list. */
export type ReadPage<T> = (start: number, count: number, signal: AbortSignal) => Promise<readonly T[]>;

/** No library is larger; a server that goes on ignores where a page is to begin. */
const mostItems = 20_000_000;

/**
 * How many items to ask for: half as many after each failure, and twice as many again after a number of successes that
 * doubles with each failure, so that a server at its limit is not pushed over it again and again.
 */
class PageSize {
  private size: number;
  private successes = 0;
  private needed = 4;

  constructor(private readonly limits: PageLimits) {
    this.size = limits.largest;
  }

  get current(): number {
    return this.size;
  }

  /** A server in trouble gets one request at a time. */
  get ahead(): number {
    return this.size < this.limits.largest ? 1 : this.limits.ahead;
  }

  /** Whether a smaller page may be tried. */
  failedAt(size: number): boolean {
    if (size <= this.limits.smallest) return false;
    this.size = Math.max(this.limits.smallest, Math.min(this.size, size >> 1));
    this.successes = 0;
    this.needed *= 2;
    return true;
  }

  fitted(): void {
    if (this.size === this.limits.largest) return;
    this.successes += 1;
    if (this.successes < this.needed) return;
    this.size = Math.min(this.limits.largest, this.size * 2);
    this.successes = 0;
  }
}

interface Window<T> {
  readonly items: readonly T[];
  readonly count: number;
}

/**
 * A list page by page, in order. It ends with a page that is shorter than asked for; totals are not believed. After the first full
 * page a few more are read ahead, which bounds both the waiting and what is kept in memory.
 * @param most items to read at all
 * @throws Fault what `read` throws, once the smallest page fails
 */
export async function* pagesOf<T>(
  read: ReadPage<T>,
  limits: PageLimits,
  signal: AbortSignal,
  most = mostItems,
): AsyncGenerator<readonly T[]> {
  const size = new PageSize(limits);
  let asked = 0;
  const next = (either: AbortSignal): Promise<Window<T>> | undefined => {
    if (asked >= most) return undefined;
    const at = { start: asked, count: Math.min(size.current, most - asked) };
    asked += at.count;
    return readWindow(read, size, at, either);
  };
  const calls = { next, isLast: ({ items, count }: Window<T>) => items.length < count, ahead: () => size.ahead };
  for await (const { items } of readAhead(calls, signal)) {
    if (items.length > 0) yield items;
    if (asked >= mostItems) throw new Fault('data_corrupt', 'Jellyfin: unexpected answer: a list that does not end');
  }
}

/** The items of one page, in smaller pieces where the server cannot give it at once. */
async function readWindow<T>(
  read: ReadPage<T>,
  size: PageSize,
  { start, count }: { readonly start: number; readonly count: number },
  signal: AbortSignal,
): Promise<Window<T>> {
  const items: T[] = [];
  while (items.length < count) {
    const asked = Math.min(size.current, count - items.length);
    const page = await attempt(() => read(start + items.length, asked, signal), size, asked);
    if (page === undefined) continue;
    if (page.length > asked)
      throw new Fault('data_corrupt', `Jellyfin: unexpected answer: ${page.length} items instead of at most ${asked}`);
    for (const item of page) items.push(item);
    if (page.length < asked) break;
  }
  return { items, count };
}

/** Undefined if a smaller page is to be tried. */
async function attempt<T>(read: () => Promise<readonly T[]>, size: PageSize, asked: number): Promise<readonly T[] | undefined> {
  try {
    const page = await read();
    size.fitted();
    return page;
  } catch (error) {
    if (error instanceof TooMuchAtOnce && size.failedAt(asked)) return undefined;
    throw error;
  }
}
