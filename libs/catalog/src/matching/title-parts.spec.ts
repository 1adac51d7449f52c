import { describe, expect, it } from '@jest/globals';
import { otherNamesIn, parseTitle } from './title.js';
import { piecesOf } from './title-pieces.js';
import { splitSuffix } from './title-suffix.js';

const isArtist = (text: string): boolean => ['Adele', 'Queen', '周杰伦'].includes(text);

describe('when a title is cut into pieces', () => {
  /** Plain pieces as they are, others in their brackets or after a dash. */
  const cut = (title: string): string[] =>
    piecesOf(title).map(({ text, where }) => ({ plain: text, bracket: `(${text})`, dash: `- ${text}` })[where]);

  it.each([
    ['Song', ['Song']],
    ['Song (Live)', ['Song', '(Live)']],
    ['Song ( Live ) (Demo)', ['Song', '(Live)', '(Demo)']],
    ['(Intro) Song', ['(Intro)', 'Song']],
    ['Song () Rest', ['Song', 'Rest']],
    ['Song (feat. A (B)) Rest', ['Song', '(feat. A (B))', 'Rest']],
    ['Song (a (b) c) (d)', ['Song', '(a (b) c)', '(d)']],
    ['Song (Live', ['Song (Live']],
    ['Song) Live', ['Song) Live']],
    ['Song ((Live)', ['Song (', '(Live)']],
    ['Adele - Hello', ['Adele', '- Hello']],
    ['Adele -- Hello', ['Adele', '- Hello']],
    ['A - B - C', ['A', '- B', '- C']],
    ['Song (Live) - Remix', ['Song', '(Live)', '- Remix']],
    ['Song (Live)- Remix', ['Song', '(Live)', '- Remix']],
    ['Anti-Hero', ['Anti-Hero']],
    ['Anti -Hero', ['Anti -Hero']],
    ['Song -', ['Song -']],
    ['七里香-周杰伦', ['七里香', '- 周杰伦']],
    ['七里香 -周杰伦', ['七里香', '- 周杰伦']],
    ['七里香- 周杰伦', ['七里香', '- 周杰伦']],
    ['좋은날-아이유', ['좋은날', '- 아이유']],
    ['七里香-live', ['七里香', '- live']],
    ['七里香-DJ版', ['七里香', '- DJ版']],
    ['七里香-Inst', ['七里香', '- Inst']],
    ['七里香-liver', ['七里香-liver']],
    ['七里香-Hello', ['七里香-Hello']],
    ['Hello-七里香', ['Hello-七里香']],
    ['紅蓮華 -Acoustic Ver.-', ['紅蓮華', '(Acoustic Ver.)']],
    ['紅蓮華-Acoustic Ver.-', ['紅蓮華', '(Acoustic Ver.)']],
    ['Lemon ~instrumental~', ['Lemon', '(instrumental)']],
    ['Lemon ~ instrumental ~ ', ['Lemon', '(instrumental)']],
    ['사랑~Live~', ['사랑', '(Live)']],
    ['A - B ~Live~', ['A', '- B', '(Live)']],
    ['Lemon~Live~', ['Lemon~Live~']],
    ['Lemon ~Live', ['Lemon ~Live']],
    ['Lemon ~Live-', ['Lemon ~Live-']],
    ['Lemon ~Live~ Again', ['Lemon ~Live~ Again']],
  ])('cuts %s', (title, pieces) => {
    expect(cut(title)).toEqual(pieces);
  });
});

