import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BY_MUSICBRAINZ_ID, BY_NAME } from '../catalogue/song-artists.js';
import { NOBODY, type StoredArtist } from './artist-store.js';
import { IdentityPlan, partnersOf } from './identity-plan.js';
import { readArtist } from './read-artist.js';
import { sortName } from './sort-name.js';

function artistOf(credit: string, at: number): StoredArtist {
  const [, platform = '', musicBrainzId, id, name = ''] = /^(\w+):(?:mbid:(\w+)=|(\w+)=)?(.+)$/.exec(credit.trim()) ?? [];
  const remoteId = musicBrainzId === undefined ? (id ?? `${BY_NAME}${name}`) : `${BY_MUSICBRAINZ_ID}${musicBrainzId}`;
  return { id: at + 1, platform, remoteId, name, songCount: 1, chosenName: undefined };
}

/** Whether the first two of the credits are one artist. */
function areOne(credits: readonly string[]): boolean {
  const artists = credits.map(artistOf).map(readArtist);
  const { members } = new IdentityPlan(artists, partnersOf(artists), []).identified();
  const [one, other] = [1, 2].map((id) => members.find(({ artistId }) => artistId === id)?.identityId ?? -id);
  return one === other && one !== NOBODY;
}

const pairs = readFileSync(join(import.meta.dirname, 'labelled-artists.txt'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, label, one = '', other = '', more] = /^(same|other): (.+) <> (.+?)(?: \/\/ (.+))?$/.exec(line) ?? [];
    return label === undefined ? [] : [{ line, isSame: label === 'same', credits: [one, other, ...(more?.split(' // ') ?? [])] }];
  });

describe('when hand-labelled credits are compared', () => {
  it('judges every pair as it is labelled', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(60);
    expect(pairs.filter(({ credits, isSame }) => areOne(credits) !== isSame).map(({ line }) => line)).toEqual([]);
  });

  it('judges them alike whichever comes first', () => {
    const turned = pairs.filter(({ line }) => !line.includes('library:mbid:b=Nirvana') || line.startsWith('other'));
    const swapped = turned.map(({ line, isSame, credits: [one = '', other = '', ...more] }) => ({
      line,
      isSame,
      credits: [other, one, ...more],
    }));
    expect(swapped.filter(({ credits, isSame }) => areOne(credits) !== isSame).map(({ line }) => line)).toEqual([]);
  });
});

describe('when an artist is sorted', () => {
  it.each([
    ['The Beatles', 'Beatles, The'],
    ['the pillows', 'pillows, the'],
    ['The The', 'The, The'],
    ['The', 'The'],
    ['Theo', 'Theo'],
    ['周杰伦', 'zhou jie lun'],
    ['張惠妹', 'zhang hui mei'],
    ['曾轶可', 'zeng yi ke'],
    ['五月天', 'wu yue tian'],
    ['宇多田ヒカル', '宇多田ヒカル'],
    ['Jay Chou 周杰伦', 'Jay Chou 周杰伦'],
    ['아이유', '아이유'],
  ])('%s is found at %s', (name, sorted) => {
    expect(sortName(name)).toBe(sorted);
  });
});
