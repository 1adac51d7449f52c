import { describe, expect, it } from '@jest/globals';
import type { VersionKind } from './version-kinds.js';
import { cjkVersionWords } from './version-words-cjk.js';
import { latinVersionWords } from './version-words-latin.js';
import { readQualifier } from './versions.js';

const version = (kind: VersionKind, ...detail: string[]) => ({ says: 'version', kinds: [kind], detail });

/** Words that nobody puts in a title but to name a version, one or more of each kind; other words beside them are its details. */
const strongWords: readonly [VersionKind, string, string?][] = [
  ['live', 'En Vivo|Ao Vivo|In Concert|MTV Unplugged|концертная версия|Tiny Desk|The First Take'],
  ['acoustic', 'Acoustic|Unplugged|Acústico|акустика'],
  ['instrumental', 'Instrumental|Inst.|Off Vocal|Backing Track|минусовка'],
  ['karaoke', 'Karaoke|караоке|In the Style of|Originally Performed by'],
  ['acappella', 'A Cappella|Acapella|Vocals Only'],
  ['remix', 'Remix|RMX|Bootleg|Dubstep|ремикс|8D Audio'],
  ['mashup', 'Mashup|Medley|попурри'],
  ['demo', 'Demo|Rough Mix|Alternate Take|демо'],
  ['cover', 'Tribute to|кавер'],
  ['sped_up', 'Sped Up|Nightcore|ускоренная'],
  ['slowed', 'Slowed|Slowed + Reverb|Daycore|замедленная'],
  ['edit', 'Radio Edit|Single Version|TV Size|7 Inch|Ringtone'],
  ['extended', 'Extended Mix|12 Inch|Long Version'],
  ['rerecorded', "Re-Recorded|Taylor's Version|New Recording"],
  ['arrangement', 'String Quartet', 'strings'],
  ['arrangement', 'Music Box', 'music box'],
  ['arrangement', '8-bit', '8bit'],
  ['arrangement', 'Alternate Version', 'alternate'],
];

/** Words that titles use as well: they name a version only if all others do too. */
const weakWords: readonly [VersionKind, string, string?][] = [
  ['live', 'Concert|концерт'],
  ['acoustic', 'Stripped'],
  ['instrumental', 'минус'],
  ['remix', 'Rework|Flip|VIP|Dub|Lo-Fi'],
  ['demo', 'Rehearsal|Sketch'],
  ['cover', 'Tribute'],
  ['sped_up', 'Fast|Faster'],
  ['slowed', 'Slow|Reverb'],
  ['extended', 'Extended|Maxi|Long'],
  ['clean', 'Clean|Censored'],
  ['mono', 'Mono'],
  ['language', 'English|Английская', 'english'],
  ['language', 'Japanese|JP', 'japanese'],
  ['language', 'Korean', 'korean'],
  ['language', 'Chinese|Mandarin', 'mandarin'],
  ['language', 'Cantonese', 'cantonese'],
  ['language', 'Spanish|Español', 'spanish'],
  ['language', 'French|Française', 'french'],
  ['language', 'German|Deutsch', 'german'],
  ['language', 'Italian|Italiano', 'italian'],
  ['language', 'Portuguese', 'portuguese'],
  ['language', 'Russian|русская', 'russian'],
  ['language', 'Thai', 'thai'],
  ['language', 'Spanglish', 'spanglish'],
  ['voice', 'Female|Girls', 'female'],
  ['voice', 'Male|Boys', 'male'],
  ['voice', 'Kids|Children', 'children'],
  ['voice', 'Duet', 'duet'],
  ['voice', 'Solo', 'solo'],
  ['arrangement', 'Piano', 'piano'],
  ['arrangement', 'Guitar', 'guitar'],
  ['arrangement', 'Orchestral|Symphonic', 'orchestra'],
];

const strongCharacters: readonly [VersionKind, string][] = [
  ['live', '现场|現場|演唱会|音乐节|ライブ|라이브'],
  ['acoustic', '不插电|弹唱|弾き語り|アコースティック|어쿠스틱'],
  ['instrumental', '伴奏|纯音乐|純音樂|オフボーカル|반주'],
  ['karaoke', '卡拉|カラオケ|노래방'],
  ['acappella', '清唱|アカペラ|아카펠라'],
  ['remix', '混音|リミックス|리믹스'],
  ['mashup', '串烧|メドレー|메들리'],
  ['demo', '小样|デモ|데모'],
  ['cover', '翻唱|翻自|歌ってみた|커버'],
  ['sped_up', '加速|快版|升调'],
  ['slowed', '减速|慢版|슬로우'],
  ['edit', '剪辑|片段|抖音|サイズ|电台版'],
  ['extended', '加长|ロング'],
  ['rerecorded', '重录|新版|再録|재녹음'],
];

