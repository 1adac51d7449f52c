import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { MirrorStores } from './mirror-store.js';
import type { PlaysStore } from './plays-store.js';

/** What a suite provides for one catalogue. It has the playlists 1 and 2, and the songs of `contractSongs`. */
export interface OpenMediaStores {
  readonly writer: CatalogueWriter<MirrorStores & { readonly plays: PlaysStore }>;
  /** Song and count, by song. */
  counts(serverId: string): Promise<readonly (readonly [songId: number, count: number, lastPlayedAt: number | undefined])[]>;
  /** Of a playlist on a server; undefined if nothing is known of it. */
  mirror(playlistId: number, serverId: string): Promise<{ readonly remoteId: string; readonly lastError: string | undefined } | undefined>;
  /** What was decided about a playlist. */
  decision(playlistId: number): Promise<{ readonly isMirrored: boolean; readonly mode: string | undefined } | undefined>;
  close(): Promise<void>;
}

/** Songs 2 and 3 are one recording; only 3 and 4 have files. */
export const contractSongs = [
  { id: 1, name: 'Blue', hasFile: false, recordingId: 1 },
  { id: 2, name: 'blue', hasFile: false, recordingId: 2 },
  { id: 3, name: '七里香', hasFile: true, recordingId: 2 },
  { id: 4, name: 'Red', hasFile: true, recordingId: 4 },
] as const;

/** The contract of every catalogue that stores what media servers have and tell. */
export function mediaStoresContract(name: string, open: () => Promise<OpenMediaStores>): void {
  describe(`when plays and mirrors are stored ${name}`, () => {
    let catalogue: OpenMediaStores;
    beforeEach(async () => {
      catalogue = await open();
    });
    afterEach(() => catalogue.close());
    const plays = <T>(work: (store: PlaysStore) => Promise<T>): Promise<T> => catalogue.writer.run((stores) => work(stores.plays));
    const count = (songId: number, times: number, lastPlayedAt?: number) => ({ songId, count: times, lastPlayedAt });

    it('a play is new once on each server, and songs that are gone have none', async () => {
      const given = [1, 2, 99].map((songId) => ({ playId: `p${songId}`, songId, playedAt: songId }));
      expect(await plays((store) => store.addPlays('a', given))).toBe(2);
      expect(await plays((store) => store.addPlays('a', given))).toBe(0);
      expect(await plays((store) => store.addPlays('b', given.slice(0, 1)))).toBe(1);
    });

    it('a part of a list never lowers a count; the whole list says what is there', async () => {
      await plays((store) => store.raiseCounts('a', [count(1, 5, 100), count(4, 2)]));
      await plays((store) => store.raiseCounts('a', [count(1, 3, 200), count(4, 6, 7), count(99, 1)]));
      expect(await catalogue.counts('a')).toEqual([
        [1, 5, 200],
        [4, 6, 7],
      ]);
      await plays((store) => store.raiseCounts('b', [count(1, 1)]));
      await plays((store) => store.replaceCounts('a', [count(1, 4, 300), count(3, 1)]));
      expect(await catalogue.counts('a')).toEqual([
        [1, 4, 300],
        [3, 1, undefined],
      ]);
      expect(await catalogue.counts('b')).toEqual([[1, 1, undefined]]);
    });

    it('single plays are counted by server, and lower nothing', async () => {
      const at = (playId: string, songId: number, playedAt: number) => ({ playId, songId, playedAt });
      await plays((store) => store.addPlays('a', [at('x', 1, 5), at('y', 1, 9), at('z', 4, 2)]));
      await plays((store) => store.addPlays('b', [at('x', 1, 5)]));
      await plays((store) => store.raiseCounts('a', [count(4, 8)]));
      await plays((store) => store.countPlays('a'));
      expect(await catalogue.counts('a')).toEqual([
        [1, 2, 9],
        [4, 8, undefined],
      ]);
      expect(await catalogue.counts('b')).toEqual([]);
    });

    it('songs are found by name, and the one of a recording that has a file', async () => {
      expect(await plays((store) => store.titled(['BLUE', '七里香', 'none'], 10))).toEqual([[1, 2], [3], []]);
      expect(await plays((store) => store.titled(['Blue'], 1))).toEqual([[1]]);
      const holders = await plays((store) => store.withFiles([1, 2, 3, 4]));
      expect([...holders].sort(([a], [b]) => a - b)).toEqual([
        [1, 1],
        [2, 3],
        [3, 3],
        [4, 4],
      ]);
    });

    it('a mirror is remembered by server, also after a failure, and forgets the failure once it succeeds', async () => {
      const record = { playlistId: 1, serverId: 'a', remoteId: 'r1', mirroredAt: 5, songCount: 3, unmatched: [1], withoutFileCount: 1 };
      const mirrors = <T>(work: (store: MirrorStores['mirrors']) => Promise<T>): Promise<T> =>
        catalogue.writer.run((stores) => work(stores.mirrors));
      await mirrors((store) => store.save(record));
      await mirrors((store) => store.saveFailure(1, 'a', 'no'));
      expect(await catalogue.mirror(1, 'a')).toEqual({ remoteId: 'r1', lastError: 'no' });
      expect(await catalogue.mirror(1, 'b')).toBeUndefined();
      await mirrors((store) => store.save({ ...record, remoteId: 'r2' }));
      expect(await catalogue.mirror(1, 'a')).toEqual({ remoteId: 'r2', lastError: undefined });
    });

    it('the last decision about a playlist counts', async () => {
      const by = { decidedAt: 1, decidedBy: 'somebody' };
      await catalogue.writer.run(({ mirrors }) => mirrors.decide([1, 2], { isMirrored: true, mode: 'append', ...by }));
      await catalogue.writer.run(({ mirrors }) => mirrors.decide([1], { isMirrored: false, mode: undefined, ...by }));
      expect(await catalogue.decision(1)).toEqual({ isMirrored: false, mode: undefined });
      expect(await catalogue.decision(2)).toEqual({ isMirrored: true, mode: 'append' });
    });
  });
}
