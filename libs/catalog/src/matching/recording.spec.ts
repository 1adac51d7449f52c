import { describe, expect, it } from '@jest/globals';
import { artistKey } from '../index.js';
import { artistAliases } from './artists.js';
import { describeRecording, type RecordingInput } from './recording.js';
import { remember } from './remember.js';

const namesOf = (input: RecordingInput): string[] => describeRecording(input).artists.artists.map(([main = '']) => main);
const keys = (...names: string[]): string[] => names.map(artistKey);

describe('when a recording is described', () => {
  it.each<[string, Partial<RecordingInput>]>([
    ['nothing', {}],
    ['empty texts', { platform: '', remoteId: '', isrc: '', album: '', artists: '', otherTitles: [] }],
    ['blanks', { platform: ' ', remoteId: ' ', isrc: ' ', otherTitles: [' '] }],
    ['numbers that are no duration', { durationMs: 0 }],
    ['a negative duration', { durationMs: -1 }],
    ['an endless duration', { durationMs: Number.POSITIVE_INFINITY }],
    ['no number', { durationMs: Number.NaN }],
    ['no ISRC', { isrc: 'TWK97040010' }],
  ])('takes %s for unknown', (_what, input) => {
    expect(describeRecording({ title: 'Song', ...input })).toMatchObject({
      platform: undefined,
      remoteId: undefined,
      isrc: undefined,
      durationMs: undefined,
      otherTitles: [],
      subtitles: [],
      versions: [],
      otherNamings: [],
      artists: { artists: [] },
    });
  });

  it('tidies identifiers', () => {
    expect(describeRecording({ title: 'Song', platform: ' QQ ', remoteId: ' 1 ', isrc: 'TW-K97-04-00101', durationMs: 1 })).toMatchObject({
      platform: 'qq',
      remoteId: '1',
      isrc: 'TWK970400101',
      durationMs: 1,
    });
  });

  it.each<[string, RecordingInput, string[]]>([
    ['a credit in one text', { title: 'Song', artists: 'Adele / Sia' }, ['Adele', 'Sia']],
    ['credits in several', { title: 'Song', artists: ['Adele & Usher', 'Sia'] }, ['Adele', 'Usher', 'Sia']],
    ['guests in the title', { title: 'Song (feat. Sia & Usher)', artists: 'Adele' }, ['Adele', 'Sia', 'Usher']],
    ['not the maker of a remix', { title: 'Song (Tiësto Remix)', artists: 'Adele / Tiësto' }, ['Adele']],
    ['the maker of a remix who is the only artist', { title: 'Song (Tiësto Remix)', artists: 'Tiësto' }, ['Tiësto']],
    ['the maker of a remix under two spellings', { title: 'Song (Tiësto Remix)', artists: ['Tiësto', 'Tiesto'] }, ['Tiësto']],
    ['another artist of a remix', { title: 'Song (Tiësto Remix)', artists: 'Adele / Sia' }, ['Adele', 'Sia']],
  ])('names %s', (_what, input, names) => {
    expect(namesOf(input)).toEqual(keys(...names));
  });

  it('does not split the names it is told, in the credit, among the guests and in the title', () => {
    const names = ['Foo & Bar'];
    const whole = [keys('Foo & Bar')];
    expect(describeRecording({ title: 'Song', artists: 'Foo & Bar' }, { names }).artists.artists).toEqual(whole);
    expect(describeRecording({ title: 'Song', artists: ['Foo & Bar'] }, { names }).artists.artists).toEqual(whole);
    expect(describeRecording({ title: 'Song (feat. Foo & Bar)' }, { names }).artists.artists).toEqual(whole);
    expect(describeRecording({ title: 'Foo & Bar - Song' }, { names }).otherNamings[0]?.artists.artists).toEqual(whole);
  });

  it('replaces the names of one artist by one of them', () => {
    const aliases = artistAliases([['周杰伦', 'Jay Chou']]);
    const expected = [keys('周杰伦')];
    expect(describeRecording({ title: 'Song', artists: 'Jay Chou' }, { aliases }).artists.artists).toEqual(expected);
    expect(describeRecording({ title: 'Jay Chou - Song' }, { aliases }).otherNamings[0]?.artists.artists).toEqual(expected);
  });

  it.each<[string, RecordingInput, string[]]>([
    ['a track of a live album', { title: 'Song', album: 'Live at Leeds' }, ['live']],
    ['a live track of a live album', { title: 'Song (Live)', album: 'Live at Leeds' }, ['live']],
    ['a remix on a live album', { title: 'Song (Remix)', album: 'Live at Leeds' }, ['live', 'remix']],
    ['a live track of another album', { title: 'Song (Live)', album: 'Leeds' }, ['live']],
    ['a track of another album', { title: 'Song', album: 'Leeds' }, []],
    ['a track without an album', { title: 'Song' }, []],
  ])('knows the versions of %s', (_what, input, versions) => {
    expect(describeRecording(input).versions).toEqual(versions);
  });

  it('tells translations from other subtitles', () => {
    expect(describeRecording({ title: '夜曲 (Nocturne) (情歌)' })).toMatchObject({
      title: '夜曲 nocturne 情歌',
      baseTitle: '夜曲',
      otherTitles: ['nocturne'],
      subtitles: ['情歌'],
    });
    expect(describeRecording({ title: '红豆 (Live)', otherTitles: ['Red Bean (Live)', ''] })).toMatchObject({
      otherTitles: ['red bean'],
      subtitles: [],
    });
    expect(describeRecording({ title: 'Home (Away)', otherTitles: ['Away'] })).toMatchObject({ otherTitles: ['away'], subtitles: [] });
  });

  it('recognises its artist before the title, however the name is spelled', () => {
    for (const title of ['ADELE - Hello', 'adele - Hello', 'Hello'])
      expect(describeRecording({ title, artists: 'Sia / Adele' })).toMatchObject({ title: 'hello', otherNamings: [] });
  });

  it('reads a title with one dash as artist and title, in both orders', () => {
    const { otherNamings } = describeRecording({ title: 'Adele - Hello (feat. Sia)' });
    expect(otherNamings.map(({ title, baseTitle, artists }) => [title, baseTitle, artists.artists.flat()])).toEqual([
      ['hello', 'hello', keys('Adele', 'Sia')],
      ['adele', 'adele', keys('Hello', 'Sia')],
    ]);
    expect(describeRecording({ title: 'A - B - C' }).otherNamings).toEqual([]);
    expect(describeRecording({ title: 'Hello (Adele)' }).otherNamings).toEqual([]);
  });
});

describe('when answers are remembered', () => {
  it('asks once for each text, and forgets all at the limit', () => {
    const asked: string[] = [];
    const lengthOf = remember(2, (text) => asked.push(text) && text.length);
    expect(['a', 'bb', 'a', 'bb', 'ccc', 'ccc', 'a', 'ccc'].map(lengthOf)).toEqual([1, 2, 1, 2, 3, 3, 1, 3]);
    expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
  });
});
