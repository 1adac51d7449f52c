import { describe, expect, it } from '@jest/globals';
import { byPlatform, hasOwnName } from './pool-facts.js';

const pool = (id: number, platform: string, playlistCount: number, collectedAt: string | null = null) => {
  const more = { kind: 'toplist', name: `pool ${id}`, url: null, followed: false };
  return { id, platform, playlistCount, collectedAt, ...more };
};

describe('when pools are shown by platform', () => {
  it('puts the platform, and the pool, with the most playlists first', () => {
    const shown = byPlatform([pool(1, 'qq', 2), pool(2, 'netease', 1), pool(3, 'netease', 9), pool(4, 'deezer', 2)]);
    expect(shown.map(({ platform, playlistCount }) => [platform, playlistCount])).toEqual([
      ['netease', 10],
      ['deezer', 2],
      ['qq', 2],
    ]);
    expect(shown[0]?.pools.map(({ id }) => id)).toEqual([3, 2]);
  });

  it('says when one of them was listed last, if any was', () => {
    const [first, last] = ['2026-11-30T09:00:00.000Z', '2026-11-30T10:00:00.000Z'];
    expect(byPlatform([pool(1, 'qq', 1, last), pool(2, 'qq', 1, first), pool(3, 'qq', 1)])[0]?.collectedAt).toBe(last);
    expect(byPlatform([pool(1, 'qq', 1)])[0]?.collectedAt).toBeNull();
    expect(byPlatform([])).toEqual([]);
  });

  it('knows a name that only repeats the platform', () => {
    expect(['Jamendo', '', 'Hot'].map((name) => hasOwnName(name, 'jamendo'))).toEqual([false, false, true]);
  });
});
