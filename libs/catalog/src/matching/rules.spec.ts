import { describe, expect, it } from '@jest/globals';
import { describeRecording, type Match, matchPriority, type RecordingInput } from '../index.js';
import { defaultTolerance, type MatchTolerance } from './priority.js';

const song: RecordingInput = { title: '七里香', artists: '周杰伦', durationMs: 299_000 };
const isrc = 'TWK970400101';

function match(a: RecordingInput, b: RecordingInput, tolerance?: MatchTolerance): Match {
  const [left, right] = [describeRecording(a), describeRecording(b)];
  const result = matchPriority(left, right, tolerance);
  expect(matchPriority(right, left, tolerance)).toEqual(result);
  return result;
}

/** `3 same_title`, or the reason of the rejection. */
function judge(a: RecordingInput, b: RecordingInput, tolerance?: MatchTolerance): string {
  const result = match(a, b, tolerance);
  return result.accepted ? `${result.priority} ${result.reason}` : result.reason;
}

describe('when identifiers are compared', () => {
  it.each<[string, RecordingInput, RecordingInput, string]>([
    ['the same id', { ...song, platform: 'qq', remoteId: '1' }, { title: 'x', platform: 'qq', remoteId: '1' }, '0 same_id'],
    [
      'the same id, whatever the duration',
      { ...song, platform: 'qq', remoteId: '1' },
      { ...song, durationMs: 1000, platform: 'qq', remoteId: '1' },
      '0 same_id',
    ],
    [
      'the same id elsewhere',
      { title: 'a', platform: 'qq', remoteId: '1' },
      { title: 'b', platform: 'kuwo', remoteId: '1' },
      'artists_unknown',
    ],
    ['another id', { ...song, platform: 'qq', remoteId: '1' }, { ...song, title: 'x', platform: 'qq', remoteId: '2' }, 'title_differs'],
    ['a platform without ids', { ...song, platform: 'qq' }, { ...song, title: 'x', platform: 'qq' }, 'title_differs'],
    ['an id without platforms', { ...song, remoteId: '1' }, { ...song, title: 'x', remoteId: '1' }, 'title_differs'],
    ['no ids', { ...song }, { ...song, title: 'x' }, 'title_differs'],
    ['the same ISRC', { ...song, isrc }, { title: 'x', isrc }, '0 same_isrc'],
    ['the same ISRC 10 s apart', { ...song, isrc }, { ...song, title: 'x', isrc, durationMs: 309_000 }, '0 same_isrc'],
    ['the same ISRC more than 10 s apart', { ...song, isrc }, { ...song, title: 'x', isrc, durationMs: 309_001 }, 'title_differs'],
    ['another ISRC', { ...song, isrc }, { ...song, title: 'x', isrc: 'GBAHS1600463' }, 'title_differs'],
    ['an ISRC of one', { ...song, isrc }, { ...song, title: 'x' }, 'title_differs'],
    ['the same ISRC of another version', { ...song, isrc }, { ...song, title: '七里香 (Live)', isrc }, '3 same_isrc'],
    [
      'the same ISRC of another version, duration unknown',
      { ...song, isrc },
      { ...song, title: '七里香 (Live)', isrc, durationMs: 0 },
      '4 same_isrc',
    ],
    [
      'the same ISRC of a version that one describes further',
      { ...song, title: 'A (Live)', isrc },
      { ...song, title: 'A (Live in Paris)', isrc },
      '0 same_isrc',
    ],
  ])('%s: %s', (_what, a, b, expected) => {
    expect(judge(a, b)).toBe(expected);
  });
});

