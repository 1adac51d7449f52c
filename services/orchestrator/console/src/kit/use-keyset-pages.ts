import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type KnownPages, nothingKnown, pagesOf, type ReadPage, wholePage, withPage } from './keyset-pages.js';

const pageSize = 100;
const droppedAfterMs = 60_000;

interface KeysetPages<Row> {
  readonly known: KnownPages;
  /** The row, if its page is loaded; call `show` with what is seen first. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly isEmpty: boolean;
  readonly isLoading: boolean;
  /** What is shown belongs to the filter before. */
  readonly isOld: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** What is known of the list under this key; another key begins anew. */
export function useKnownPages(key: string): [KnownPages, (change: (before: KnownPages) => KnownPages) => void] {
  const [kept, setKept] = useState({ key, known: nothingKnown(pageSize) });
  const known = kept.key === key ? kept.known : nothingKnown(pageSize);
  const change = (next: (before: KnownPages) => KnownPages): void =>
    setKept((before) => {
      const after = next(before.key === key ? before.known : nothingKnown(pageSize));
      return after === before.known && before.key === key ? before : { key, known: after };
    });
  return [known, change];
}

/** Reads the pages that these rows are on. Each is a query of its own, never read again by itself and dropped after a minute. */
export function useKeysetPages<Row>(
  queryKey: readonly unknown[],
  read: ReadPage<Row>,
  [known, setKnown]: ReturnType<typeof useKnownPages>,
  seen: { readonly first: number; readonly last: number },
): KeysetPages<Row> {
  const pages = pagesOf(known, seen.first, seen.last);
  const answers = useQueries({
    queries: pages.map((index) => ({
      queryKey: [...queryKey, 'page', index, known.cursors[index] ?? ''],
      queryFn: ({ signal }: { signal: AbortSignal }) => wholePage(read, known.cursors[index], pageSize, signal),
      gcTime: droppedAfterMs,
      staleTime: Number.POSITIVE_INFINITY,
      placeholderData: index === 0 ? keepPreviousData : undefined,
    })),
  });
  useEffect(() => {
    for (const [at, { data, isPlaceholderData }] of answers.entries()) {
      const index = pages[at];
      if (data !== undefined && !isPlaceholderData && index !== undefined) setKnown((before) => withPage(before, index, data));
    }
  });
  const loaded = new Map(pages.map((index, at) => [index, answers[at]?.data]));
  const failed = answers.find(({ error }) => error !== null);
  const start = loaded.get(0);
  return {
    known,
    rowAt: (index) => loaded.get(Math.floor(index / pageSize))?.items[index % pageSize],
    isEmpty: known.total === 0 || (start?.items.length === 0 && start.nextCursor === null),
    isLoading: pages[0] === 0 && start === undefined,
    isOld: answers.some(({ isPlaceholderData }) => isPlaceholderData),
    error: failed?.error ?? undefined,
    retry: () => void failed?.refetch(),
  };
}