describe('when version words end a title without brackets', () => {
  it.each([
    ['七里香live版', '七里香', 'live版'],
    ['七里香 现场版本', '七里香', '现场版本'],
    ['七里香Live', '七里香', 'Live'],
    ['夜 live版', '夜', 'live版'],
    ['夜曲remix ver.', '夜曲', 'remix ver.'],
    ['夜曲remix ver', '夜曲', 'remix ver'],
    ['夜曲demo version', '夜曲', 'demo version'],
    ['夜曲 inst version', '夜曲', 'inst version'],
    ['夜曲karaoke', '夜曲', 'karaoke'],
    ['夜曲 纯音乐', '夜曲', '纯音乐'],
    ['夜曲 女声版', '夜曲', '女声版'],
    ['Hello 钢琴版', 'Hello', '钢琴版'],
    ['Hello 리마스터', 'Hello', '리마스터'],
    ['夜曲 Live', '夜曲', 'Live'],
    ['夜曲 Demo', '夜曲', 'Demo'],
    ['夜曲 Piano Ver', '夜曲', 'Piano Ver'],
    ['Song Remix', 'Song', 'Remix'],
    ['Song Instrumental', 'Song', 'Instrumental'],
    ['Song Nightcore', 'Song', 'Nightcore'],
    ['Song Acoustic', 'Song', 'Acoustic'],
    ['Song Karaoke', 'Song', 'Karaoke'],
    ['Song Acoustic Version', 'Song', 'Acoustic Version'],
    ['Song Piano Ver.', 'Song', 'Piano Ver.'],
    ['Song Piano Ver', 'Song', 'Piano Ver'],
    ['Song Radio Edit', 'Song', 'Radio Edit'],
    ['Song Extended Mix', 'Song', 'Extended Mix'],
    ['Song Sped Up', 'Song', 'Sped Up'],
    ['Song Speed Up', 'Song', 'Speed Up'],
    ['Song SpeedUp', 'Song', 'SpeedUp'],
    ['Song Slowed', 'Song', 'Slowed'],
    ['Song Slowed Down Reverb', 'Song', 'Slowed Down Reverb'],
    ['Song Slowed Reverb', 'Song', 'Slowed Reverb'],
    ['Song Slowed + Reverb', 'Song', 'Slowed + Reverb'],
    ['Song Slowed and Reverb', 'Song', 'Slowed and Reverb'],
    ['Song Slowed & Reverb', 'Song', 'Slowed & Reverb'],
    ['Song Slowed+Reverb', 'Song', 'Slowed+Reverb'],
    ['Song En Vivo', 'Song', 'En Vivo'],
    ['Song Ao Vivo', 'Song', 'Ao Vivo'],
    ['Song Off Vocal', 'Song', 'Off Vocal'],
    ['Song Remaster', 'Song', 'Remaster'],
    ['Song Remastered', 'Song', 'Remastered'],
    ['Song 2011 Remaster', 'Song', '2011 Remaster'],
    ['Song 2011 Digital Remaster', 'Song', '2011 Digital Remaster'],
    ['Song Digitally Remastered', 'Song', 'Digitally Remastered'],
    ['Song Remastered 2011', 'Song', 'Remastered 2011'],
    ['Song Remastered Version', 'Song', 'Remastered Version'],
    ['Song 2011 Remaster Version', 'Song', '2011 Remaster Version'],
    ['Remix', undefined, undefined],
    ['伴奏', undefined, undefined],
    ['Summer of 1999', undefined, undefined],
    ['Premix', undefined, undefined],
    ['My Remix Contest', undefined, undefined],
    ['Radio Edit Contest', undefined, undefined],
    ['Long Live', undefined, undefined],
    ['Born to Live', undefined, undefined],
    ['Under Cover', undefined, undefined],
    ['Demo', undefined, undefined],
    ['English Piano', undefined, undefined],
    ['Cover Version of Me', undefined, undefined],
    ['与你 有关', undefined, undefined],
    ['快乐 男声', undefined, undefined],
    ['夜曲 钢琴', undefined, undefined],
    ['夜曲 片段', undefined, undefined],
    ['夜曲 片段版', '夜曲', '片段版'],
    ['夜曲 现场 片段', undefined, undefined],
    ['夜曲 主题曲', undefined, undefined],
  ])('%s is %s with %s', (title, base, suffix) => {
    expect(splitSuffix(title)).toEqual(base === undefined ? undefined : { base, suffix });
  });
});

