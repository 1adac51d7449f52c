import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldText, isCjk, pinyinReadings, pinyinSyllables, searchKey } from '../index.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      'か',
      '\u3099',
      'ﾊ',
      'ﾟ',
      'e',
      '\u0301',
      'ß',
      'ẞ',
      '\u1100',
      '\u1161',
      '\u11a8',
      '\u200d',
      '裡',
      '里',
      ' ',
      '’',
      '\ud840',
      'Σ',
      'ς',
      '㍿',
      '﷽',
      'İ',
    ),
  }),
);

describe('when text is folded', () => {
  it.each([
    ['full width to half width', 'Ｈｅｌｌｏ　２０１２', 'hello 2012'],
    ['half-width kana to full width, with their voice marks', 'ｶﾞﾗｽ', 'ガラス'],
    ['composed and decomposed kana to one form, dakuten kept', 'か\u3099', 'が'],
    ['traditional to simplified Han', '雙截棍 周杰倫', '双截棍 周杰伦'],
    ['characters simplified only in some words', '乾杯', '干杯'],
    ['the feminine you', '妳', '你'],
    ['diacritics of Latin letters', 'Beyoncé Déjà Vu Åse Çà', 'beyonce deja vu ase ca'],
    ['letters with a stroke, ligatures', 'Mötley Crüe Ø Æon Łódź', 'motley crue o aeon lodz'],
    ['Greek, and its final sigma', 'ΣΊΣΥΦΟΣ', 'σισυφοσ'],
    ['Cyrillic', 'Ёлка ЛЮБЭ', 'елка любэ'],
    ['sharp s, capital and small', 'Straße STRAẞE', 'strasse strasse'],
    ['brackets, dashes, dots, symbols and white space to one space', '「夜に駆ける」—·~YOASOBI\t(Live)', '夜に駆ける yoasobi live'],
    ['apostrophes and invisible characters to nothing', 'Don’t St\u200bop', 'dont stop'],
    ['symbols alone to nothing', ' !?（）♥ ', ''],
  ])('folds %s', (_what, text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('keeps non-ASCII titles: Korean, Thai, Arabic, supplementary ideographs', () => {
    for (const text of ['사랑해', 'รัก', 'حب', '𠀀𠀁']) expect(foldText(text)).toBe(text);
  });

  it('is idempotent, and leaves no double, leading or trailing space', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldText(text);
        expect(foldText(folded)).toBe(folded);
        expect(folded).not.toMatch(/^ | {2}| $/);
      }),
      { numRuns: 1000 },
    );
  });

  it('folds text of any length as it folds its parts', () => {
    const line = '七里香 Love ';
    expect(foldText(line.repeat(20_000))).toBe(foldText(line.repeat(2)).repeat(10_000).replaceAll('love七', 'love 七'));
  });
});

describe('when a name becomes a search key', () => {
  it.each([
    ['你好，世界', '你好世界'],
    ['Love情歌 (Live)', 'love 情歌 live'],
    ['情 Love 歌', '情 love 歌'],
    ['阿黛尔·阿德金斯', '阿黛尔阿德金斯'],
    ['𠀀 𠀁x', '𠀀𠀁 x'],
    ['24K魔法', '24k 魔法'],
    ['', ''],
  ])('%s becomes %s', (name, key) => {
    expect(searchKey(name)).toBe(key);
  });

  it('separates CJK runs from words, and is its own key', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = searchKey(text);
        expect(searchKey(key)).toBe(key);
        expect(key.replaceAll(' ', '')).toBe(foldText(text).replaceAll(' ', '').normalize('NFC'));
        const kinds = key === '' ? [] : key.split(' ').map((part) => new Set([...part].map((c) => isCjk(c.codePointAt(0) ?? 0))));
        expect(kinds.every((kind) => kind.size === 1)).toBe(true);
        expect(kinds.some((kind, i) => i > 0 && kind.has(true) && kinds[i - 1]?.has(true))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('when Han characters are read', () => {
  const readings = (character: string): readonly string[] => pinyinReadings(character.codePointAt(0) ?? 0);

  it('knows every current reading of a character with several', () => {
    expect(readings('重')).toEqual(['chong', 'zhong']);
    expect(readings('行')).toEqual(expect.arrayContaining(['hang', 'xing']));
    expect(readings('乐')).toEqual(['le', 'yue']);
  });

  it('writes ü as v and as u', () => {
    expect(readings('绿')).toEqual(['lu', 'lv']);
  });

  it('has no reading for kana, letters, symbols or Hangul', () => {
    for (const character of ['の', 'a', '!', '사']) expect(readings(character)).toEqual([]);
  });

  it('uses only listed syllables in Latin letters, and has one for each common character', () => {
    const syllables = new Set(pinyinSyllables());
    const unknown = Array.from({ length: 0x9fa6 - 0x4e00 }, (_, i) => pinyinReadings(0x4e00 + i))
      .flat()
      .filter((reading) => !syllables.has(reading) || !/^[a-z]{1,6}$/.test(reading));
    expect(unknown).toEqual([]);
    for (const character of '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里') {
      expect(readings(character).length).toBeGreaterThan(0);
    }
  });
});
