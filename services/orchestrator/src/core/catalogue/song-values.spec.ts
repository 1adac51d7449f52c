import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Track } from '../sources/source-catalog.js';
import { singersText, songArtists } from './song-artists.js';
import { mergeMetadata } from './song-record.js';

const unknown: Track = {
  remoteId: 't',
  name: 'n',
  artists: [],
  album: undefined,
  albumArtist: undefined,
  durationMs: undefined,
  isrc: undefined,
  trackNumber: undefined,
  discNumber: undefined,
  year: undefined,
  genre: undefined,
  coverUrl: undefined,
  ext: undefined,
  fileSizeBytes: undefined,
};

describe('when the metadata of a track is merged into what is stored', () => {
  it('keeps unknown keys, erases nothing, and is idempotent', () => {
    const stored = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
    const told = fc.record({ durationMs: fc.option(fc.nat(), { nil: undefined }), album: fc.option(fc.string(), { nil: undefined }) });
    fc.assert(
      fc.property(stored, told, (before, values) => {
        const track = { ...unknown, ...values };
        const once = mergeMetadata(before, track);
        expect(mergeMetadata(once, track)).toBe(once);
        const merged = JSON.parse(once ?? '{}');
        for (const [key, value] of Object.entries(JSON.parse(before)))
          if (!['duration_ms', 'album'].includes(key)) expect(merged[key]).toEqual(value);
        if (values.album !== undefined) expect(merged.album).toBe(values.album);
        else expect(merged.album).toEqual(JSON.parse(before).album);
      }),
    );
  });

  it('leaves the stored text as it is, byte for byte, if the track has no metadata', () => {
    expect(mergeMetadata(undefined, unknown)).toBeUndefined();
    expect(mergeMetadata('{"lyrics":"a.lrc"}', unknown)).toBe('{"lyrics":"a.lrc"}');
  });

  it('keeps older text that is not a JSON object', () => {
    for (const text of ['{broken', '[1]', 'null', '"x"']) {
      expect(JSON.parse(mergeMetadata(text, { ...unknown, year: 2004 }) ?? '')).toEqual({ legacy_metadata: text, year: 2004 });
    }
  });

  it('stays readable in Chinese (behaviour 82)', () => {
    expect(mergeMetadata(undefined, { ...unknown, album: '七里香' })).toBe('{"album":"七里香"}');
  });
});

describe('when artists are derived', () => {
  it('takes each once, in order, and distinguishes those without an id by folded name', () => {
    const artist = (name: string, remoteId?: string) => ({ name, remoteId });
    const derived = songArtists([artist('周杰伦'), artist(' Lara '), artist('LARA'), artist(''), artist('Lara', 'id-1')]);
    expect(derived).toEqual([
      { remoteId: 'name:周杰伦', name: '周杰伦' },
      { remoteId: 'name:lara', name: 'Lara' },
      { remoteId: 'id-1', name: 'Lara' },
    ]);
    expect(singersText(derived)).toBe('周杰伦 / Lara / Lara');
    expect(singersText([])).toBeUndefined();
  });

  it('splits credits without an id, and keeps the credit as it is written', () => {
    const credits = [
      { remoteId: undefined, name: 'Rihanna feat. JAY-Z' },
      { remoteId: '7', name: 'A / B' },
    ];
    expect(songArtists(credits).map(({ remoteId }) => remoteId)).toEqual(['name:rihanna', 'name:jay-z', '7']);
    expect(singersText(credits)).toBe('Rihanna feat. JAY-Z / A / B');
  });

  it('identifies artists by MusicBrainz id if as many are known', () => {
    const credits = [{ remoteId: undefined, name: 'Nirvana feat. Sting' }];
    expect(songArtists(credits, ['a', 'b'])).toEqual([
      { remoteId: 'mbid:a', name: 'Nirvana' },
      { remoteId: 'mbid:b', name: 'Sting' },
    ]);
    expect(songArtists(credits, ['a']).map(({ remoteId }) => remoteId)).toEqual(['name:nirvana', 'name:sting']);
  });
});