describe('when a title has more than a name', () => {
  it.each([
    ['Song (feat. Sia - Live)', 'Song', 'Sia', 'live'],
    ['Song (feat. Jay-Z - Live)', 'Song', 'Jay-Z', 'live'],
    ['Song (feat. Sia (Remix))', 'Song', 'Sia', 'remix'],
    ['Song (w/ Sia)', 'Song', 'Sia', ''],
    ['Song (with Lovebites)', 'Song', 'Lovebites', ''],
    ['Song (feat. Drake with The Roots)', 'Song', 'Drake with The Roots', ''],
    ['Song (Sub) feat. Sia', 'Song', 'Sia', ''],
    ['千本桜feat.初音ミク', '千本桜', '初音ミク', ''],
    ['千本桜 feat初音ミク', '千本桜', '初音ミク', ''],
    ['Song ft.Sia', 'Song', 'Sia', ''],
    ['Song ft Sia', 'Song', 'Sia', ''],
    ['Song! feat. Sia', 'Song!', 'Sia', ''],
    ['Song (Left Alone)', 'Song', '', ''],
    ['Song (Alone with Friends)', 'Song', '', ''],
    ['Song (Within)', 'Song', '', ''],
    ['Song (with everybody)', 'Song', '', ''],
    ['Song (with someone)', 'Song', '', ''],
    ['Song (w/ you)', 'Song', '', ''],
    ['Song (Feather)', 'Song', '', ''],
    ['Defeat. Again', 'Defeat. Again', '', ''],
    ['Soft. Again', 'Soft. Again', '', ''],
    ['10 Ft. Tall', '10 Ft. Tall', '', ''],
    ['feat. Sia', 'feat. Sia', '', ''],
    ['Song (Part 2) [Live]', 'Song Part 2', '', 'live'],
    ['Song - Part 2', 'Song Part 2', '', ''],
    ['夜曲 伴奏 现场版', '夜曲', '', 'instrumental,live'],
    ['夜曲 伴奏 (Sub) Rest', '夜曲 伴奏 Rest', '', ''],
    ['Official (Live)', 'Official', '', 'live'],
    ['Official Video', 'Official Video', '', ''],
    ['アイドル【推しの子】オープニング主題歌', 'アイドル', '', ''],
    ['Song (Live) [Live]', 'Song', '', 'live'],
    ['Song (Remix) (Acoustic)', 'Song', '', 'acoustic,remix'],
  ])('%s has base "%s", guests "%s" and versions "%s"', (title, base, featured, versions) => {
    const parts = parseTitle(title);
    expect([parts.base, parts.featured.join(), parts.versions.join()]).toEqual([base, featured, versions]);
  });

  it('keeps the subtitles in the full title, and apart those after a dash', () => {
    expect(parseTitle('Song (Sub) - Other (Live)')).toMatchObject({
      full: 'Song Sub Other',
      base: 'Song',
      subtitles: ['Sub', 'Other'],
      dashed: ['Other'],
      versions: ['live'],
      versionTexts: ['Live'],
    });
    expect(parseTitle('Song (Part 2)')).toMatchObject({ full: 'Song Part 2', base: 'Song Part 2', subtitles: [], dashed: [] });
  });

  it('keeps the words of a version as details, and the text as it is written', () => {
    expect(parseTitle('Song (Live at Wembley) [Tiësto Remix]')).toMatchObject({
      detail: ['wembley', 'tiesto'],
      versionTexts: ['Live at Wembley', 'Tiësto Remix'],
    });
  });

  it('takes a title of nothing but qualifiers as it is', () => {
    for (const title of ['(Live)', '(Tiësto Remix)', '(feat. Sia)', '(Demo) (Live at Wembley)'])
      expect(parseTitle(title)).toMatchObject({ full: title, base: title, versions: [], detail: [], versionTexts: [], subtitles: [] });
  });

  it('makes a subtitle the title where there is no other, or only the artist', () => {
    expect(parseTitle('「夜に駆ける」')).toMatchObject({ full: '夜に駆ける', base: '夜に駆ける', subtitles: [] });
    expect(parseTitle('【A】【B】')).toMatchObject({ full: 'A B', base: 'A', subtitles: ['B'] });
    expect(parseTitle('Adele - Hello (Live)', isArtist)).toMatchObject({
      full: 'Hello',
      base: 'Hello',
      subtitles: [],
      dashed: [],
      versions: ['live'],
    });
    expect(parseTitle('周杰伦《七里香》(Common)', isArtist)).toMatchObject({ base: '七里香', subtitles: ['Common'] });
  });

  it('keeps the name of the artist where it is the title, or part of it', () => {
    expect(parseTitle('Adele (Live)', isArtist)).toMatchObject({ base: 'Adele', versions: ['live'] });
    expect(parseTitle('Adele', isArtist).base).toBe('Adele');
    expect(parseTitle('Queen (Killer) Queen', isArtist)).toMatchObject({ base: 'Queen Queen', subtitles: ['Killer'] });
    expect(parseTitle('Hello - Adele', isArtist)).toMatchObject({ base: 'Hello', dashed: ['Adele'] });
  });

  it('reads no more than the first 500 characters of a title', () => {
    expect(parseTitle(`${'a'.repeat(500)}b`).base).toBe('a'.repeat(500));
    expect(parseTitle(`${'a'.repeat(493)} (Live)`).versions).toEqual(['live']);
  });
});

describe('when a title names the song twice', () => {
  it.each([
    ['夜曲 (Nocturne)', ['Nocturne']],
    ['夜曲 (Blue)', ['Blue']],
    ['夜曲 (A.B.C.)', []],
    ['夜曲 (Ab c)', []],
    ['夜曲 (情歌)', []],
    ['Home (Away)', []],
    ['Home (家乡)', ['家乡']],
    ['Home (家)', []],
    ['夜曲', []],
    ['光年之外 Light Years Away', ['光年之外', 'Light Years Away']],
    ['Light Years Away 光年之外', ['光年之外', 'Light Years Away']],
    ['光年 之外 Light', ['光年 之外', 'Light']],
    ['光 Light', []],
    ['Light 光', []],
    ['光年之外 Sky', []],
    ['Sky 光年之外', []],
    ['Light Years Away', []],
    ['1984 Light Years', []],
    ['光年之外 Light 之外', []],
    ['光年之外 Lumière', []],
    ['光年之外 Light (Nocturne)', ['Nocturne', '光年之外', 'Light']],
    ['Beethoven: Symphony No. 5', ['Symphony No. 5']],
    ['J.S. Bach: Air (Nocturne)', []],
    ['Beethoven: Symphony', []],
    ['Re: Your Brains', []],
    ['Abc: Your Brains', ['Your Brains']],
    [`${'Composer '.repeat(5)}: Symphony No. 5`, []],
    ['Symphony 5: First Movement', []],
  ])('%s: %j', (title, names) => {
    expect(otherNamesIn(parseTitle(title))).toEqual(names);
  });
});
