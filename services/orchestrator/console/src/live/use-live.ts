import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Live, LiveStore } from './live-store.js';

export const LiveContext = createContext<LiveStore | undefined>(undefined);

/** A part of the live state; drawn again only when that part is another value. */
export function useLivePart<Part>(pick: (live: Live) => Part): Part {
  const store = useContext(LiveContext);
  if (store === undefined) throw new Error('no live state around this component');
  return useSyncExternalStore(store.subscribe, () => pick(store.read()));
}
