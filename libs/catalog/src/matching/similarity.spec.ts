import { describe, expect, it } from '@jest/globals';
import { differByAWord, titleSimilarity } from './similarity.js';

const symmetric = (a: string, b: string): number => {
  const likeness = titleSimilarity(a, b);
  expect(titleSimilarity(b, a)).toBe(likeness);
  return likeness;
};

describe('when the similarity of two titles is measured', () => {
  it.each([
    ['hello', 'hello', 1],
    ['', '', 1],
    ['', 'hello', 0],
    ['a', 'b', 0],
    ['hello', 'world', 0],
    ['abc', 'abd', 0.5],
    ['zab', 'abz', 0.5],
    ['abcd', 'bcde', 2 / 3],
    ['七里香', '七里', 0.75],
    ['晴天', '雨天', 1 / 3],
    ['ночь', 'ночи', 2 / 3],
    // The first of the characters; what comes before is the letter of an alphabet, which means nothing by itself.
    ['a⺀', 'b⺀', 0.5],
    ['aж', 'bж', 0],
  ])('counts the pairs of letters, and the characters, that %s and %s share', (a, b, likeness) => {
    expect(symmetric(a, b)).toBeCloseTo(likeness, 10);
  });

  it('measures titles of any length, whichever of them comes first', () => {
    for (const length of [200, 256, 258, 400, 1200]) {
      const title = Array.from({ length }, (_, i) => String.fromCodePoint(0x61 + (i % 26), 0x4e00 + i)).join('');
      expect(symmetric(title, `${title}z`)).toBeGreaterThan(0.99);
      expect(symmetric(title, title.slice(0, length))).toBeCloseTo((2 * (1.5 * length - 1)) / (4.5 * length - 2), 10);
    }
  });

  it('compares one title with many in a row', () => {
    const likenesses = ['abd', 'xyz', 'abc', 'abd'].map((other) => titleSimilarity('abc', other));
    expect([...likenesses, titleSimilarity('xyz', 'xya'), titleSimilarity('abc', 'abd')]).toEqual([0.5, 0, 1, 0.5, 0.5, 0.5]);
  });
});

describe('when two titles differ', () => {
  it.each([
    ['she loves you', 'he loves you'],
    ['summer rain', 'winter rain'],
    ['angel', 'angels'],
    ['angel', 'angle of the day'],
    ['breathing', 'breathin'],
    ['heartbroken', 'heartstroked'],
    ['symphony 5', 'symphony 6'],
    ['track10 remains', 'track11 remains'],
    ['track 1', 'track'],
    ['cover story', 'lover story'],
    ['acoustic soul', 'acoustics soul'],
    ['love you', 'love me'],
    ['我爱你', '我爱他'],
    ['我不爱你', '我爱你'],
    ['一一', '一'],
    ['第一夜', '第二夜'],
    ['从前慢', '从后慢'],
    ['我爱你 baby', '我爱他 baby'],
  ])('tells %s from %s by a word that makes another song', (a, b) => {
    expect([differByAWord(a, b), differByAWord(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['break through', 'breakthrough'],
    ['bohemian rhapsody', 'bohemian rapsody'],
    ['smells like teen spirit', 'smells like teen spirt'],
    ['little thinks', 'little things'],
    ['little thing', 'little things'],
    ['the winner takes it all', 'winner takes it all'],
    ['winner takes it all', 'winner takes all it'],
    ['la vida', 'vida'],
    ['despacito', 'despasito'],
    ['despacito', 'despasitto'],
    ['the imagine', 'imagin'],
    ['lyrics of love', 'lyricz of love'],
    ['爱情故事', '爱情古事'],
    ['人人', '人'],
    ['夜的第七章', '夜之第七章'],
  ])('takes %s and %s for one title, misspelt or with another article', (a, b) => {
    expect([differByAWord(a, b), differByAWord(b, a)]).toEqual([false, false]);
  });
});
