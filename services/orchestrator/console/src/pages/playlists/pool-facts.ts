import type { Schemas } from '../../api/types.js';

type Pool = Schemas['Pool'];

/** The pools of one platform. */
export interface PlatformPools {
  readonly platform: string;
  readonly pools: readonly Pool[];
  /** A playlist that is in two of them counts twice. */
  readonly playlistCount: number;
  /** The last time that one of them was listed to its end; null if none was lately. */
  readonly collectedAt: string | null;
}

/** By platform, those with the most playlists first, and so within each. */
export function byPlatform(pools: readonly Pool[]): readonly PlatformPools[] {
  const groups = Map.groupBy(pools, ({ platform }) => platform);
  return [...groups]
    .map(([platform, own]) => ({
      platform,
      pools: own.toSorted((a, b) => b.playlistCount - a.playlistCount || a.id - b.id),
      playlistCount: own.reduce((sum, { playlistCount }) => sum + playlistCount, 0),
      // Instants of one form sort as text.
      collectedAt: own.reduce<string | null>((last, { collectedAt }) => ((collectedAt ?? '') > (last ?? '') ? collectedAt : last), null),
    }))
    .toSorted((a, b) => b.playlistCount - a.playlistCount || (a.platform < b.platform ? -1 : 1));
}

/** Some pools are only named after their platform. */
export const hasOwnName = (name: string, platform: string): boolean => name !== '' && name.toLowerCase() !== platform;
