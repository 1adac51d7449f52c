import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareDetails, isLiveAlbum, readQualifier } from './versions.js';

/** What a qualifier says in one line: `live: wembley`, or `title`, `part`, `nothing`. */
function said(text: string): string {
  const qualifier = readQualifier(text);
  return qualifier.says === 'version' ? `${qualifier.kinds.join(', ')}: ${qualifier.detail.join(' ')}`.trim() : qualifier.says;
}

describe('when a qualifier has a word that is also an ordinary one', () => {
  it.each([
    ['Live', 'live:'],
    ['Acoustic Live', 'acoustic, live:'],
    ['Live Wembley', 'live: wembley'],
    ['Tokyo Live at Budokan', 'live: tokyo budokan'],
    ['Paris Live in Bercy', 'live: paris bercy'],
    ['Queen Live from Mars', 'live: queen mars'],
    ['Queen Live on Mars', 'live: queen mars'],
    ['Tokyo Live Version', 'live: tokyo'],
    ['Tokyo Live Ver.', 'live: tokyo'],
    ['Tokyo Live Session', 'live: tokyo'],
    ['Tokyo Live Sessions', 'live: tokyo'],
    ['Tokyo Live Acoustic', 'acoustic, live: tokyo'],
    ['Tokyo Live 2019', 'live: tokyo 2019'],
    ['2019 Live Tour', 'live: 2019 tour'],
    ['Tokyo Live 東京', 'live: tokyo 东京'],
    ['Long Live', 'title'],
    ['The Way We Live', 'title'],
    ['Live Forever', 'title'],
    ['Live Your Life', 'title'],
    ['Live and Let Die', 'title'],
    ['We Live Together', 'title'],
    ['Girls Live Dreams', 'title'],
    ['Girls Live Inside', 'title'],
    ['Girls Live Champion', 'title'],
    ['Girls Live Atlantic', 'title'],
  ])('reads "live" in %s: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it.each([
    ['Cover', 'cover:'],
    ['Adele Cover', 'cover: adele'],
    ['Cover by Adele', 'cover: adele'],
    ['Cover Adele', 'cover: adele'],
    ['Boyce Avenue Cover by Adele', 'cover: boyce avenue adele'],
    ['Boyce Cover Version', 'cover: boyce'],
    ['Boyce Cover Ver.', 'cover: boyce'],
    ['Boyce Cover of Adele', 'cover: boyce adele'],
    ['Boyce Cover 周杰伦', 'cover: boyce 周杰伦'],
    ['Cover Me', 'title'],
    ['Cover Girl', 'title'],
    ['Under Cover', 'title'],
    ['Duck and Run for Cover', 'title'],
    ['Girls Cover Dreams', 'title'],
    ['Girls Cover Standby', 'title'],
    ['Girls Cover Office', 'title'],
    ['Girls Cover Verona', 'title'],
  ])('reads "cover" in %s: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it.each([
    ['DJ版', 'dj:'],
    ['DJ Version', 'dj:'],
    ['DJ Remix', 'dj:'],
    ['Remix DJ', 'dj:'],
    ['DJ何鹏版', 'dj: 何鹏'],
    ['DJ Snake Remix', 'remix: dj snake'],
    ['Tom DJ Remix', 'remix: tom dj'],
    ['DJ Snake', 'title'],
  ])('reads "DJ" in %s: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });
});

