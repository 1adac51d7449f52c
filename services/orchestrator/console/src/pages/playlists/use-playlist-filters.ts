import { useMemo } from 'react';
import { ownPlatforms, syncStates } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { messages } from './messages.js';

const choices = ['true', 'false'] as const;

/** The filters in the address, as the API takes them. */
export interface PlaylistFilters {
  readonly query: {
    readonly name?: string;
    readonly platform?: string;
    readonly status?: string;
    readonly followed?: (typeof choices)[number];
    readonly poolId?: number;
  };
  /** In words, but for the pool; undefined without a filter. */
  readonly words: string | undefined;
}

export const noFilters = { name: undefined, platform: undefined, status: undefined, followed: undefined, pool: undefined };

export function usePlaylistFilters(): PlaylistFilters {
  const [{ name, platform, status, followed, pool }] = useFilters();
  const say = useMessages(messages);
  const states = useMessages(syncStates);
  const own = useMessages(ownPlatforms);
  return useMemo(() => {
    const isFollowed = oneOf(choices, followed);
    const poolId = /^[1-9]\d{0,14}$/.test(pool ?? '') ? Number(pool) : undefined;
    const query = Object.fromEntries(
      Object.entries({ name, platform, status, followed: isFollowed, poolId }).filter(([, value]) => value !== undefined && value !== ''),
    );
    const words = [
      name && `“${name}”`,
      platform && wordFor(own, platform),
      status && wordFor(states, status),
      isFollowed && (isFollowed === 'true' ? say.followed : say.notFollowed),
    ].filter(Boolean);
    return { query, words: Object.keys(query).length === 0 ? undefined : words.join(' · ') };
  }, [name, platform, status, followed, pool, say, states, own]);
}
