import { useSyncExternalStore } from 'react';

/** As in the style sheets: a phone held upright. */
const query = matchMedia('(max-width: 720px)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether the page is as narrow as a phone: for what a style sheet cannot say, such as the height of rows. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