describe('when a qualifier is a phrase', () => {
  it.each([
    ['Club Mix', 'remix: club'],
    ['Tiësto Mix', 'remix: tiesto'],
    ['Rock Version', 'arrangement: rock'],
    ['深情版', 'arrangement: 深情'],
    ['快乐男声版', 'arrangement: 快乐男声版'],
    ['伴奏快乐版', 'instrumental: 快乐'],
    ['Demo Club Mix', 'demo: club'],
    ['Karaoke Rock Version', 'karaoke: rock'],
    ['Live 2011 Remaster', 'live:'],
    ['Wembley Remaster', 'nothing'],
    ['Remastered Rock Version', 'nothing'],
    ['Live Part 2', 'live: 2'],
    ['Radio Edit', 'edit:'],
    ['Radio Wonderland', 'title'],
    ['12345', 'title'],
    ['The Two', 'title'],
    ['Piano II', 'title'],
    ['Official Video Paris', 'title'],
    ['Frozen Soundtrack', 'title'],
    ['From Frozen Soundtrack', 'nothing'],
    ['Theme Frozen Soundtrack', 'nothing'],
  ])('reads %s: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it('takes a text of more than fourteen words for a sentence', () => {
    const words = (count: number): string => ['live', ...Array.from({ length: count - 1 }, (_, i) => `word${i}x`)].join(' ');
    expect([said(words(14)).slice(0, 4), said(words(15))]).toEqual(['live', 'title']);
  });

  it.each([
    'From the Motion Picture Frozen',
    'From "Frozen"',
    'From “Frozen”',
    "From 'Frozen'",
    'From (Frozen)',
    'Theme from Shaft',
    'Prod. by Somebody',
    'Prod by Somebody',
    'Prod. Somebody',
    'Prod Somebody',
    'Produced by Somebody',
    'OST Part 3',
    'Goblin OST',
    '도깨비 OST',
    '《仙剑奇侠传》插曲',
    '电影西虹市首富主题曲',
    '电视剧某某片尾曲版',
    '推しの子主題歌',
    '推しの子オープニング',
  ])('knows that %s only says where the song is from', (text) => {
    expect(said(text)).toBe('nothing');
  });

  it.each([
    'Lost',
    'The Ghost',
    'Almost',
    'Ostrich',
    'Product Placement',
    'Prodigal Son',
    'Away from the Sun',
    'Message from "Frozen"',
    'Fromage the Great',
    'Goblin OST Lovers',
    '主题曲之歌',
  ])('keeps %s, which only looks like a note on the origin', (text) => {
    expect(said(text)).toBe('title');
  });

  it.each([
    ['0.8x', 'slowed:'],
    ['0.85 x', 'slowed:'],
    ['x0.9', 'slowed:'],
    ['0.8倍速', 'slowed:'],
    ['1.25x', 'sped_up:'],
    ['x 1.25', 'sped_up:'],
    ['x1.25', 'sped_up:'],
    ['1.5倍', 'sped_up:'],
    ['2倍速', 'sped_up:'],
    ['2 倍速', 'sped_up:'],
    ['1.25倍速', 'sped_up:'],
    ['1.25xyz', 'title'],
    ['1.25x2', 'title'],
    ['Max 1.25', 'title'],
    ['x 15 songs', 'title'],
  ])('reads the playback rate %s: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it('reads a playback rate by its whole number, however it is written', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), digits, (whole, decimals) => {
        const speed = `${whole}.${decimals}`;
        const expected = Number(speed) === 1 ? 'nothing' : Number(speed) < 1 ? 'slowed:' : 'sped_up:';
        for (const text of [`${speed}x`, `${speed} X`, `x${speed}`, `x ${speed}`, `${speed}倍速`, `${speed}倍`])
          expect([text, said(text)]).toEqual([text, expected]);
      }),
      {
        examples: [
          [10, '5'],
          [1, '0'],
          [0, '99'],
          [20, '05'],
        ],
      },
    );
  });

  it.each([
    ['10倍速', 'sped_up:'],
    ['1倍速', 'nothing'],
    ['1.10.5x', 'title'],
    ['元気100倍', 'title'],
    ['100.5x', 'title'],
    ['x100.5', 'title'],
  ])('reads %s by all its digits: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it.each([
    ['2019ver.', 'arrangement: 2019'],
    ['2019version', 'arrangement: 2019'],
    ['2020remix', 'remix: 2020'],
    ['2020mix', 'remix: 2020'],
    ['99live', 'live: 99'],
    ['2011remaster', 'nothing'],
    ['2011remastered', 'nothing'],
    ['2011remastering', 'title'],
    ['a2011live', 'title'],
    ['2remix', 'title'],
  ])('reads a number joined to the word after it, as in %s: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });
});

describe('when details of the same versions are compared', () => {
  it.each<['same' | 'unknown' | 'different', string, string]>([
    ['same', '', ''],
    ['same', 'wembley', 'wembley'],
    ['same', 'royal albert hall', 'hall royal albert'],
    ['unknown', 'wembley', ''],
    ['unknown', 'wembley stadium', 'wembley'],
    ['unknown', 'wembley 1986', 'wembley'],
    ['unknown', 'wembley 1986', 'paris 1986'],
    ['unknown', '1986', 'wembley'],
    ['unknown', '小巨蛋', 'taipei'],
    ['different', 'tiesto', 'alesso'],
    ['different', 'blink182', 'wembley'],
    ['different', '2011', '2012'],
    ['different', 'wembley 1986', 'wembley 1987'],
    ['different', 'wembley 1986', 'paris'],
    ['different', '小巨蛋', '鸟巢'],
  ])('%s: "%s" and "%s"', (relation, a, b) => {
    const [left, right] = [a, b].map((words) => words.split(' ').filter(Boolean)) as [string[], string[]];
    expect([compareDetails(left, right), compareDetails(right, left)]).toEqual([relation, relation]);
  });
});

describe('when an album is said to be live', () => {
  it.each([
    ...[
      'Live at Leeds',
      'Live in Paris',
      'Live from Mars',
      'Live on Air',
      'Abbey Road (Live)',
      'Abbey Road (Live 2019)',
      'Abbey Road - Live',
    ],
    ...['Abbey Road Live', 'MTV Unplugged', 'Queen in Concert', 'En Vivo', 'Evidências Ao Vivo', 'Hanoi Live', 'Belong Live'],
    ...['无与伦比演唱会', '無與倫比演唱會', '新年音乐会', '新年音樂會', '東京ライブ', '東京ライヴ', '서울 콘서트', '서울 라이브'],
    ...['Long Live (Live)', 'The Way We Live (Live)'],
  ])('knows %s', (album) => {
    expect(isLiveAlbum(album)).toBe(true);
  });

  it.each([
    ...[
      '',
      'Abbey Road',
      'Long Live',
      'Born to Live',
      'The Way We Live',
      'Here I Live',
      'Where You Live',
      'Those Who Live',
      'Alive',
      'Olive',
    ],
    ...['Alive in Paris', 'Live Through This', 'Lively (Lively)', '(Alive)', '(Livewire)', 'Deliver', 'Abbey - Livewire', 'Unpluggedness'],
    ...['Within Concert', 'In Concerto', 'Zen Vivo', 'Cacao Vivo', 'En Vivos', 'Ao Vivos'],
  ])('does not take %s for one', (album) => {
    expect(isLiveAlbum(album)).toBe(false);
  });
});
