import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { coverPicture } from './cover-picture.js';
import { demoCatalogue, handedOut } from './demo-catalogues.js';
import { demoLyrics, demoSongs } from './repertoire.js';
import { tune } from './tune.js';

const songs = demoSongs();
const nothing = { fileOf: () => ({ ext: 'flac', bytes: Buffer.alloc(0) }), coverUrlOf: () => 'http://127.0.0.1/' };
const platforms = ['netease', 'qq', 'deezer', 'jamendo'] as const;

describe('the songs of the demo', () => {
  it('are a few hundred, each once, with an ISRC of its own', () => {
    expect(songs.length).toBeGreaterThan(200);
    expect(songs.length).toBeLessThan(500);
    for (const key of ['number', 'isrc'] as const) expect(new Set(songs.map((song) => song[key])).size).toBe(songs.length);
    expect(new Set(songs.map(({ title, artist }) => `${title} – ${artist}`)).size).toBe(songs.length);
    expect(songs.filter(({ isrc }) => !/^XX[A-Z0-9]{3}\d{7}$/.test(isrc))).toEqual([]);
  });

  it('are on albums by one artist each', () => {
    const artistsOf = new Map<number, Set<string>>();
    for (const { albumNumber, artist } of songs) artistsOf.set(albumNumber, (artistsOf.get(albumNumber) ?? new Set()).add(artist));
    expect([...artistsOf.values()].filter(({ size }) => size !== 1)).toEqual([]);
  });

  it('have a title by two artists now and then, which search has to tell apart', () => {
    expect(new Set(songs.map(({ title }) => title)).size).toBeLessThan(songs.length);
  });

  it('have lyrics whose lines follow each other within the song', () => {
    for (const song of songs) {
      const starts = demoLyrics(song).map(([startMs]) => startMs);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts.at(-1)).toBeLessThan(song.durationMs);
    }
  });
});

describe('the platforms of the demo', () => {
  it.each(platforms)('%s has lists of songs that it holds, each list with some', (platform) => {
    const catalogue = demoCatalogue(platform, songs, nothing);
    const ids = new Set(catalogue.songs.map(({ id }) => id));
    expect(ids.size).toBe(catalogue.songs.length);
    for (const { songIds } of [...catalogue.charts, ...catalogue.playlists]) {
      expect(songIds.length).toBeGreaterThan(9);
      expect(songIds.filter((id) => !ids.has(id))).toEqual([]);
    }
  });

  it('share recordings, and hand out some of them alone', () => {
    const [netease, qq] = (['netease', 'qq'] as const).map(
      (one) => new Set(demoCatalogue(one, songs, nothing).songs.map(({ isrc }) => isrc)),
    );
    expect([...(netease ?? [])].filter((isrc) => qq?.has(isrc)).length).toBeGreaterThan(50);
    const given = songs.filter(handedOut).length;
    expect(given).toBeGreaterThan(songs.length / 4);
    expect(given).toBeLessThan(songs.length);
  });
});

describe('a tune of the demo', () => {
  it('is as long as asked, the same each time, and another for each number', () => {
    expect(tune(3, 5500)).toHaveLength(88_000);
    expect(tune(3, 1000)).toEqual(tune(3, 1000));
    expect(tune(3, 1000)).not.toEqual(tune(15, 1000));
  });

  it('can be heard, and does not clip', () => {
    const loudest = Math.max(...tune(1, 2000).map(Math.abs));
    expect(loudest).toBeGreaterThan(3000);
    expect(loudest).toBeLessThan(32_767);
  });
});

describe('a cover of the demo', () => {
  it('is a sound PNG of 240 by 240 pixels, with colours of its own', () => {
    const picture = coverPicture(3);
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < picture.length; ) {
      const length = picture.readUInt32BE(at);
      const body = picture.subarray(at + 4, at + 8 + length);
      expect(picture.readUInt32BE(at + 8 + length)).toBe(crc32(body));
      chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
      at += 12 + length;
    }
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect(chunks.get('IHDR')?.readUInt32BE(0)).toBe(240);
    expect(inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0))).toHaveLength(240 * (1 + 3 * 240));
    expect(coverPicture(4)).not.toEqual(picture);
  });
});
