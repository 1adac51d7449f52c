import { describe, expect, it } from '@jest/globals';
import { artistKey, resolveKeyword, splitArtists } from '../index.js';
import { artistWords, keysOfArtist } from './artist-keys.js';
import { joinedNames, nobody, ownBands } from './artist-names.js';
import { artistAliases, artistSet, artistsOverlap, sameArtists } from './artists.js';

const set = (credit: string, aliases?: ReadonlyMap<string, string>) => artistSet(splitArtists(credit), aliases);

describe('when a name is on a list', () => {
  it.each(joinedNames)('%s is one artist, alone and beside others', (name) => {
    expect(splitArtists(name)).toHaveLength(1);
    expect(splitArtists(`Adele / ${name} / Sia`).map(artistKey)).toEqual(['Adele', name, 'Sia'].map(artistKey));
  });

  it.each(nobody)('%s is nobody', (name) => {
    expect(artistSet(splitArtists(name)).artists).toEqual([]);
    expect(artistSet(['Adele', name]).artists).toEqual([[artistKey('Adele')]]);
  });

  it.each(ownBands)('%s is an artist beside another', (name) => {
    expect(splitArtists(`Adele & ${name}`)).toEqual(['Adele', name]);
    expect(splitArtists(`Adele + ${name}`)).toEqual(['Adele', name]);
  });
});

describe('when a credit has signs and words between names', () => {
  it.each([
    ['A1,B2', ['A1', 'B2']],
    ['Adele，Sia', ['Adele', 'Sia']],
    ['Adele;Sia', ['Adele', 'Sia']],
    ['Adele | Sia', ['Adele', 'Sia']],
    ['Adele/Sia', ['Adele', 'Sia']],
    ['Adele+Sia', ['Adele', 'Sia']],
    ['Adele×Sia', ['Adele', 'Sia']],
    ['Adele＆Sia', ['Adele', 'Sia']],
    ['Adele／Sia', ['Adele', 'Sia']],
    ['Adele＋Sia', ['Adele', 'Sia']],
    ['Adele X Sia', ['Adele', 'Sia']],
    ['Adele vs Sia', ['Adele', 'Sia']],
    ['Adele versus Sia', ['Adele', 'Sia']],
    ['Adele featuring Sia', ['Adele', 'Sia']],
    ['Adele feat.Sia', ['Adele', 'Sia']],
    ['Adele feat Sia', ['Adele', 'Sia']],
    ['Adele(feat. Sia)', ['Adele', 'Sia']],
    ['Adele (ft Sia)', ['Adele', 'Sia']],
    ['Adele feat初音ミク', ['Adele', '初音ミク']],
    ['周杰伦 和 费玉清', ['周杰伦', '费玉清']],
    ['周杰倫 與 費玉清', ['周杰倫', '費玉清']],
    ['周杰伦 及 费玉清', ['周杰伦', '费玉清']],
    ['周杰伦和费玉清', ['周杰伦', '费玉清']],
    ['周杰伦与费玉清', ['周杰伦', '费玉清']],
    ['Adele & Sia (Band)', ['Adele', 'Sia (Band)']],
    ['Lil Nas X ft. Sia', ['Lil Nas X', 'Sia']],
    ['Lil Nas X & Sia', ['Lil Nas X', 'Sia']],
    ['Lil Nas X with Sia', ['Lil Nas X', 'Sia']],
    ['Lil Nas X vs Sia', ['Lil Nas X', 'Sia']],
    ['Lil Nas X x Sia', ['Lil Nas X', 'Sia']],
    ['Lil Nas X (feat. Sia)', ['Lil Nas X', 'Sia']],
    ['/ Adele', ['Adele']],
    ['Adele /', ['Adele']],
    ['Adele (Sia, Usher)', ['Adele (Sia', 'Usher'].map((name) => name.replace('(', ''))],
    ['和和和', ['和和和']],
    ['Foxx', ['Foxx']],
    ['Max Wellvs', ['Max Wellvs']],
    ['Defeat', ['Defeat']],
    ['Kraft', ['Kraft']],
    ['Withers', ['Withers']],
    ['AC/DC / Sia', ['AC/DC', 'Sia']],
    ['T+T', ['T+T']],
    ['ABC/DC', ['ABC', 'DC']],
    ['AC/DCB', ['AC', 'DCB']],
    ['ac/dx', ['ac', 'dx']],
    ['A1 / B2', ['A1', 'B2']],
    ['D&E & Sia', ['D&E', 'Sia']],
    ['Florence & Her Machine', ['Florence & Her Machine']],
    ['Toño y Los Lobos + Las Lobas', ['Toño y Los Lobos + Las Lobas']],
    ['Adele / The Machine', ['Adele', 'The Machine']],
    ['Adele, The Machine', ['Adele', 'The Machine']],
    ['Adele & Theo', ['Adele', 'Theo']],
    ['Adele & Hereafter', ['Adele', 'Hereafter']],
    ['Adele & Sia and the Band', ['Adele', 'Sia and the Band']],
  ])('%s gives %j', (credit, artists) => {
    expect(splitArtists(credit)).toEqual(artists);
  });

  it('knows a name of five parts, beside names of one', () => {
    const name = 'Dave Dee, Dozy, Beaky, Mick & Tich';
    expect(splitArtists(`Adele & ${name} & Sia`)).toEqual(['Adele', name, 'Sia']);
  });

  it('knows a name of any number of parts that the wanted song has', () => {
    const name = 'Foo, Bar, Baz, Qux, Quux & Corge';
    expect(splitArtists(name, [name])).toEqual([name]);
  });

  it('reads no more than the first 2000 characters of a credit', () => {
    expect(splitArtists(`${'a'.repeat(2000)}b`)).toEqual(['a'.repeat(2000)]);
    expect(splitArtists(`${'a, '.repeat(666)}b, c`)).toEqual(['a', 'b']);
  });
});

