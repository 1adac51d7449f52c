import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchPriority } from './priority.js';
import { describeRecording, type RecordingInput } from './recording.js';
import { recordingKeys } from './recording-keys.js';

const keysOf = (input: RecordingInput): readonly string[] => recordingKeys(describeRecording(input));
const share = (a: RecordingInput, b: RecordingInput): boolean => keysOf(a).some((key) => keysOf(b).includes(key));
const isSure = (a: RecordingInput, b: RecordingInput): boolean => {
  const match = matchPriority(describeRecording(a), describeRecording(b));
  return match.accepted && match.highConfidence;
};

describe('when a recording is looked up by its keys', () => {
  it.each([
    ['周杰倫', '周杰伦', '發如雪', '发如雪'],
    ['IU (아이유)', 'IU', '좋은 날', '좋은 날'],
    ['Jay Chou 周杰伦', '周杰伦', '七里香', '七里香'],
    ['Earth, Wind & Fire', 'Earth, Wind and Fire', 'September', 'September'],
    ['A / B', 'B & A', 'Duet', 'DUET'],
    ['平野綾・茅原実里', '平野綾 / 茅原実里', '歌', '歌'],
    ['', 'Adele', 'Adele - Hello', 'Hello'],
  ])('%s and %s share one for the same title', (artistsA, artistsB, titleA, titleB) => {
    const durationMs = 200_000;
    const [a, b] = [
      { title: titleA, artists: artistsA, durationMs },
      { title: titleB, artists: artistsB, durationMs },
    ];
    expect({ sure: isSure(a, b), share: share(a, b) }).toEqual({ sure: true, share: true });
  });

  it('other versions and other artists share none', () => {
    const song = { title: '七里香', artists: '周杰伦' };
    expect(share(song, { ...song, title: '七里香 (Live)' })).toBe(false);
    expect(share(song, { ...song, artists: '周杰伦 / 费玉清' })).toBe(false);
    expect(keysOf({ title: '七里香' })).toEqual([]);
  });

  it('whatever is surely the same by name shares one', () => {
    const title = fc.constantFrom(
      'Hello',
      'hello (Live)',
      'Adele - Hello',
      '夜曲 (Nocturne)',
      '夜曲',
      'Hello (feat. B)',
      'Hello - Remastered 2011',
    );
    const name = fc.constantFrom(
      'Adele',
      'B',
      'Jay Chou 周杰伦',
      '周杰倫',
      'The Band',
      'A$AP',
      'IU (아이유)',
      '아이유',
      'Simon & Garfunkel',
    );
    const artists = fc.array(name, { maxLength: 3 }).map((names) => names.join(' / '));
    const song = fc.record({ title, artists, durationMs: fc.constantFrom(200_000, 201_000) });
    fc.assert(
      fc.property(song, song, (a, b) => !isSure(a, b) || share(a, b)),
      { numRuns: 2000 },
    );
  });

  it('a credit of many names with several readings has a bounded number of keys', () => {
    const artists = Array.from({ length: 40 }, (_, i) => `Name${i} (名字${i})`);
    expect(keysOf({ title: 'x', artists }).length).toBeLessThan(20);
  });
});
