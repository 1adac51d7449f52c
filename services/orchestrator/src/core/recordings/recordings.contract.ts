import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import { listed, track, trackFile } from '../catalogue/catalogue-stores.contract.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { Track } from '../sources/source-catalog.js';
import { LinkRecordings } from './link-recordings.js';
import { linkWaiting } from './link-waiting.js';
import type { RecordingFiles } from './recording-files.js';
import type { RecordingStores, SongPair } from './recording-store.js';

type Stores = CatalogueStores & RecordingStores;

/** What a suite provides for one catalogue. */
export interface OpenRecordings {
  readonly writer: CatalogueWriter<Stores>;
  readonly reader: CatalogueReader & RecordingFiles;
  /** The recordings of several platforms that are stored: the songs of each, ascending. */
  across(): Promise<readonly (readonly number[])[]>;
  close(): Promise<void>;
}

/** The contract of every catalogue that stores recordings. */
export function recordingsContract(name: string, open: () => Promise<OpenRecordings>): void {
  describe(`when songs stored ${name} are linked`, () => {
    let catalogue: OpenRecordings;
    beforeEach(async () => {
      catalogue = await open();
    });
    afterEach(() => catalogue.close());

    const add = async (platform: string, ...songs: Array<Partial<Track> & { readonly remoteId: string }>): Promise<readonly number[]> =>
      catalogue.writer.run((stores) => {
        const tracks = songs.map(({ remoteId, ...over }) => track(remoteId, { name: '七里香', durationMs: 299_000, ...over }));
        return stores.songs.save(platform, tracks);
      });
    const links = (isOn = true): LinkRecordings => new LinkRecordings({ writer: catalogue.writer, isOn });
    const decide = (pair: SongPair): Promise<void> =>
      catalogue.writer.run(({ recordings }) => recordings.decide({ ...pair, decidedAt: 0, decidedBy: 'a test' }));
    const linked = async (): Promise<readonly (readonly number[])[]> => {
      await links().run();
      return catalogue.across();
    };

    it('joins the same recording of two platforms, and leaves others alone', async () => {
      const [a = 0, live = 0] = await add('qq', { remoteId: '1' }, { remoteId: '2', name: '七里香 (Live)' });
      const [b = 0] = await add('netease', { remoteId: '1', durationMs: 300_500 }, { remoteId: '2', durationMs: 250_000 });
      expect(await linked()).toEqual([[a, b]]);
      expect(live).not.toBe(b);
    });

    it('joins by ISRC whatever the names, unless the lengths differ by more than 10 s', async () => {
      const isrc = 'TWK970400001';
      const [a = 0] = await add('qq', { remoteId: '1', isrc });
      const [b = 0] = await add('deezer', { remoteId: '1', isrc, name: 'Common Jasmine Orange', durationMs: 308_000 });
      await add('tidal', { remoteId: '1', isrc, name: 'Common Jasmine Orange', durationMs: 310_000 });
      expect(await linked()).toEqual([[a, b]]);
    });

    it('needs both lengths where only names agree', async () => {
      await add('qq', { remoteId: '1' });
      await add('netease', { remoteId: '1', durationMs: undefined });
      expect(await linked()).toEqual([]);
    });

    it('links songs of one platform only once another platform has the recording too', async () => {
      const [a = 0, b = 0] = await add('library', { remoteId: '1' }, { remoteId: '2' });
      expect(await linked()).toEqual([]);
      const [c = 0] = await add('kuwo', { remoteId: '1' });
      expect(await linked()).toEqual([[a, b, c]]);
    });

    it('counts songs that are one recording of several platforms as one track', async () => {
      await add('library', { remoteId: '1' }, { remoteId: '2' });
      await add('qq', { remoteId: '1', name: '晴天' });
      await linked();
      expect(await catalogue.reader.summary()).toMatchObject({ songs: 3, tracks: 3 });
      await add('kuwo', { remoteId: '1' });
      await linked();
      expect(await catalogue.reader.summary()).toMatchObject({ songs: 4, tracks: 2 });
    });

    it('does not chain small differences', async () => {
      const lengths = [200_000, 202_500, 205_000, 207_500];
      const ids: number[] = [];
      for (const [at, durationMs] of lengths.entries()) ids.push(...(await add(`p${at}`, { remoteId: '1', durationMs })));
      expect(await linked()).toEqual([ids.slice(0, 2), ids.slice(2, 4)]);
    });

    it('gives the same recordings in any number of steps', async () => {
      const places = ['qq', 'netease', 'kuwo', 'library'];
      const song = (n: number) => ({ remoteId: String(n), name: `歌 ${n % 7}`, durationMs: 200_000 + (n % 5) * 1500 });
      for (let n = 0; n < 60; n++) {
        await add(places[n % 4] ?? '', song(n));
        if (n % 11 === 0) await links().run();
      }
      const stepwise = await linked();
      await links(false).run();
      expect(await catalogue.across()).toEqual([]);
      expect(await linked()).toEqual(stepwise);
      expect(stepwise.length).toBeGreaterThan(3);
    });

    it('takes a song out of its recording when it turns out to be another', async () => {
      const [a = 0] = await add('qq', { remoteId: '1' });
      const [b = 0, c = 0] = await add('netease', { remoteId: '1' }, { remoteId: '2' });
      expect(await linked()).toEqual([[a, b, c]]);
      await add('netease', { remoteId: '1', name: '东风破' });
      expect(await linked()).toEqual([[a, c]]);
      await add('qq', { remoteId: '1', name: '东风破' });
      expect(await linked()).toEqual([[a, b]]);
    });

    it('lets the first song stand for a recording that it joins late', async () => {
      const [a = 0] = await add('qq', { remoteId: '1', name: '东风破' });
      const [b = 0] = await add('netease', { remoteId: '1' });
      const [c = 0] = await add('kuwo', { remoteId: '1' });
      expect(await linked()).toEqual([[b, c]]);
      await add('qq', { remoteId: '1' });
      expect(await linked()).toEqual([[a, b, c]]);
    });

    it('a change that says nothing about the recording lets no song wait', async () => {
      await add('qq', { remoteId: '1' });
      await links().run();
      await add('qq', { remoteId: '1', coverUrl: undefined });
      expect(await catalogue.writer.run(({ recordings }) => linkWaiting(recordings, 10))).toBe(0);
    });

    it('keeps what people decided, whatever is linked later', async () => {
      const [a = 0, other = 0] = await add('qq', { remoteId: '1' }, { remoteId: '2', name: '东风破' });
      const [b = 0, c = 0] = await add('netease', { remoteId: '1' }, { remoteId: '3', name: '晴天' });
      await decide({ songId: a, otherSongId: b, isSame: false });
      await decide({ songId: other, otherSongId: c, isSame: true });
      expect(await linked()).toEqual([[other, c]]);
      await add('netease', { remoteId: '1', durationMs: 298_000 }, { remoteId: '3', name: '晴天', durationMs: 100_000 });
      expect(await linked()).toEqual([[other, c]]);
      await links(false).run();
      expect(await linked()).toEqual([[other, c]]);
    });

    it('keeps what either of two songs was linked with when a person makes them one', async () => {
      const other = { name: '晴天', durationMs: 269_000 };
      const [first = 0] = await add('qq', { remoteId: '1' });
      const [joining = 0] = await add('qq', { remoteId: '2', ...other });
      const [second = 0] = await add('netease', { remoteId: '1' });
      const [third = 0] = await add('kuwo', { remoteId: '2', ...other });
      expect(await linked()).toEqual([
        [first, second],
        [joining, third],
      ]);
      await decide({ songId: joining, otherSongId: second, isSame: true });
      expect(await linked()).toEqual([[first, joining, second, third]]);
      // Later songs find the recording by the names of both.
      const [fourth = 0] = await add('deezer', { remoteId: '3', ...other });
      const [fifth = 0] = await add('tidal', { remoteId: '3' });
      expect(await linked()).toEqual([[first, joining, second, third, fourth, fifth]]);
      await links(false).run();
      expect(await linked()).toEqual([[first, joining, second, third, fourth, fifth]]);
      await decide({ songId: joining, otherSongId: second, isSame: false });
      expect(await linked()).toEqual([
        [first, second, fifth],
        [joining, third, fourth],
      ]);
    });

    it('links songs of one platform that a person made one only once another platform has the recording too', async () => {
      const [a = 0, b = 0] = await add('qq', { remoteId: '1' }, { remoteId: '2', name: '晴天' });
      await decide({ songId: a, otherSongId: b, isSame: true });
      expect(await linked()).toEqual([]);
      const [c = 0] = await add('qq', { remoteId: '3', name: '晴天' });
      expect(await linked()).toEqual([]);
      const [d = 0] = await add('kuwo', { remoteId: '1', name: '晴天' });
      expect(await linked()).toEqual([[a, b, c, d]]);
    });

    it('gives the same recordings in any number of steps where people decided', async () => {
      const places = ['qq', 'netease', 'kuwo', 'library'];
      const ids: number[] = [];
      for (let n = 0; n < 48; n++) {
        const song = { remoteId: String(n), name: `歌 ${n % 7}`, durationMs: 200_000 + (n % 5) * 1500 };
        ids.push(...(await add(places[n % 4] ?? '', song)));
        const [songId = 0, otherSongId = 0] = [ids[n - 9], ids[n]];
        if (n % 10 === 9) await decide({ songId, otherSongId, isSame: n % 20 === 9 });
        if (n % 5 === 0) await links().run();
      }
      const stepwise = await linked();
      await links(false).run();
      expect(await linked()).toEqual(stepwise);
    });

    it('keeps a decision when the songs are collected again, and takes a later one in its place', async () => {
      const [a = 0] = await add('qq', { remoteId: '1' });
      const [b = 0] = await add('netease', { remoteId: '1', name: '东风破' });
      await decide({ songId: a, otherSongId: b, isSame: true });
      expect(await linked()).toEqual([[a, b]]);
      expect(await add('netease', { remoteId: '1', name: 'East Wind', durationMs: 100_000 })).toEqual([b]);
      expect(await linked()).toEqual([[a, b]]);
      await decide({ songId: a, otherSongId: b, isSame: false });
      expect(await linked()).toEqual([]);
      expect(await add('netease', { remoteId: '1' })).toEqual([b]);
      expect(await linked()).toEqual([]);
    });

    it('keeps a song apart from every member of the recording it would join', async () => {
      const [a = 0] = await add('qq', { remoteId: '1' });
      const [b = 0] = await add('netease', { remoteId: '1' });
      expect(await linked()).toEqual([[a, b]]);
      const [c = 0] = await add('kuwo', { remoteId: '1' });
      await decide({ songId: b, otherSongId: c, isSame: false });
      expect((await linked()).flat()).not.toEqual(expect.arrayContaining([b, c]));
    });

    it('a song needs no file where another of its recording has one, until that is missing', async () => {
      const [a = 0, alone = 0] = await add('qq', { remoteId: '1' }, { remoteId: '2', name: '东风破' });
      const [b = 0] = await add('netease', { remoteId: '1' });
      const { signal } = new AbortController();
      await linked();
      const wanted = async (): Promise<readonly number[]> => {
        const rows = await catalogue.reader.songsToDownload(
          { local: [], platforms: [], playlistIds: undefined },
          { after: 0, limit: 9 },
          signal,
        );
        return rows.map(({ id }) => id);
      };
      await catalogue.writer.run(async ({ listing, songs }) => {
        const { playlistIds } = await listing.save('qq', [listed('p')]);
        await songs.replacePlaylistSongs(playlistIds[0] ?? 0, [a, alone, b], 1);
      });
      expect(await wanted()).toEqual([a, alone, b]);
      expect(await catalogue.reader.recordingOf(alone, signal)).toBeUndefined();
      expect(await catalogue.reader.recordingOf(b, signal)).toEqual({ id: a, heldBy: undefined });
      const locations = await catalogue.writer.run(async ({ files }) => {
        const backend = await files.saveBackend({ name: 'music', basePath: '/music', source: 'local' });
        return files.register('netease', backend, [trackFile('1')]);
      });
      expect(await wanted()).toEqual([alone]);
      expect(await catalogue.reader.recordingOf(a, signal)).toEqual({ id: a, heldBy: { id: b, platform: 'netease', remoteId: '1' } });
      await catalogue.writer.run(({ files }) => files.markMissing(locations.map((id) => id ?? 0)));
      expect(await wanted()).toEqual([a, alone, b]);
    });

    it('accepts any text', async () => {
      const odd = ['', ' ', '÷', '\u0000', '\ud800', '('.repeat(3000), "'; DROP TABLE songs; --"];
      await add('qq', ...odd.map((text, at) => ({ remoteId: `x${at}`, name: text, artists: [{ remoteId: undefined, name: text }] })));
      expect(await linked()).toEqual([]);
    });
  });
}
