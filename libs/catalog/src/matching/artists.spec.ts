import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { artistKey, resolveKeyword, splitArtists } from '../index.js';
import { artistAliases, artistSet, artistsOverlap, sameArtists } from './artists.js';

const names = [
  '周杰伦',
  'Adele',
  'Кино',
  '宇多田ヒカル',
  '아이유',
  'AC/DC',
  'Earth, Wind & Fire',
  'Tyler, The Creator',
  'Lil Nas X',
  'P!nk',
  'Sigur Rós',
] as const;
const some = fc.subarray([...names], { minLength: 1 });

describe('when a credit is split', () => {
  it.each([
    ['周杰伦 / 费玉清', ['周杰伦', '费玉清']],
    ['周杰伦、费玉清', ['周杰伦', '费玉清']],
    ['周杰伦&费玉清', ['周杰伦', '费玉清']],
    ['周杰伦；费玉清', ['周杰伦', '费玉清']],
    ['陶喆和蔡依林', ['陶喆', '蔡依林']],
    ['陶喆 与 蔡依林', ['陶喆', '蔡依林']],
    ['DAOKO × 米津玄師', ['DAOKO', '米津玄師']],
    ['Post Malone x Swae Lee', ['Post Malone', 'Swae Lee']],
    ['Armin van Buuren vs. Tiësto', ['Armin van Buuren', 'Tiësto']],
    ['David Guetta (feat. Sia)', ['David Guetta', 'Sia']],
    ['David Guetta ft. Sia & Usher', ['David Guetta', 'Sia', 'Usher']],
    ['Drake with Rihanna', ['Drake', 'Rihanna']],
    ['JAY-Z + Alicia Keys', ['JAY-Z', 'Alicia Keys']],
    ['Drake & The Weeknd', ['Drake', 'The Weeknd']],
    ['Lil Nas X feat. Jack Harlow', ['Lil Nas X', 'Jack Harlow']],
    ['Earth, Wind & Fire & The Emotions', ['Earth, Wind & Fire', 'The Emotions']],
    ['Tyler, The Creator, Kali Uchis', ['Tyler, The Creator', 'Kali Uchis']],
    ['Adele, Adele', ['Adele']],
    ['', []],
    [' / ', ['/']],
  ])('%s gives %j', (credit, artists) => {
    expect(splitArtists(credit)).toEqual(artists);
  });

  it.each([
    'AC/DC',
    'Earth, Wind & Fire',
    'Simon & Garfunkel',
    'Simon and Garfunkel',
    'Florence + the Machine',
    'Tyler, the Creator',
    '凤凰传奇',
    'Nick Cave & The Bad Seeds',
    'Bill Haley & His Comets',
    'M/A/R/R/S',
    'CHiCO with HoneyWorks',
    'MAN WITH A MISSION',
    'Chitãozinho & Xororó',
    'MiyaGi & Эндшпиль',
    'D&E',
    '与非门',
    '和田光司',
    '小田和正',
    'X JAPAN',
    'Malcolm X',
    '羽·泉',
    'Mr.Children',
    '小娟&山谷里的居民',
    '10,000 Maniacs',
    '+44',
  ])('%s stays whole', (name) => {
    expect(splitArtists(name)).toEqual([name]);
  });

  it('keeps a name whole if the wanted song has it', () => {
    expect(splitArtists('Foo, Bar & Baz / Qux', ['Foo, Bar & Baz'])).toEqual(['Foo, Bar & Baz', 'Qux']);
  });

  it('returns parts of the credit, none empty and none twice, whatever it is', () => {
    const credit = fc.string({
      unit: fc.constantFrom('a', 'B', '周', '杰', '和', '与', '&', '/', ',', ' ', ' x ', ' feat. ', '(', ')', '+'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(credit, (text) => {
        const parts = splitArtists(text);
        expect(parts).not.toContain('');
        expect(new Set(parts).size).toBe(parts.length);
        const bare = (name: string): string => name.replace(/[\s()]/g, '');
        for (const part of parts) expect(bare(text)).toContain(bare(part));
        if (text.trim() !== '') expect(parts.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('when artists are compared', () => {
  it.each([
    ['Beyoncé', 'BEYONCE'],
    ['G.E.M.', 'GEM'],
    ['The Beatles', 'Beatles'],
    ['Utada Hikaru', 'Hikaru Utada'],
    ['宇多田 ヒカル', '宇多田ヒカル'],
    ['A$AP Rocky', 'ASAP Rocky'],
    ['P!nk', 'Pink'],
    ['Ke$ha', 'Kesha'],
    ["Guns N' Roses", 'Guns & Roses'],
    ['AdeleVEVO', 'Adele'],
    ['Avicii - Topic', 'Avicii'],
    ['a‐ha', 'a-ha'],
    ['blink-182', 'Blink 182'],
    ['周杰倫', '周杰伦'],
  ])('treats %s and %s as one name', (a, b) => {
    expect(artistKey(a)).toBe(artistKey(b));
  });

  it('compares sets: order, separator and split make no difference', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(' / ', '; ', '、', ' & ', ' feat. '), fc.nat(), (artists, separator, turn) => {
        const turned = [...artists.slice(turn % artists.length), ...artists.slice(0, turn % artists.length)];
        const set = artistSet(artists);
        expect(sameArtists(set, artistSet(splitArtists(turned.join(separator), names)))).toBe(true);
        expect(sameArtists(artistSet(turned.toReversed()), set)).toBe(true);
      }),
    );
  });

  it('is symmetric, and equal artists overlap', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [left, right] = [artistSet(a), artistSet(b)];
        expect(sameArtists(left, right)).toBe(sameArtists(right, left));
        expect(artistsOverlap(left, right)).toBe(artistsOverlap(right, left));
        expect(artistsOverlap(left, right)).toBe(a.some((name) => b.includes(name)));
        expect(sameArtists(left, right)).toBe(a.length === b.length && a.every((name) => b.includes(name)));
      }),
    );
  });

  it('recognises a name in brackets, in two scripts and by alias', () => {
    const same = (a: string, b: string): boolean => sameArtists(artistSet([a]), artistSet([b]));
    expect([
      same('IU (아이유)', '아이유'),
      same('IU (아이유)', 'IU'),
      same('G.E.M. 邓紫棋', '鄧紫棋'),
      same('周杰伦 (Jay Chou)', 'Jay Chou'),
    ]).toEqual([true, true, true, true]);
    expect([same('DJ 阿远', 'DJ 小强'), same('MC Hammer', 'MC 热狗'), same('周杰伦', 'Jay Chou')]).toEqual([false, false, false]);
    const aliases = artistAliases([
      ['周杰伦', 'Jay Chou'],
      ['Jay Chou', '周董'],
    ]);
    expect(sameArtists(artistSet(['周董'], aliases), artistSet(['周杰倫'], aliases))).toBe(true);
  });

  it('treats "Various Artists" as nobody', () => {
    for (const name of ['Various Artists', '群星', 'V.A.', '未知歌手', '']) expect(artistSet([name]).artists).toEqual([]);
    expect(sameArtists(artistSet([]), artistSet([]))).toBe(false);
  });
});

describe('when a search keyword is built', () => {
  it.each([
    [{ title: '七里香', artists: '周杰伦' }, '七里香 周杰伦'],
    [{ title: '七里香 (Live)', artists: '周杰伦 / 费玉清' }, '七里香 Live 周杰伦'],
    [{ title: 'Titanium (feat. Sia)', artists: ['David Guetta', 'Sia'] }, 'Titanium David Guetta'],
    [{ title: 'Bohemian Rhapsody - Remastered 2011', artists: 'Queen' }, 'Bohemian Rhapsody Queen'],
    [{ title: 'Titanium (Alesso Remix) [Official Video]', artists: 'David Guetta' }, 'Titanium Alesso Remix David Guetta'],
    [{ title: '凉凉 (《三生三世十里桃花》片尾曲)', artists: '张碧晨 / 杨宗纬' }, '凉凉 张碧晨'],
    [{ title: 'September', artists: 'Earth, Wind & Fire' }, 'September Earth, Wind & Fire'],
    [{ title: '좋은 날', artists: 'IU (아이유)' }, '좋은 날 IU'],
    [{ title: '夜曲', artists: '', album: '十一月的萧邦' }, '夜曲 十一月的萧邦'],
    [{ title: '夜曲', artists: undefined, album: undefined }, '夜曲'],
    [{ title: 'Live', artists: [] }, 'Live'],
    [{ title: 'Adele - Hello (Official Video)', artists: 'Adele' }, 'Hello Adele'],
  ])('%j is searched for as %s', (song, keyword) => {
    expect(resolveKeyword(song)).toBe(keyword);
  });
});