describe('when names are compared', () => {
  it.each([
    ['Adele - Topic', 'Adele'],
    ['Adele Official', 'Adele'],
    ['Adele Official Channel', 'Adele'],
    ['Adele Official Artist Channel', 'Adele'],
    ['Ado オフィシャル', 'Ado'],
    ['周杰伦官方频道', '周杰伦'],
    ['周杰倫官方頻道', '周杰伦'],
    ['周杰伦官方', '周杰伦'],
    ['AdeleVEVO', 'Adele'],
    ['$wag', 'Swag'],
    ['Bank$', 'Banks'],
    ['Ke$ha', 'Kesha'],
    ['P!nk', 'Pink'],
    ['E X O', 'EXO'],
    ['G.E.M.', 'GEM'],
    ['The xx', 'xx'],
    ['Los Lobos', 'Lobos'],
    ['Simon and Garfunkel', 'Simon & Garfunkel'],
    ['Jesse y Joy', 'Jesse & Joy'],
    ['Ich und Ich', 'Ich & Ich'],
    ['Kim Taeyeon', 'Taeyeon Kim'],
  ])('%s and %s are one', (a, b) => {
    expect(artistKey(a)).toBe(artistKey(b));
  });

  it.each([
    ['VEVO', ''],
    ['Topical', 'Topic'],
    ['Advevoid', 'Adid'],
    ['Adele - Topical', 'Adeleal'],
    ['Officially', 'ly'],
    ['Official HIGE DANdism', 'HIGE DANdism'],
    ['$', 's'],
    ['US$ 5', 'USs 5'],
    ['Wham!', 'Whami'],
    ['The', ''],
    ['And', ''],
    ['And One', 'One'],
    ['Fan of And', 'Fan of'],
    ['The The', ''],
    ['A B Cd', 'ABCd2'],
    ['!!!', '???'],
    ['Adele', 'Sia'],
  ])('%s and %s are not', (a, b) => {
    expect(artistKey(a)).not.toBe(artistKey(b));
  });

  it('keeps the words of a name apart, folded and sorted', () => {
    expect(artistWords('The Hikaru & Utada')).toEqual(['hikaru', 'utada']);
    expect(artistWords('A B Cd')).toEqual(['ab', 'cd']);
    expect(artistWords('The')).toEqual(['the']);
    expect(artistKey('!!!')).toBe('!!!');
  });

  it.each([
    ['IU (아이유)', ['IU', '아이유']],
    ['아이유 (IU)', ['IU', '아이유']],
    ['IU(아이유)', ['IU', '아이유']],
    ['Jay Chou 周杰伦', ['Jay Chou', '周杰伦']],
    ['周杰伦 Jay Chou', ['Jay Chou', '周杰伦']],
    ['G.E.M.邓紫棋', ['GEM', '邓紫棋']],
    ['周杰伦Jay', ['Jay', '周杰伦']],
    ['初音ミク (CV: 藤田咲)', ['初音ミク', '藤田咲']],
    ['Adele (feat. Sia)', ['Adele', 'Sia']],
    ['Adele (with Sia)', ['Adele', 'Sia']],
    ['MC 热狗', ['热狗']],
    ['DJ 阿远', ['阿远']],
    ['A 阿远', ['阿远']],
    ['Ab 阿远', ['阿远']],
    ['Abc 阿', ['Abc']],
    ['Adele (A)', ['Adele']],
    ['Adele (UK) Band (Sia)', []],
    ['Adele', []],
    ['周杰伦', []],
    ['Adele Кино', []],
  ])('%s may also be called %j', (name, others) => {
    expect([...keysOfArtist(name)].sort()).toEqual([...new Set([artistKey(name), ...others.map(artistKey)])].sort());
  });

  it('leads with the whole name', () => {
    expect(keysOfArtist('IU (아이유)')[0]).toBe(artistKey('IU (아이유)'));
    expect(keysOfArtist('')).toEqual([]);
  });

  it.each<[boolean, string, string]>([
    [true, 'Adele / Sia', 'Sia / Adele'],
    [true, 'IU (아이유) / Sia', 'Sia / 아이유'],
    [true, '平野綾・茅原実里', '平野綾 / 茅原実里'],
    [true, 'Adele Sia', 'Adele / Sia'],
    [false, 'Adele / Sia', 'Adele'],
    [false, 'Adele / Sia', 'Adele / Usher'],
    [false, 'Adele / Sia / Usher', 'IU (Adele) / Sia'],
    [false, 'Various Artists', 'Various Artists'],
    [false, 'Adele', 'Various Artists'],
    [false, '!!!', '???'],
  ])('says %s for the artists of %s and %s', (same, a, b) => {
    expect([sameArtists(set(a), set(b)), sameArtists(set(b), set(a))]).toEqual([same, same]);
  });

  it('needs a counterpart for each name on both sides', () => {
    expect(sameArtists(set('IU (아이유) / Sia'), set('IU / 아이유'))).toBe(false);
    expect(sameArtists(set('IU / 아이유'), set('IU (아이유) / Sia'))).toBe(false);
  });

  it.each<[boolean, string, string]>([
    [true, 'Adele / Sia', 'Sia'],
    [true, 'Bill Haley & His Comets', 'Bill Haley'],
    [true, 'Nick Cave and the Bad Seeds', 'Nick Cave'],
    [true, 'Florence + the Machine', 'Florence'],
    [true, 'Adele Sia', 'Adele / Sia'],
    [false, 'Simon & Garfunkel', 'Simon'],
    [false, 'Bo & the Band of Bo', 'Band of'],
    [false, 'Al & the Bad Seeds', 'Al'],
    [false, 'Adele', 'Sia'],
    [false, 'Adele', ''],
    [false, '', ''],
  ])('says %s for an artist in common of %s and %s', (overlap, a, b) => {
    expect([artistsOverlap(set(a), set(b)), artistsOverlap(set(b), set(a))]).toEqual([overlap, overlap]);
  });

  it('takes all names of one group for one artist, also of groups that share a name, in whatever order', () => {
    const groups = [
      ['周杰伦', 'Jay Chou', ''],
      ['Eason Chan', '陈奕迅'],
      ['周董', 'President Zhou'],
      ['President Zhou', 'Jay Chou'],
    ];
    for (const order of [groups, groups.toReversed()]) {
      const aliases = artistAliases(order);
      const same = (a: string, b: string): boolean => sameArtists(set(a, aliases), set(b, aliases));
      expect([same('周董', '周杰伦'), same('President Zhou', '周杰伦'), same('陈奕迅', 'Eason Chan')]).toEqual([true, true, true]);
      expect([same('周董', '陈奕迅'), same('周杰伦', 'Adele')]).toEqual([false, false]);
      expect(artistsOverlap(set('Jay Chou & the Band', aliases), set('周董', aliases))).toBe(true);
      expect(set('周董 / Jay Chou / Adele', aliases).artists).toHaveLength(2);
      expect(sameArtists(set('周董 / Adele', aliases), set('Adele / Jay Chou', aliases))).toBe(true);
      expect(sameArtists(set('周董 / Adele', aliases), set('Adele', aliases))).toBe(false);
      expect(aliases.has('')).toBe(false);
    }
  });
});

