import { describeRecording, matchPriority, resolveKeyword } from '@catalogsync/catalog';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeListed, lookupsFor, searchKeysOf } from './search-keys.js';
import type { ListedFile } from './track-description.js';

const unknownTags = {
  album: undefined,
  albumArtist: undefined,
  compilation: false,
  trackNumber: undefined,
  discNumber: undefined,
  year: undefined,
  genre: undefined,
  isrc: undefined,
};

function fileOf(title: string, artists: readonly string[], isrc?: string): ListedFile {
  const encoding = { durationMs: 200_000, bitrate: undefined, sampleRate: undefined, bitDepth: undefined, lossless: undefined };
  const place = { id: 1, root: '/m', path: 'x.mp3', trackId: 't', size: 1, mtimeMs: 1, firstSeenAt: 1 };
  return { ...place, tags: { ...unknownTags, ...encoding, title, artists, isrc } };
}

const targetOf = (title: string, artists: readonly string[], isrc?: string) => ({
  title,
  artists,
  album: undefined,
  durationMs: 200_000,
  isrc,
});

/** The position of the first lookup that finds the file; -1 if none does. */
function foundBy(file: ListedFile, target: ReturnType<typeof targetOf>, keyword = resolveKeyword(target)): number {
  const keys = new Set(searchKeysOf(file));
  return lookupsFor({ keyword, target }, describeRecording(target)).findIndex((look) => look.keys.some((key) => keys.has(key)));
}

const names = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    '七里香',
    '晴天 (Live)',
    'Hello - Remastered 2011',
    'Déjà Vu (feat. Jay-Z)',
    '夜曲 (Nocturne)',
    'AC/DC',
    'Adele - Hello',
    '!!!',
    '÷',
  ),
);

describe('when a song is looked up by its keys', () => {
  it('the first lookup finds every file with equal names that is accepted as the song', () => {
    fc.assert(
      fc.property(names, names, (title, artist) => {
        const file = fileOf(title, [artist]);
        const target = targetOf(title, [artist]);
        const match = matchPriority(describeRecording(target), describeListed(file, target.artists));
        if (match.accepted) expect(foundBy(file, target)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'by the same ISRC, whatever it is called',
      fileOf('Anything', ['Anybody'], 'GBUM71029604'),
      targetOf('Song', ['A'], 'GB-UM7-10-29604'),
      0,
    ],
    ['by a title in another script', fileOf('夜曲 (Nocturne)', ['周杰伦']), targetOf('Nocturne', ['周杰倫']), 0],
    ['by one artist of several', fileOf('Song', ['A', 'B']), targetOf('Song (feat. B)', ['A']), 0],
    ['by its artist, however the title is misspelt', fileOf('Springtime', ['Somebody']), targetOf('Springtme', ['Somebody']), 2],
    ['by no lookup for another artist', fileOf('Springtime', ['Somebody']), targetOf('Summer', ['Nobody']), -1],
  ])('a file is found %s', (_, file, target, look) => {
    expect(foundBy(file, target)).toBe(look);
  });

  it('no text, however long, yields more than a few keys', () => {
    const long = 'word '.repeat(200_000);
    const target = targetOf('x', []);
    expect(searchKeysOf(fileOf(long, [long, 'A / '.repeat(5000)])).length).toBeLessThanOrEqual(60);
    for (const { keys } of lookupsFor({ keyword: long, target }, describeRecording(target))) expect(keys.length).toBeLessThan(200);
  });
});