describe('when names are compared', () => {
  const translated = { ...song, title: '红豆', otherTitles: ['Red Bean'] };

  it.each<[string, RecordingInput, RecordingInput, string]>([
    ['title, artists and duration', song, song, '1 exact'],
    ['duration 3 s apart', song, { ...song, durationMs: 302_000 }, '1 exact'],
    ['duration more than 3 s apart', song, { ...song, durationMs: 302_001 }, '3 same_title'],
    ['duration 5 s apart', song, { ...song, durationMs: 304_000 }, '3 same_title'],
    ['duration more than 5 s apart', song, { ...song, durationMs: 304_001 }, 'duration_differs'],
    ['duration unknown', song, { ...song, durationMs: 0 }, '2 exact_without_duration'],
    ['some artists', song, { ...song, artists: '周杰伦 / 杨瑞代' }, '3 same_title'],
    ['some artists, duration unknown', song, { ...song, artists: '周杰伦 / 杨瑞代', durationMs: 0 }, '4 same_base_title'],
    ['a translation beside the title', song, { ...song, title: '七里香 (Common Jasmine)' }, '5 similar_title'],
    [
      'a translation beside the title, duration unknown',
      song,
      { ...song, title: '七里香 (Common Jasmine)', durationMs: 0 },
      '4 same_base_title',
    ],
    ['a translation instead of the title', translated, { ...song, title: 'Red Bean' }, '5 similar_title'],
    ['a translation with a subtitle', translated, { ...song, title: 'Red Bean (Sweet)' }, '5 similar_title'],
    [
      'a translation with its subtitle',
      { ...song, title: '红豆', otherTitles: ['Red Bean (Sweet)'] },
      { ...song, title: 'Red Bean (Sweet)' },
      '5 similar_title',
    ],
    ['another translation', translated, { ...song, title: 'Green Bean' }, 'title_differs'],
    ['no title, where a translation is empty', { ...song, otherTitles: [''] }, { ...song, title: '' }, 'title_differs'],
    ['a subtitle of one', { ...song, title: 'Home' }, { ...song, title: 'Home (Away)' }, '5 similar_title'],
    ['two subtitles', { ...song, title: 'Home (Alone)' }, { ...song, title: 'Home (Away)' }, 'title_differs'],
    ['a version of one', song, { ...song, title: '七里香 (Live)' }, 'versions_differ'],
    ['more versions of one', { ...song, title: 'A (Live)' }, { ...song, title: 'A (Live) (Acoustic)' }, 'versions_differ'],
    ['other versions', { ...song, title: 'A (Live)' }, { ...song, title: 'A (Acoustic)' }, 'versions_differ'],
    ['the same version', { ...song, title: 'A (Live)' }, { ...song, title: 'A (Live)' }, '1 exact'],
    ['a version that one describes further', { ...song, title: 'A (Live)' }, { ...song, title: 'A (Live in Paris)' }, '5 similar_title'],
    [
      'a version that one describes further, duration unknown',
      { ...song, title: 'A (Live)' },
      { ...song, title: 'A (Live in Paris)', durationMs: 0 },
      '4 same_base_title',
    ],
    ['a remaster', song, { ...song, title: '七里香 (Remastered 2020)' }, '1 exact'],
    ['a guest in the title', { ...song, artists: '周杰伦 / 费玉清' }, { ...song, title: '七里香 (feat. 费玉清)' }, '1 exact'],
    ['a version of one, duration unknown', song, { ...song, title: '七里香 (DJ版)', durationMs: 0 }, 'versions_differ'],
    ['a track of a live album', song, { ...song, album: '无与伦比演唱会 Live' }, 'versions_differ'],
    ['another remixer', { ...song, title: 'A (Tiësto Remix)' }, { ...song, title: 'A (Alesso Remix)' }, 'versions_differ'],
    ['another title', song, { ...song, title: '晴天' }, 'title_differs'],
    ['a subtitle that ends like OST', { ...song, title: 'Paradise (Lost)' }, { ...song, title: 'Paradise' }, '5 similar_title'],
    ['empty descriptions', { title: '' }, { title: '' }, 'artists_unknown'],
    ['another artist', song, { ...song, artists: '费玉清' }, 'artists_differ'],
    ['no artist of one', song, { ...song, artists: '' }, 'artists_unknown'],
    ['no artist of both', { ...song, artists: '' }, { ...song, artists: '' }, 'artists_unknown'],
    ['a misspelt title', { ...song, title: 'Bohemian Rhapsody' }, { ...song, title: 'Bohemian Rapsody' }, '5 similar_title'],
    [
      'a title with another word',
      { ...song, title: 'She Loves You Yeah Yeah' },
      { ...song, title: 'He Loves You Yeah Yeah' },
      'title_differs',
    ],
  ])('%s: %s', (_what, a, b, expected) => {
    expect(judge(a, b)).toBe(expected);
  });

  it.each<[string, RecordingInput, RecordingInput, string]>([
    ['is as good as a credit where there is none', song, { ...song, title: '周杰伦 - 七里香', artists: '' }, '1 exact'],
    ['is read in either order', song, { ...song, title: '七里香 - 周杰伦', artists: '' }, '1 exact'],
    [
      'is as good where the credit has an artist in common',
      { ...song, artists: '周杰伦 / 费玉清' },
      { ...song, title: '周杰伦 & 费玉清 - 七里香' },
      '1 exact',
    ],
    ['never outweighs another credit', song, { ...song, title: '周杰伦 - 七里香', artists: 'uploader' }, '3 same_title'],
    ['never outweighs another credit, duration unknown', song, { title: '周杰伦 - 七里香', artists: 'uploader' }, '4 same_base_title'],
    [
      'says less where the duration is farther off',
      song,
      { ...song, title: '周杰伦 - 七里香', artists: 'uploader', durationMs: 303_000 },
      '3 same_title',
    ],
    [
      'says less where the title is only similar',
      { ...song, title: 'Bohemian Rhapsody' },
      { ...song, title: '周杰伦 - Bohemian Rapsody', artists: 'uploader' },
      '5 similar_title',
    ],
    [
      'counts by its better reading, where that comes first',
      { ...song, title: 'Hello', artists: 'Adele / Hello', otherTitles: ['Adele'] },
      { ...song, title: 'Adele - Hello', artists: '' },
      '3 same_title',
    ],
    [
      'counts by its better reading, where that comes last',
      { ...song, title: 'Hello', artists: 'Adele / Hello', otherTitles: ['Adele'] },
      { ...song, title: 'Hello - Adele', artists: '' },
      '3 same_title',
    ],
    ['is compared with its versions', song, { ...song, title: '周杰伦 - 七里香 (Live)', artists: '' }, 'versions_differ'],
    ['proves nothing if it is of another artist', song, { ...song, title: '费玉清 - 七里香', artists: 'uploader' }, 'artists_differ'],
  ])('a title with the artist in it %s', (_what, a, b, expected) => {
    if (expected !== 'versions_differ') expect(judge(a, b)).toBe(expected);
    else expect(match(a, b).accepted).toBe(false);
  });

  it('measures how like the titles are', () => {
    expect(match(song, song).similarity).toBe(1);
    expect(match({ ...song, isrc }, { title: 'x', isrc }).similarity).toBe(1);
    expect(match(song, { ...song, title: '七里香 (Common Jasmine)' }).similarity).toBe(1);
    expect(match(song, { ...song, title: '七里香 (Live)' }).similarity).toBe(1);
    expect(match(song, { ...song, title: '七里' }).similarity).toBe(0.75);
    expect(match(song, { ...song, artists: '费玉清' }).similarity).toBe(0);
  });

  it('accepts a title exactly as similar as it must be', () => {
    const [a, b] = [
      { ...song, title: 'Bohemian Rhapsody' },
      { ...song, title: 'Bohemian Rapsody' },
    ];
    const { similarity } = match(a, b);
    expect(judge(a, b, { ...defaultTolerance, titleSimilarity: similarity })).toBe('5 similar_title');
    expect(judge(a, b, { ...defaultTolerance, titleSimilarity: similarity + 1e-9 })).toBe('title_differs');
    // However little must be alike, a word that makes another song does.
    expect(judge({ ...song, title: 'abc' }, { ...song, title: 'abd' }, { ...defaultTolerance, titleSimilarity: 0.1 })).toBe(
      'title_differs',
    );
  });

  it('has the limits of the domain', () => {
    expect(defaultTolerance).toEqual({ exactDurationMs: 3000, closeDurationMs: 5000, isrcDurationMs: 10_000, titleSimilarity: 0.85 });
  });
});
