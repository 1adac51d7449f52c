import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { announcedAudio, describedTrack, extensionOfName, plainExtension, secondsToMs, splitArtistTitle } from './described.js';
import { pageByKey, pageByPosition } from './paging.js';

describe('when a service writes a duration', () => {
  it.each([
    ['215.43', 215_430],
    ['03:35', 215_000],
    ['1:03:35', 3_815_000],
    [215.437, 215_437],
    ['', undefined],
    ['3:5:7:9', undefined],
    ['soon', undefined],
    [-3, undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
  ])('reads %p as %p ms', (text, expected) => expect(secondsToMs(text)).toBe(expected));
});

describe('when a name becomes part of a path', () => {
  it('keeps only letters and digits of an extension', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(plainExtension(name) ?? '').toMatch(/^[a-z0-9]{0,8}$/);
        expect(extensionOfName(name) ?? '').toMatch(/^[a-z0-9]{0,8}$/);
      }),
    );
    expect(extensionOfName('@@a\\Music\\03 - Song.FLAC')).toBe('flac');
    expect(extensionOfName('a.b/noext')).toBeUndefined();
    expect(extensionOfName('.mp3')).toBeUndefined();
  });

  it('splits artist and title at a dash between spaces', () => {
    expect(splitArtistTitle('Low Tide - Harbour Lights - Live')).toEqual({ artist: 'Low Tide', title: 'Harbour Lights - Live' });
    expect(splitArtistTitle('周杰倫 – 晴天')).toEqual({ artist: '周杰倫', title: '晴天' });
    expect(splitArtistTitle('Anti-Hero')).toEqual({ artist: undefined, title: 'Anti-Hero' });
  });
});

describe('when a whole list is paged', () => {
  it('returns each key once, even if others are added between the pages', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.string()),
        (keys, limit, late) => {
          const seen: string[] = [];
          let list = keys;
          for (let after: string | undefined; ; ) {
            const page = pageByKey(list, (key) => key, { limit, after });
            seen.push(...page.items);
            if (page.next === undefined) break;
            after = page.next;
            list = [...new Set([...keys, ...late])];
          }
          expect(new Set(seen).size).toBe(seen.length);
          for (const key of keys) expect(seen).toContain(key);
        },
      ),
    );
  });

  it('keeps the order and repeats of a playlist, and refuses to continue in a changed one', () => {
    const items = ['b', 'a', 'b', 'b'];
    const first = pageByPosition(items, 'v 1', { limit: 3, after: undefined });
    expect(first.items).toEqual(['b', 'a', 'b']);
    expect(pageByPosition(items, 'v 1', { limit: 3, after: first.next })).toEqual({ items: ['b'], next: undefined });
    expect(() => pageByPosition(items, 'v 2', { limit: 3, after: first.next })).toThrow(
      expect.objectContaining({ code: 'failed_precondition' }),
    );
    expect(() => pageByPosition(items, 'v 1', { limit: 3, after: 'x' })).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('when a service reports impossible values', () => {
  const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger());

  it('treats them as unknown: numbers are whole and positive, names are valid text', () => {
    fc.assert(
      fc.property(anyNumber, fc.string({ unit: 'binary' }), (number, name) => {
        const track = describedTrack({ remoteId: 'x', name, year: number, trackNumber: number, durationMs: number, fileSizeBytes: number });
        const audio = announcedAudio({ bitrate: number, sampleRate: number, bitDepth: number });
        for (const value of [
          track.year,
          track.trackNumber,
          track.durationMs,
          track.fileSizeBytes,
          audio.bitrate,
          audio.sampleRate,
          audio.bitDepth,
        ]) {
          expect(value === undefined || (Number.isSafeInteger(value) && value > 0)).toBe(true);
        }
        expect(track.year ?? 0).toBeLessThan(10_000);
        expect(track.name).not.toMatch(/\p{Surrogate}/u);
      }),
    );
    expect(describedTrack({ remoteId: 'x', name: '😀'.repeat(900) }).name).toHaveLength(1000);
    expect(describedTrack({ remoteId: 'x', name: `a${'😀'.repeat(900)}` }).name).not.toMatch(/\p{Surrogate}/u);
  });
});

describe('when a song has other names', () => {
  it('keeps each once, without the name itself and without empty ones', () => {
    const named = (...otherNames: string[]) => describedTrack({ remoteId: '1', name: '晴天', otherNames, more: {} });
    expect(named('Sunny Day', ' 晴天 ', 'Sunny Day', '').otherNames).toEqual(['Sunny Day']);
    expect(named('晴天')).not.toHaveProperty('otherNames');
    expect(named()).not.toHaveProperty('more');
  });
});
