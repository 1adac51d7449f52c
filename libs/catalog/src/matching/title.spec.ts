import { growth } from '@catalogsync/runtime/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeRecording, normaliseTitle } from '../index.js';
import { hasCjk, normaliseIsrc, unifySigns } from './normalise.js';
import { parseTitle } from './title.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      '(',
      ')',
      '-',
      ' ',
      '【',
      '】',
      '~',
      'live',
      '版',
      '七',
      'feat.',
      'ft',
      '&',
      "'n'",
      'pt. ',
      '2',
      'か',
      '\u3099',
      '！',
      'Ａ',
    ),
    maxLength: 20,
  }),
);

const word = fc.constantFrom('Love', '七里香', 'Ночь', '夜曲', '사랑', 'ガラス', 'Déjà', 'rock', '雙截棍', '24K', "Don't", 'Ærlig');
const plainTitle = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '));
const version = fc.constantFrom(
  'Live',
  '现场版',
  '伴奏',
  'Acoustic Version',
  'Tiësto Remix',
  'ライブ',
  '라이브',
  'Sped Up',
  'Live at Wembley',
  'DJ版',
);
const brackets = ['()', '[]', '{}', '（）', '【】', '「」', '『』', '《》', '〈〉', '〔〕', '［］', '«»', '<>'] as const;
const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');

describe('when a title is normalised', () => {
  it.each([
    ['traditional Chinese', '雙截棍', '双截棍'],
    ['full width', 'Ｈｅｌｌｏ　Ｗｏｒｌｄ', 'Hello World'],
    ['middle dots and spaces', '羽·泉  的  歌', '羽泉的歌'],
    ['dashes', 'Anti—Hero', 'anti-hero'],
    ['the ampersand', 'Rock & Roll', 'Rock and Roll'],
    ["'n'", "Rock 'n' Roll", 'Rock And Roll'],
    ['apostrophes', 'Don’t Stop', "Don't Stop"],
    ['diacritics', 'Hoppípolla', 'Hoppipolla'],
    ['Cyrillic capitals', 'ЁЛКА', 'елка'],
    ['Korean spacing', '좋은 날', '좋은날'],
    ['parts', 'Wall, Pt. 2', 'Wall Part 2'],
    ['parts in Roman numbers', 'Wall Pt. II', 'Wall Part II'],
    ['parts without a space', 'Wall Pt.5', 'Wall Part 5'],
    ['the ampersand without spaces', 'Rock&Roll', 'Rock and Roll'],
    ['the wide ampersand', 'Rock＆Roll', 'Rock and Roll'],
    ["several 'n'", "A 'n' B 'n' C", 'A and B and C'],
    ['zero-width spaces', 'Hello\u200b World\ufeff', 'Hello World'],
  ])('normalises %s', (_what, a, b) => {
    expect(normaliseTitle(a)).toBe(normaliseTitle(b));
  });

  it('keeps titles in their script, and symbols that are the whole title', () => {
    for (const title of ['夜に駆ける', '사랑', 'ночь', 'χρονια', '÷', '?', '...', '♥']) expect(normaliseTitle(title)).toBe(title);
    expect(normaliseTitle('÷')).not.toBe(normaliseTitle('×'));
    expect(['(?)', '( ? )', '【♥】', '()', '&', ' & '].map(normaliseTitle)).toEqual(['?', '?', '♥', '()', '&', '&']);
    expect(['Pt Cruiser', 'Apt 5', 'Vitamin N', 'N Sync'].map(normaliseTitle)).toEqual(['pt cruiser', 'apt 5', 'vitamin n', 'n sync']);
  });

  it('unifies brackets, dashes, waves, dots and spaces without folding what is between them', () => {
    for (const [open, close] of brackets) expect(unifySigns(`Ab ${open}Cd${close}`)).toBe('Ab (Cd)');
    for (const dash of '‐‑‒–—―−') expect(unifySigns(`A${dash}b`)).toBe('A-b');
    for (const wave of '～〜〰∼') expect(unifySigns(`A${wave}b`)).toBe('A~b');
    for (const dot of '•‧∙⋅・·') expect(unifySigns(`A${dot}b`)).toBe('A·b');
    for (const space of ['  ', '\t', '\n', '\u3000', '\u200b', '\u2060', '\ufeff', ' \u00a0 '])
      expect(unifySigns(` A${space}b `)).toBe('A b');
    expect(unifySigns('Déjà Vu')).toBe('Déjà Vu');
  });

  it.each([
    ['ぁ', true],
    ['ん', true],
    ['ヿ', true],
    ['㐀', true],
    ['一', true],
    ['\u9fff', true],
    ['가', true],
    ['힣', true],
    ['𠀀', true],
    ['a七', true],
    ['', false],
    ['Hello', false],
    ['ночь', false],
    ['〿', false],
    ['㄀', false],
    ['ꀀ', false],
    ['Ａ', false],
    ['😀', false],
  ])('knows whether %s is Chinese, Japanese or Korean: %s', (text, expected) => {
    expect(hasCjk(text)).toBe(expected);
  });

  it('is idempotent, and never empties a title with visible characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseTitle(text);
        expect(normaliseTitle(once)).toBe(once);
        if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) expect(once).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same result whatever the width, case and brackets', () => {
    fc.assert(
      fc.property(plainTitle, version, fc.constantFrom(...brackets), (title, qualifier, [open, close]) => {
        const plain = `${title} (${qualifier})`;
        const described = describeRecording({ title: plain, artists: 'X' });
        for (const other of [
          `${title} ${open}${qualifier}${close}`,
          `${title}${open}${qualifier}${close}`,
          fullWidth(plain),
          plain.toUpperCase(),
          plain.toLowerCase(),
        ]) {
          const { title: key, versions, versionDetail } = describeRecording({ title: other, artists: 'X' });
          expect({ key, versions, versionDetail }).toEqual({
            key: described.title,
            versions: described.versions,
            versionDetail: described.versionDetail,
          });
        }
        expect(described.title).toBe(normaliseTitle(title));
        expect(described.versions).not.toEqual([]);
      }),
    );
  });
});

