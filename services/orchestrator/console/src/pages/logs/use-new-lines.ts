import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { LogFilter } from './log-filter.js';

const lookEveryMs = 5000;
const followEveryMs = 2000;
const mostCounted = 100;

interface NewLines {
  readonly filter: LogFilter;
  /** The newest line that is shown; undefined before the list was read. */
  readonly top: number | undefined;
  readonly follow: boolean;
}

/** How many lines there are that the list does not show; at most 100 are counted. The page asks only while it is seen. */
export function useNewLines({ filter, top, follow }: NewLines): number {
  const { data = [] } = useQuery({
    queryKey: ['logs', 'newest', filter],
    queryFn: async ({ signal }) => {
      const query = { ...filter, limit: mostCounted };
      return (await answerOf(api.GET('/api/logs', { params: { query }, signal }))).items.map(({ id }) => id);
    },
    // Nothing new is written before an instant that is over.
    enabled: top !== undefined && filter.until === undefined,
    refetchInterval: follow ? followEveryMs : lookEveryMs,
  });
  return top === undefined ? 0 : data.filter((id) => id > top).length;
}

/** Why following holds; undefined while it goes on. */
type Held = 'scroll' | 'selection' | undefined;

/** New lines never move what is read: following holds while the list is scrolled away, or text in it is selected. */
export function useHeld(frame: RefObject<HTMLElement | null>, follow: boolean): Held {
  const [held, setHeld] = useState<Held>();
  useEffect(() => {
    if (!follow) return setHeld(undefined);
    const look = (): void => setHeld(whyHeld(frame.current));
    look();
    addEventListener('scroll', look, { passive: true });
    document.addEventListener('selectionchange', look);
    return () => {
      removeEventListener('scroll', look);
      document.removeEventListener('selectionchange', look);
    };
  }, [frame, follow]);
  return held;
}

function whyHeld(frame: HTMLElement | null): Held {
  const selection = getSelection();
  if (frame === null || selection === null) return undefined;
  if (!selection.isCollapsed && selection.anchorNode !== null && frame.contains(selection.anchorNode)) return 'selection';
  return frame.getBoundingClientRect().top < 0 ? 'scroll' : undefined;
}
