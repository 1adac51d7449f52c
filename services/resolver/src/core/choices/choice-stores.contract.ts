import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ManualMatch, ManualMatches, RejectedFiles } from './choices.js';

const never = new AbortController().signal;

const match = (platform: string, remoteId: string, more: Partial<ManualMatch> = {}): ManualMatch => ({
  platform,
  remoteId,
  source: 'kuwo',
  sourceRemoteId: `at kuwo: ${remoteId}`,
  note: '',
  createdAt: 1_800_000_000_000,
  ...more,
});

/** An empty store, and what removes it. */
type Opened<Store> = { readonly store: Store; close(): Promise<void> };

/** The contract of every store of manual matches. */
export function describeManualMatches(name: string, open: () => Promise<Opened<ManualMatches>>): void {
  describe(`when ${name} keeps manual matches`, () => {
    let matches: ManualMatches;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store: matches, close } = await open());
    });
    afterEach(() => close());

    it('finds the match of a song, and none of another', async () => {
      await matches.set(match('qq', '1', { note: 'the live one' }));
      expect(await matches.find({ platform: 'qq', remoteId: '1' }, never)).toEqual(match('qq', '1', { note: 'the live one' }));
      expect(await matches.find({ platform: 'qq', remoteId: '2' }, never)).toBeUndefined();
      expect(await matches.find({ platform: 'kuwo', remoteId: '1' }, never)).toBeUndefined();
    });

    it('replaces an earlier match with a later one', async () => {
      await matches.set(match('qq', '1'));
      const later = match('qq', '1', { source: 'migu', sourceRemoteId: 'other', note: 'better', createdAt: 1_800_000_000_001 });
      await matches.set(later);
      expect(await matches.list(undefined, 10, never)).toEqual([later]);
    });

    it('lists by platform and id, after a given song', async () => {
      for (const [platform, id] of [
        ['qq', '2'],
        ['netease', '9'],
        ['qq', '1'],
        ['qq', '10'],
      ] as const)
        await matches.set(match(platform, id));
      const names = async (after: { platform: string; remoteId: string } | undefined, limit: number) =>
        (await matches.list(after, limit, never)).map(({ platform, remoteId }) => `${platform} ${remoteId}`);
      expect(await names(undefined, 10)).toEqual(['netease 9', 'qq 1', 'qq 10', 'qq 2']);
      expect(await names(undefined, 2)).toEqual(['netease 9', 'qq 1']);
      expect(await names({ platform: 'qq', remoteId: '1' }, 10)).toEqual(['qq 10', 'qq 2']);
      expect(await names({ platform: 'netease', remoteId: 'z' }, 1)).toEqual(['qq 1']);
    });

    it('says whether there was a match to remove', async () => {
      await matches.set(match('qq', '1'));
      expect(await matches.remove({ platform: 'qq', remoteId: '2' })).toBe(false);
      expect(await matches.remove({ platform: 'qq', remoteId: '1' })).toBe(true);
      expect(await matches.remove({ platform: 'qq', remoteId: '1' })).toBe(false);
      expect(await matches.list(undefined, 10, never)).toEqual([]);
    });
  });
}

/** The contract of every store of rejected files. */
export function describeRejectedFiles(name: string, open: () => Promise<Opened<RejectedFiles>>): void {
  describe(`when ${name} keeps rejected files`, () => {
    let rejected: RejectedFiles;
    let close: () => Promise<void>;
    const file = { sha256: 'a'.repeat(64), source: 'kuwo', remoteId: '1', reason: 'another song' };
    beforeEach(async () => {
      ({ store: rejected, close } = await open());
    });
    afterEach(() => close());

    it('knows which tracks of a source were rejected', async () => {
      await rejected.reject(file);
      await rejected.reject({ ...file, remoteId: '2' });
      expect(await rejected.rejectedTracks('kuwo', ['1', '2', '3'], never)).toEqual(new Set(['1', '2']));
      expect(await rejected.rejectedTracks('kuwo', ['2', '2', 'one that is not there'], never)).toEqual(new Set(['2']));
      expect(await rejected.rejectedTracks('migu', ['1'], never)).toEqual(new Set());
      expect(await rejected.rejectedTracks('kuwo', [], never)).toEqual(new Set());
    });

    it('knows rejected bytes wherever they come from', async () => {
      await rejected.reject(file);
      expect(await rejected.isRejectedContent('a'.repeat(64), never)).toBe(true);
      expect(await rejected.isRejectedContent('b'.repeat(64), never)).toBe(false);
    });

    it('tells which of some tracks and hashes were rejected, each once', async () => {
      await rejected.reject(file);
      await rejected.reject({ ...file, source: 'migu', remoteId: '', sha256: 'c'.repeat(64), reason: 'too quiet' });
      await rejected.reject({ ...file, remoteId: '9', sha256: '' });
      const among = async (ids: readonly string[], hashes: readonly string[]) =>
        (
          await rejected.among(
            ids.map((remoteId) => ({ source: 'kuwo', remoteId })),
            hashes,
          )
        ).map(({ remoteId, reason }) => [remoteId, reason]);
      expect(await among(['1', '2', ''], ['a'.repeat(64)])).toEqual([['1', 'another song']]);
      expect((await among(['9'], ['c'.repeat(64), ''])).sort()).toEqual([
        ['', 'too quiet'],
        ['9', 'another song'],
      ]);
      expect(await among([], [])).toEqual([]);
    });

    it('accepts the same rejection again without a change', async () => {
      await rejected.reject(file);
      await rejected.reject({ ...file, reason: 'said again' });
      expect(await rejected.rejectedTracks('kuwo', ['1'], never)).toEqual(new Set(['1']));
    });
  });
}
