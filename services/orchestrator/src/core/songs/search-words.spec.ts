import { describe, expect, it } from '@jest/globals';
import { expressionOf, wordsOf } from './search-words.js';

describe('when the words of a song are listed', () => {
  it('has each Chinese character, each other word, and the sounds from every character on', () => {
    const words = wordsOf('七里香 (Live)', '周杰伦').split(' ');
    expect(words).toEqual(
      expect.arrayContaining(['七', '里', '香', 'live', '周', '杰', '伦', 'qilixiang', 'lixiang', 'xiang', 'zhoujielun']),
    );
  });

  it('has the romaji of kana, and the words of several singers', () => {
    expect(wordsOf('さくら', 'Jay Chou / Lara').split(' ')).toEqual(expect.arrayContaining(['sakura', 'jay', 'chou', 'lara']));
  });

  it('stays short for a name of ten thousand characters', () => {
    expect(wordsOf('重'.repeat(10_000), undefined).length).toBeLessThan(25_000);
  });
});

describe('when somebody types what to search for', () => {
  it('looks for characters in their order, and for words by their beginnings', () => {
    expect(expressionOf('里香')).toBe('"里 香"');
    expect(expressionOf('jay chou')).toBe('("jay" * AND "chou" *) OR "jaychou" *');
    expect(expressionOf('周杰伦 live')).toBe('"周 杰 伦" AND "live" *');
  });

  it('treats signs as nothing, and asks for more than one letter', () => {
    expect(expressionOf('" OR *')).toBe('"or" *');
    expect(expressionOf('a')).toBeUndefined();
    expect(expressionOf('  "*" ')).toBeUndefined();
  });
});
