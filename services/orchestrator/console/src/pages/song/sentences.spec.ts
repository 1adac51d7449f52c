import { describe, expect, it } from '@jest/globals';
import { matchParts, orderReason } from './sentences.js';

describe('when the resolver explains itself', () => {
  it('knows why a recording is the song or not, also where a sentence has commas', () => {
    expect(matchParts('title, artists and duration agree')).toEqual([{ count: undefined, word: 'exact' }]);
    expect(matchParts('2 × other artists, 1 × title and artists agree, a duration is unknown')).toEqual([
      { count: 2, word: 'artistsDiffer' },
      { count: 1, word: 'exactWithoutDuration' },
    ]);
    expect(matchParts('no hits')).toEqual([{ count: undefined, word: 'noHits' }]);
  });

  it('leaves other sentences alone', () => {
    expect(matchParts('the moon is full')).toBeUndefined();
    expect(matchParts('1 × no file, 1 × the moon is full')).toBeUndefined();
    expect(matchParts('constructor')).toBeUndefined();
    expect(orderReason('because')).toBeUndefined();
  });

  it('knows why the sources were asked in that order', () => {
    expect(orderReason('learning: 3 of 30 attempts')).toEqual({ kind: 'learning', tried: 3, needed: 30 });
    expect(orderReason('warming up: 3 of 30 attempts')).toEqual({ kind: 'learning', tried: 3, needed: 30 });
    expect(orderReason('chance ÷ mean cost over 48 attempts')).toEqual({ kind: 'chance', tried: 48 });
    expect(orderReason('the configured order')).toEqual({ kind: 'configured' });
  });
});