const titlesOfVersionWords = [
  'Live and Let Die|Live Forever|Long Live|Cover Me|Demo|Remix|现场|Karaoke|Acoustic|Clean|Radio Edit|Live|(Live)|伴奏',
  "Under Cover|Instrumental|DJ Got Us Fallin' in Love|Edit|Mono|6 Ft. Under|Left Alone|Soft Parade|English Rose|Piano Man",
  'With or Without You|与你有关|Born to Live|Duck and Cover|-|()|Feat.|2|I|ライブ',
].flatMap((line) => line.split('|'));

describe('when a title is parsed', () => {
  it.each([
    ['七里香 (Live)', '七里香', 'live'],
    ['七里香（现场版）', '七里香', 'live'],
    ['七里香live版', '七里香', 'live'],
    ['七里香 - Live', '七里香', 'live'],
    ['七里香-伴奏', '七里香', 'instrumental'],
    ['夜曲 纯音乐', '夜曲', 'instrumental'],
    ['夜曲DJ版', '夜曲', 'dj'],
    ['少年 (1.25倍速)', '少年', 'sped_up'],
    ['少年 (0.8x)', '少年', 'slowed'],
    ['晴天（翻自 周杰伦）', '晴天', 'cover'],
    ['海闊天空（國語版）', '海闊天空', 'language'],
    ['紅蓮華 -Acoustic Ver.-', '紅蓮華', 'acoustic'],
    ['Lemon ～instrumental～', 'Lemon', 'instrumental'],
    ['夜に駆ける【歌ってみた】', '夜に駆ける', 'cover'],
    ['前前前世 2019ver.', '前前前世 2019ver.', ''],
    ['前前前世 (2019ver.)', '前前前世', 'arrangement'],
    ['좋은 날 (반주)', '좋은 날', 'instrumental'],
    ['좋은 날 (커버)', '좋은 날', 'cover'],
    ['Кукла колдуна (концертная версия)', 'Кукла колдуна', 'live'],
    ['Evidências (Ao Vivo)', 'Evidências', 'live'],
    ['Song - Radio Edit', 'Song', 'edit'],
    ['Song (Tiësto Mix)', 'Song', 'remix'],
    ['Song (Extended Mix)', 'Song', 'extended'],
    ['Song (Original Mix)', 'Song', ''],
    ['Song (Remastered 2011)', 'Song', ''],
    ['Song 2011 Remaster', 'Song', ''],
    ['Song - Live / Remastered', 'Song', 'live'],
    ['Song (Acoustic) [Live]', 'Song', 'acoustic,live'],
    ['Song (feat. Guest) [Remix]', 'Song', 'remix'],
    ['Song (Official Video)', 'Song', ''],
    ["Song (Taylor's Version)", 'Song', 'rerecorded'],
    ['Song (Slowed + Reverb)', 'Song', 'slowed'],
    ['卡路里 (电影《西虹市首富》插曲)', '卡路里', ''],
    ['【MV】告白气球', '告白气球', ''],
  ])('%s has base "%s" and versions "%s"', (title, base, versions) => {
    const parts = parseTitle(title);
    expect([parts.base, parts.versions.join(',')]).toEqual([base, versions]);
  });

  it.each(titlesOfVersionWords)('finds no version or guest in %s', (title) => {
    const parts = parseTitle(title);
    expect([parts.versions, parts.featured]).toEqual([[], []]);
    expect(normaliseTitle(parts.base)).toBe(normaliseTitle(title));
  });

  it.each([
    'Stay (Live Your Life)',
    'Song (Live and Let Die)',
    'Song (Cover Me)',
    'Song (An English Rose)',
    'Song (With You)',
    'Song (The Piano Lesson)',
  ])('treats a subtitle with a version word as a subtitle: %s', (title) => {
    const parts = parseTitle(title);
    expect([parts.versions, parts.featured, parts.subtitles.length]).toEqual([[], [], 1]);
  });

  it('finds guests in brackets, after the title and without spaces', () => {
    for (const title of [
      'Titanium (feat. Sia)',
      'Titanium ft. Sia',
      'Titanium featuring Sia',
      'Titanium [with Sia]',
      'Titanium (Feat.Sia)',
      'Titanium (ft Sia)',
      'Titanium (feat. Sia) - Live',
    ]) {
      expect([title, parseTitle(title).featured, parseTitle(title).base]).toEqual([title, ['Sia'], 'Titanium']);
    }
    expect(parseTitle('千本桜 feat.初音ミク').featured).toEqual(['初音ミク']);
  });

  it('keeps the part of a work in the title', () => {
    expect(normaliseTitle(parseTitle('Wall (Part 2)').base)).toBe(normaliseTitle('Wall, Pt. 2'));
    expect(parseTitle('Song (Reprise)').base).toBe('Song Reprise');
  });

  it('strips quotes around the title and its own artist before it', () => {
    expect(parseTitle('「夜に駆ける」').base).toBe('夜に駆ける');
    expect(parseTitle('周杰伦《以父之名》', (text) => text === '周杰伦').base).toBe('以父之名');
    expect(parseTitle('Adele - Hello (Official Video)', (text) => text === 'Adele').base).toBe('Hello');
  });

  it('never fails and never loses a title, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parts = parseTitle(text);
        if (normaliseTitle(text) !== '') expect([parts.base !== '', parts.full !== '']).toEqual([true, true]);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes linear time, even for a hostile title', async () => {
    const describeLong = (length: number): void => {
      for (const part of ['(', '(a', ' - ', 'feat ', '七-', '~a', '版', 'live ']) {
        const title = part.repeat(length);
        describeRecording({ title, artists: title, album: title });
      }
    };
    describeLong(100_000);
    expect(await growth(describeLong, 2_000, 40_000)).toBeLessThan(100);
  });
});

describe('when an ISRC is read', () => {
  it('ignores hyphens, spaces and case, and accepts no other text', () => {
    expect(['GB-AHS-16-00463', 'gbahs1600463', 'ISRC GB AHS 16 00463'].map(normaliseIsrc)).toEqual(
      Array.from({ length: 3 }, () => 'GBAHS1600463'),
    );
    expect(
      [
        '',
        undefined,
        'GBAHS16',
        '1234567890123',
        'GB0000000000',
        'QM-ABC-12-1234X',
        'XGBAHS1600463',
        'GBAHS16004631',
        'GBAHS16ISRC00463',
      ].map(normaliseIsrc),
    ).toEqual(Array.from({ length: 9 }, () => undefined));
  });
});
