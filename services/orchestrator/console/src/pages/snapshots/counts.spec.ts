import { describe, expect, it } from '@jest/globals';
import { changesOf, countsOf } from './counts.js';

const snapshot = {
  id: 'a',
  generatedAt: '2026-11-01T00:00:00.000Z',
  sequence: 1,
  playlistCount: 4,
  trackCount: 100,
  fileCount: 120,
  artistCount: 30,
  toplistCount: 2,
  sizeBytes: 1000,
  current: true,
};

describe('the counts of a snapshot', () => {
  it('name what it holds', () => {
    expect(countsOf(snapshot)).toEqual({ songs: 100, files: 120, artists: 30, playlists: 4, charts: 2 });
  });

  it('say what a rollback takes away and brings back', () => {
    const older = { ...snapshot, id: 'b', trackCount: 90, toplistCount: 3, current: false };
    expect(changesOf(snapshot, older)).toEqual([
      { what: 'songs', before: 100, after: 90, by: -10 },
      { what: 'files', before: 120, after: 120, by: 0 },
      { what: 'artists', before: 30, after: 30, by: 0 },
      { what: 'playlists', before: 4, after: 4, by: 0 },
      { what: 'charts', before: 2, after: 3, by: 1 },
    ]);
  });
});
