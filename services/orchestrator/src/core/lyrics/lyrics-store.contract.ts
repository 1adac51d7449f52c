import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { track } from '../catalogue/catalogue-stores.contract.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { LyricsStores } from './lyrics-store.js';
import type { LyricsText } from './lyrics-text.js';
import { ReadLyrics } from './read-lyrics.js';

/** What a suite provides for one catalogue. */
export interface OpenLyrics {
  readonly writer: CatalogueWriter<CatalogueStores & LyricsStores>;
  /** Of a song. */
  lyrics(songId: number): Promise<LyricsText | undefined>;
  /** How many different texts are kept. */
  texts(): Promise<number>;
  close(): Promise<void>;
}

const signal = new AbortController().signal;

/** The contract of every catalogue that stores lyrics. */
export function lyricsContract(name: string, open: () => Promise<OpenLyrics>): void {
  describe(`when lyrics are stored ${name}`, () => {
    let catalogue: OpenLyrics;
    let files: Map<string, string>;
    let reads: string[];
    beforeEach(async () => {
      catalogue = await open();
      files = new Map();
      reads = [];
    });
    afterEach(() => catalogue.close());

    const say = (...songs: [remoteId: string, lyricsVersion?: string][]): Promise<readonly number[]> =>
      catalogue.writer.run((stores) => {
        const tracks = songs.map(([remoteId, lyricsVersion]) => track(remoteId, lyricsVersion === undefined ? {} : { lyricsVersion }));
        return stores.songs.save('library', tracks, 'whole');
      });
    const readAll = () =>
      new ReadLyrics({
        writer: catalogue.writer,
        lyrics: {
          read: async (_source, remoteId) => {
            reads.push(remoteId);
            if (files.get(remoteId) === 'unreadable') throw new Error('no disk');
            return files.get(remoteId);
          },
        },
      }).run('library', signal);

    it('reads files that are new or changed, once each, and keeps equal texts once', async () => {
      files.set('a', '[00:01.00]words').set('b', '[00:01.00]words');
      const [a = 0, b = 0, c = 0] = await say(['a', '1'], ['b', '1'], ['c']);
      expect(await readAll()).toMatchObject({ read: 2, notices: [] });
      expect(await catalogue.lyrics(a)).toEqual({ plain: 'words', timed: '[00:01.00]words', language: undefined });
      expect([await catalogue.lyrics(c), await catalogue.texts()]).toEqual([undefined, 1]);
      await say(['a', '1'], ['b', '2']);
      files.set('b', 'others');
      reads = [];
      await readAll();
      expect(reads).toEqual(['b']);
      expect([await catalogue.lyrics(b), await catalogue.texts()]).toMatchObject([{ plain: 'others' }, 2]);
    });

    it('forgets lyrics that are gone, and the text with the last song that had it', async () => {
      files.set('a', 'words');
      const [a = 0] = await say(['a', '1']);
      await readAll();
      await say(['a']);
      expect([await catalogue.lyrics(a), await catalogue.texts()]).toEqual([undefined, 0]);
      expect(await readAll()).toMatchObject({ read: 0 });
    });

    it('tries an unreadable file again, and goes on with the others', async () => {
      files.set('a', 'unreadable').set('b', 'words');
      await say(['a', '1'], ['b', '1']);
      expect(await readAll()).toMatchObject({ read: 1, notices: [expect.stringMatching(/^the lyrics of 1 files of library/)] });
      files.set('a', 'words');
      expect(await readAll()).toMatchObject({ read: 1, notices: [] });
    });

    it('takes over what a job wrote', async () => {
      const [a = 0] = await say(['a']);
      await catalogue.writer.run(({ lyrics }) => lyrics.save(a, 'words'));
      expect(await catalogue.lyrics(a)).toMatchObject({ plain: 'words' });
      await catalogue.writer.run(({ lyrics }) => lyrics.save(a, ' '));
      expect([await catalogue.lyrics(a), await catalogue.texts()]).toEqual([undefined, 0]);
    });
  });
}