describe('when a keyword is built for a search', () => {
  it.each([
    [{ title: 'Hello (Live at the Royal Albert Hall)', artists: 'Adele' }, 'Hello Adele'],
    [{ title: 'Hello (Live at Wembley Arena)', artists: 'Adele' }, 'Hello Live at Wembley Arena Adele'],
    [{ title: 'Hello (Live at Wembley, 12/2012)', artists: 'Adele' }, 'Hello Live at Wembley, 12/2012 Adele'],
    [{ title: 'Hello (Live at Wembley, 1.5.2012)', artists: 'Adele' }, 'Hello Adele'],
    [{ title: 'Hello / (Live)', artists: 'Adele' }, 'Hello Live Adele'],
    [{ title: 'Hello, - Live', artists: 'Adele' }, 'Hello Live Adele'],
    [{ title: 'Hello (Live)', artists: '', album: ' 25【Deluxe】 ' }, 'Hello Live 25(Deluxe)'],
    [{ title: 'Hello', artists: ['Adele / Sia', 'Usher'], album: '25' }, 'Hello Adele'],
    [{ title: 'Hello', artists: '周杰伦 (Jay Chou)' }, 'Hello 周杰伦'],
    [{ title: 'Hello', artists: 'Adele(UK) ' }, 'Hello Adele'],
    [{ title: 'Hello', artists: '(Adele)' }, 'Hello (Adele)'],
    [{ title: 'Hello', artists: 'G (지드래곤)' }, 'Hello G (지드래곤)'],
    [{ title: 'Hello', artists: 'B (Bob)' }, 'Hello B'],
    [{ title: 'Hello', artists: 'V1 (뷔)' }, 'Hello V1'],
    [{ title: 'Hello', artists: 'Adele (UK) Band' }, 'Hello Adele (UK) Band'],
    [{ title: '', artists: '' }, ''],
  ])('%j is searched for as %s', (song, keyword) => {
    expect(resolveKeyword(song)).toBe(keyword);
  });

  it('keeps a name whole that the wanted song has', () => {
    expect(resolveKeyword({ title: 'Hello', artists: 'Foo, Bar & Baz' }, ['Foo, Bar & Baz'])).toBe('Hello Foo, Bar & Baz');
  });
});
