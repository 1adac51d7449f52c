import { useMemo } from 'react';
import { songStates } from '../../language/catalogue-words.js';
import { useMessages } from '../../language/messages.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { messages } from './messages.js';

export const statuses = ['downloaded', 'missing', 'gone'] as const;
export type SongStatus = (typeof statuses)[number];

/** The filters of the list, as they stand in the address and as the API takes them. */
export interface SongFilters {
  readonly query: { readonly text?: string; readonly platform?: string; readonly status?: SongStatus };
  /** In words, for what is done to all that match; undefined without a filter. */
  readonly words: string | undefined;
}

export function useSongFilters(): SongFilters {
  const [{ text, platform, status: given }] = useFilters();
  const say = useMessages(messages);
  const states = useMessages(songStates);
  const status = oneOf(statuses, given);
  return useMemo(() => {
    const query = { ...(text?.trim() ? { text: text.trim() } : {}), ...(platform ? { platform } : {}), ...(status ? { status } : {}) };
    const words = [text?.trim() ? `“${text.trim()}”` : undefined, platform, status && states[status]].filter(Boolean);
    return { query, words: words.length === 0 ? undefined : say.filteredBy(words.join(' · ')) };
  }, [text, platform, status, say, states]);
}
