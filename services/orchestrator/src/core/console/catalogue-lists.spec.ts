import { describe, expect, it } from '@jest/globals';
import { RecentCounts } from './catalogue-lists.js';

describe('when the catalogue is counted for viewers', () => {
  it('is recounted only after fifty times as long as counting took, and at least two seconds', async () => {
    let now = 0;
    let tookMs = 100;
    let counted = 0;
    const counts = { songs: 1, downloadedSongs: 1, playlists: 1, artists: 1, activeFiles: 1, goneSongs: 0 };
    const recent = new RecentCounts(
      {
        counts: async () => {
          counted += 1;
          now += tookMs;
          return counts;
        },
      },
      () => now,
    );
    for (let asked = 0; asked < 100; asked++) {
      await recent.get();
      now += 100;
    }
    // In 10 s: once at the start, once after 5 s.
    expect(counted).toBe(2);
    tookMs = 0;
    now += 60_000;
    counted = 0;
    for (let asked = 0; asked < 100; asked++) {
      await recent.get();
      now += 100;
    }
    expect(counted).toBe(5);
    now += 60_000;
    await Promise.all([recent.get(), recent.get(), recent.get()]);
    expect(counted).toBe(6);
  });
});
