import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eachSound, joinedName, joinedWords, searchKey, soundOf, soundScriptOf, soundScripts, soundsOf, spellingsOf } from '../index.js';

describe('when a name in another script is written in Latin letters', () => {
  it.each([
    ['kana', 'とうきょう', ['tokyo', 'toukyou', 'tookyoo', 'toukyoo']],
    ['kana', 'しゃちほこ', ['shachihoko', 'syatihoko']],
    ['kana', 'じゅうじつ', ['juujitsu', 'jujitsu', 'zyuzitu']],
    ['kana', 'まっちゃ', ['matcha', 'maccha']],
    ['kana', 'ファンタスティック', ['fantasutikku']],
    ['kana', 'しんぶん', ['shinbun', 'shimbun', 'sinbun']],
    ['cyrillic', 'чаиковскии', ['tchaikovsky', 'chaikovskiy', 'chaykovskii', 'tchaikovski']],
    ['cyrillic', 'земфира', ['zemfira', 'zemphira']],
    ['cyrillic', 'михаил', ['mikhail', 'mihail']],
    ['cyrillic', 'аленка', ['alyonka', 'alenka']],
    ['cyrillic', 'россия', ['rossiya', 'rossija', 'rossia']],
    ['cyrillic', 'щука', ['shchuka', 'schuka', 'shuka']],
    ['hangul', '김광석', ['gimgwangseok', 'kimkwangsuk', 'kimgwangsok']],
    ['hangul', '봄날', ['bomnal', 'pomnal']],
  ] as const)('has one sound for the %s %s, however it is spelt', (script, word, spellings) => {
    for (const spelling of spellings) expect(soundsOf(script, spelling)).toContain(soundOf(script, word));
  });

  it.each([
    ['kana', 'とうきょう', 'tokyo'],
    ['kana', 'ヴァイオリン', 'vaiorin'],
    ['cyrillic', 'кино', 'kino'],
    ['cyrillic', 'александр', 'alexandr'],
    ['cyrillic', 'вольскии', 'volskiy'],
    ['hangul', '싸이', 'ssai'],
  ] as const)('is spelt as people do: %s %s as %s', (script, word, spelling) => {
    expect(spellingsOf(script, word)).toContain(spelling);
  });

  it('never fails, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...soundScripts), (text, script) => {
        eachSound(script, searchKey(text), 12, (sound) => expect(typeof sound).toBe('string'));
        expect(spellingsOf(script, text).length).toBeLessThan(200);
      }),
    );
  });

  it('knows Latin and Han letters as none of these scripts', () => {
    for (const letter of 'aé周𠀀1') expect(soundScriptOf(letter.charCodeAt(0))).toBeUndefined();
  });
});

describe('when a name has signs', () => {
  it.each([
    ['AC/DC', ['acdc']],
    ['Ke$ha feat. 3OH!3', ['kesha', '3ohi3']],
    ['P!nk', ['pink']],
    ['A$AP Rocky', ['asap']],
    ['R.E.M.', ['rem']],
    ['blink-182', ['blink182']],
    ['Help!', []],
    ['七里香 (Live)', []],
    ['Plain', []],
  ])('reads %s as %j', (name, words) => {
    expect(joinedWords(name)).toEqual(words);
  });

  it.each([
    ['Daft Punk', 'daftpunk'],
    ['AC/DC', 'acdc'],
    ['P!nk', 'pink'],
    ['Queen', undefined],
    ['七里香', undefined],
    ['Help!', undefined],
  ])('joins %s to %s', (name, joined) => {
    expect(joinedName(name, searchKey(name))).toBe(joined);
  });
});
