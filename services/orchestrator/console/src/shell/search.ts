import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** What stands behind the question mark of an address: plain text, as people can read and change it. */
export type Search = Readonly<Record<string, string | undefined>>;

const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));

export function printSearch(search: Search): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/**
 * The filters of a page, kept in its address: they survive a reload, and can be sent to somebody. The second value changes some of
 * them; undefined or an empty text takes one away.
 */
export function useFilters(): [Search, (change: Search) => void] {
  const text = useSearch();
  const [, navigate] = useLocation();
  const search = useMemo(() => parseSearch(text), [text]);
  const change = useCallback(
    (part: Search): void => {
      const { pathname, search: before } = window.location;
      navigate(pathname + printSearch({ ...parseSearch(before), ...part }), { replace: true });
    },
    [navigate],
  );
  return [search, change];
}

/** A filter as one of the words that it may be; undefined for anything else that stands in the address. */
export const oneOf = <Word extends string>(words: readonly Word[], text: string | undefined): Word | undefined =>
  words.find((word) => word === text);
