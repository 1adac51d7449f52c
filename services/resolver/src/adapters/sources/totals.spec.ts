import { describe, expect, it } from '@jest/globals';
import { countNotices } from './totals.js';

describe('when a service says how long a list is', () => {
  const counted = (claimed: number | undefined, came: number, more = {}) => countNotices({ service: 'Deezer', claimed, came, ...more });

  it('nothing is told if that many came, or it does not say', () => {
    expect([counted(3, 3), counted(undefined, 3), counted(500, 30, { most: 30 })]).toEqual([[], [], []]);
  });

  it('a difference is told either way', () => {
    expect(counted(1, 0)).toEqual(['Deezer says that this list has 1 song, but sends 0']);
    expect(counted(2, 3, { list: '"Hot"' })).toEqual(['Deezer says that "Hot" has 2 songs, but sends 3']);
    expect(counted(102, 93, { most: 100, list: 'the category rock', of: 'playlist' })).toEqual([
      'Deezer says that the category rock has 102 playlists, but sends 93',
    ]);
  });
});