const weakCharacters: readonly [VersionKind, string, string?][] = [
  ['language', '国语|國語|普通话|중국어', 'mandarin'],
  ['language', '粤语|粵語|广东话', 'cantonese'],
  ['language', '闽南语|台语', 'hokkien'],
  ['language', '英文|영어', 'english'],
  ['language', '日文|日本語|일본어', 'japanese'],
  ['language', '韩文|한국어', 'korean'],
  ['language', '方言|法语'],
  ['voice', '女声|女版', 'female'],
  ['voice', '男声|男版', 'male'],
  ['voice', '童声', 'children'],
  ['voice', '独唱|솔로', 'solo'],
  ['voice', '对唱|듀엣', 'duet'],
  ['voice', '合唱|합창', 'choir'],
  ['voice', '烟嗓', 'other'],
  ['arrangement', '钢琴|ピアノ|피아노', 'piano'],
  ['arrangement', '吉他|ギター|기타', 'guitar'],
  ['arrangement', '交响|オーケストラ', 'orchestra'],
  ['arrangement', 'オルゴール|八音盒', 'music box'],
  ['arrangement', '古筝|古风', 'folk'],
  ['arrangement', '萨克斯', 'sax'],
  ['arrangement', '摇滚|ロック', 'rock'],
  ['arrangement', '小提琴', 'violin'],
];

/** One row for each of the words. */
const rows = (table: readonly (readonly [VersionKind, string, string?])[]): [string, VersionKind, string[]][] =>
  table.flatMap(([kind, words, as]) =>
    words.split('|').map((word): [string, VersionKind, string[]] => [word, kind, as === undefined ? [] : [as]]),
  );

describe('when a qualifier is a word of the tables', () => {
  it.each([...rows(strongWords), ...rows(weakWords), ...rows(strongCharacters), ...rows(weakCharacters)])(
    '%s alone names a version: %s',
    (word, kind, detail) => {
      expect(readQualifier(word)).toEqual(version(kind, ...detail));
    },
  );

  it.each(rows(strongWords))('%s names a version beside other words: %s', (word, kind, detail) => {
    expect(readQualifier(`${word} Wonderland`)).toEqual(version(kind, ...detail, 'wonderland'));
  });

  it.each(rows(weakWords))('%s is part of a title beside other words', (word) => {
    expect([readQualifier(`${word} Wonderland`), readQualifier(`My ${word}`)]).toEqual([{ says: 'title' }, { says: 'title' }]);
  });

  it.each(rows(weakWords))('%s beside a version word, "version" or a year names a version again', (word, kind, detail) => {
    expect(readQualifier(`${word} Version`)).toEqual(expect.objectContaining({ says: 'version', kinds: [kind] }));
    expect(readQualifier(`${word} 2019`)).toEqual(version(kind, ...detail, '2019'));
    expect(readQualifier(`${word} Wonderland Karaoke`)).toEqual({
      says: 'version',
      kinds: [kind, 'karaoke'].sort(),
      detail: [...detail, 'wonderland'],
    });
  });

  it.each(rows(strongCharacters))('%s names a version among other characters: %s', (word, kind) => {
    expect(readQualifier(`蝴蝶${word}`)).toEqual(version(kind, '蝴蝶'));
  });

  it.each(rows(weakCharacters))('%s is part of a name among other characters, and a version before 版', (word, kind, detail) => {
    expect(readQualifier(`快乐${word}`)).toEqual({ says: 'title' });
    expect(readQualifier(`${word}バージョン`)).toEqual(version(kind, ...detail));
  });

  it.each(
    [
      'Official Video|Explicit|Album Version|Original Mix|Bonus Track|Stereo|OST|Lyrics|HD|клип',
      '完整版|原版|官方|歌词|高清|电视剧|主题曲|フル|뮤직비디오',
      'Remaster|Remastered|2011 Remaster|Digitally Remastered|Remastered Version|ремастер',
      '重制|リマスター|리마스터|2020重制版',
    ].flatMap((line) => line.split('|')),
  )('%s says nothing about the recording', (text) => {
    expect(readQualifier(text)).toEqual({ says: 'nothing' });
  });

  it.each(['Reprise', 'Part 2', 'Pt. II', 'Part One', 'Interlude', 'Intro', '2', 'III', 'Four', '前奏', '序曲', '尾声'])(
    '%s is the part of a work',
    (text) => {
      expect(readQualifier(text)).toEqual({ says: 'part' });
    },
  );

  it.each(['Version', 'Mix', '版', 'バージョン', 'The', 'Wonderland', '!!!', '1999', 'Someone', 'Twofold', 'Vixen', 'Part of Me', '的'])(
    '%s alone is part of a title',
    (text) => {
      expect(readQualifier(text)).toEqual({ says: 'title' });
    },
  );

  it('leaves out the words that only join others', () => {
    expect(readQualifier('Live at the Royal Albert Hall')).toEqual(version('live', 'royal', 'albert', 'hall'));
    expect(readQualifier('现场的')).toEqual(version('live'));
    expect(readQualifier('2019年现场')).toEqual(version('live', '2019'));
  });

  it('reads no word of the tables otherwise than its own entry says', () => {
    const other = new Set(['positional_live', 'positional_cover', 'dj_name', 'mix', 'version', 'part', 'neutral', 'remaster', 'filler']);
    for (const { means, words, as } of [...latinVersionWords, ...cjkVersionWords]) {
      if (other.has(means)) continue;
      for (const word of words.split('|')) {
        const detail = as === undefined ? [] : [as];
        expect([word, readQualifier(word)]).toEqual([word, { says: 'version', kinds: [means], detail }]);
      }
    }
  });
});
