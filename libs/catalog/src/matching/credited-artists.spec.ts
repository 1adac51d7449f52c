import { describe, expect, it } from '@jest/globals';
import { creditedArtists } from './credited-artists.js';

describe('when a credit is split into artists for good', () => {
  it.each([
    ['Rihanna feat. JAY-Z', ['Rihanna', 'JAY-Z']],
    ['Rihanna ft JAY-Z', ['Rihanna', 'JAY-Z']],
    ['Eminem featuring Dido', ['Eminem', 'Dido']],
    ['David Guetta (feat. Sia)', ['David Guetta', 'Sia']],
    ['David Bowie/Queen', ['David Bowie', 'Queen']],
    ['David Bowie / Queen; Sting', ['David Bowie', 'Queen', 'Sting']],
    ['周杰伦、费玉清', ['周杰伦', '费玉清']],
    ['周杰伦&费玉清', ['周杰伦', '费玉清']],
    ['周杰伦，费玉清', ['周杰伦', '费玉清']],
    ['周杰伦／Lara', ['周杰伦', 'Lara']],
    ['아이유 & 하이', ['아이유', '하이']],
    ['AC/DC / Queen', ['AC/DC', 'Queen']],
    ['Earth, Wind & Fire; Chicago', ['Earth, Wind & Fire', 'Chicago']],
  ])('%s names %j', (credit, artists) => {
    expect(creditedArtists(credit)).toEqual(artists);
  });

  it.each([
    'AC/DC',
    'N/A',
    'M/A/R/R/S',
    'Earth, Wind & Fire',
    'Brooks & Dunn',
    'Nobody Knows & Them',
    'Sammy Davis, Jr.',
    'Bach, Johann Sebastian',
    'Florence + the Machine',
    'Lil Nas X',
    'CHiCO with HoneyWorks',
    '小娟&山谷里的居民',
    '<b>Bold</b>',
    'Sunn O)))',
    'Daft Punk',
    '',
  ])('%s is one', (credit) => {
    expect(creditedArtists(credit)).toEqual([credit]);
  });
});
