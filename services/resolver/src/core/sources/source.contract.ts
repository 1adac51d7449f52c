import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { until } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeAlbums } from './album-source.contract.js';
import type { FetchProgress } from './fetch.js';
import { describePlaylists } from './playlist-source.contract.js';
import type { SearchHit } from './search.js';
import type { Source } from './source.js';
import { everythingOf, type HeldSong, never, requestFor, type SourceContract, type SourceUnderTest } from './source-under-test.contract.js';

/** The contract of every source (behaviours 184, 186): run it for each, with its service. */
export function describeSource(name: string, contract: SourceContract): void {
  const { can, faults } = contract;
  const fetchFaults = { ...faults, ...contract.fetchFaults };
  /** Local files cannot. */
  const canHang = 'hang' in faults;

  describe(`when ${name} is a source`, () => {
    let tested: SourceUnderTest;
    let source: Source;
    /** Holds the staging folder and a file that must stay untouched. */
    let root: string;
    let staging: string;

    beforeAll(async () => {
      tested = await contract.start();
      source = tested.source;
    });
    afterAll(() => tested.stop());
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), 'source-'));
      staging = join(root, 'a', 'staging');
      await mkdir(staging, { recursive: true });
      await writeFile(join(root, 'a', 'kept.txt'), 'kept');
    });
    afterEach(async () => {
      await tested.heal();
      await rm(root, { recursive: true, force: true });
    });

    const search = (song: HeldSong, signal = never): Promise<readonly SearchHit[]> =>
      source.searcher!.searchTracks(requestFor(song), signal);
    const hitOf = async (song: HeldSong): Promise<SearchHit> => {
      const hit = (await search(song)).find(({ track }) => track.remoteId === song.remoteId);
      if (hit === undefined) throw new Error(`${song.title} was not found`);
      return hit;
    };
    const reports: FetchProgress[] = [];
    const fetchKey = (key: string, signal = never, maxBytes = 10_000_000) =>
      source.fetcher!.fetchTrack({ fetchKey: key, stagingFolder: staging, maxBytes, report: (progress) => reports.push(progress) }, signal);
    const stagedFiles = () => readdir(staging, { recursive: true });
    const expectUntouched = async () => {
      const entries = await readdir(root, { recursive: true });
      const outside = entries.filter((entry) => !entry.startsWith(join('a', 'staging')));
      expect(outside.sort()).toEqual(['a', join('a', 'kept.txt')]);
    };
    const expectIdle = async () => {
      await until(async () => (await tested.busy()) === 0);
    };
    const expectNoSecret = (text: string) => {
      for (const secret of tested.secrets) expect(text).not.toContain(secret);
    };
    /** Returns the failure; a hanging service is aborted as the engine does it. */
    const failureOf = async (fault: string, act: (signal: AbortSignal) => Promise<unknown>): Promise<{ code: string }> => {
      const signal = fault === 'hang' ? AbortSignal.timeout(200) : never;
      try {
        await act(signal);
      } catch (error) {
        expectNoSecret(everythingOf(error));
        return error as { code: string };
      }
      throw new Error(`${fault} was taken for a success`);
    };

    it('declares what it can do, and valid names and aliases', () => {
      expect(source.name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(source.configured).toBe(true);
      expect(source.searcher !== undefined).toBe(can.includes('search'));
      expect(source.refresher !== undefined).toBe(can.includes('refresh'));
      expect(source.fetcher !== undefined).toBe(can.includes('fetch'));
      expect(source.playlists !== undefined).toBe(can.includes('playlists'));
      expect(source.charts !== undefined).toBe(can.includes('charts'));
      expect(source.albumSearcher !== undefined).toBe(can.includes('albums'));
      expect(source.albumFetcher !== undefined).toBe(can.includes('albums'));
      for (const alias of source.aliases ?? []) expect(alias).toMatch(/^[a-z][a-z0-9_]*$/);
    });

    it('declares valid limits for requests (behaviours 189, 190)', () => {
      expect(source.limits?.concurrency ?? 1).toBeGreaterThanOrEqual(1);
      if (source.limits?.rate !== undefined) {
        expect(source.limits.rate.tokens).toBeGreaterThanOrEqual(1);
        expect(source.limits.rate.perMs).toBeGreaterThan(0);
      }
    });

    it('reports that it is healthy', async () => {
      const health = await source.health!.checkHealth(never);
      expect(health).toMatchObject({ reachable: true });
      expect(health.detail).not.toBe('');
      expectNoSecret(health.detail);
    });

    it.each(Object.keys(faults))('says what is wrong on %s, without throwing', async (fault) => {
      await tested.fail(fault, 'search');
      // A check of a hanging service times out by itself; here its caller aborts it.
      if (fault === 'hang') {
        await expect(source.health!.checkHealth(AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'timeout' });
        return;
      }
      const health = await source.health!.checkHealth(never);
      expect(health.reachable).toBe(false);
      expect(health.detail).not.toBe('');
      expectNoSecret(health.detail);
    });

    if (can.includes('search')) {
      it('finds a song it has, with what it knows about it', async () => {
        const { track, audio, fetchKey: key, trial } = await hitOf(tested.song);
        expect(track.name).toBe(tested.song.title);
        expect(track.artists.map((artist) => artist.name)).toEqual([tested.song.artist]);
        expect([undefined, tested.song.duration * 1000]).toContain(track.durationMs);
        expect([undefined, tested.song.ext]).toContain(audio.ext);
        expect(key !== undefined).toBe(can.includes('fetch'));
        expect(trial).toBe(false);
      });

      it('returns no more hits than requested', async () => {
        expect((await source.searcher!.searchTracks(requestFor(tested.song, 1), never)).length).toBeLessThanOrEqual(1);
      });

      it('returns no hits, not a fault, for what it does not have', async () => {
        expect(await search({ ...tested.song, title: 'qxzvw jjkkyy', artist: 'nobody zzqq' })).toEqual([]);
      });

      it.each(Object.entries(faults))('ends a search with the matching fault on %s: %s', async (fault, code) => {
        await tested.fail(fault, 'search');
        expect(await failureOf(fault, (signal) => search(tested.song, signal))).toMatchObject({ code });
        await expectIdle();
      });

      if (canHang)
        it('ends a search immediately when the caller leaves', async () => {
          const controller = new AbortController();
          await tested.fail('hang', 'search');
          const searching = search(tested.song, controller.signal);
          setTimeout(() => controller.abort(), 150);
          await expect(searching).rejects.toMatchObject({ code: 'canceled' });
          await expectIdle();
        });
    }

    if (can.includes('refresh')) {
      it('returns a known track as it is now, and none for an unknown one', async () => {
        for (const song of [tested.song, tested.oddSong]) {
          const hit = await source.refresher!.refreshTrack(song.remoteId, never);
          expect(hit).toMatchObject({ track: { remoteId: song.remoteId, name: song.title } });
        }
        expect(await source.refresher!.refreshTrack('00000000-0000-4000-8000-000000000000', never)).toBeUndefined();
        expect(await source.refresher!.refreshTrack('../../no such thing?&#', never)).toBeUndefined();
      });
    }

    if (can.includes('fetch')) {
      it.each(['song', 'oddSong'] as const)('fetches the file of a %s whole, into the staging folder only', async (which) => {
        const song = tested[which];
        reports.splice(0);
        const { path } = await fetchKey((await hitOf(song)).fetchKey!);
        expect(path.startsWith(`${staging}/`)).toBe(true);
        expect(extname(path)).toBe(`.${song.ext}`);
        expect((await readFile(path)).equals(song.bytes)).toBe(true);
        expect(reports.at(-1)?.bytesDone).toBe(song.bytes.length);
        expect(await stagedFiles()).toHaveLength(1);
        await expectUntouched();
        await expectIdle();
      });

      it('refuses a file larger than allowed', async () => {
        const key = (await hitOf(tested.song)).fetchKey!;
        await expect(fetchKey(key, never, tested.song.bytes.length - 1)).rejects.toMatchObject({ code: 'data_corrupt' });
        await expectUntouched();
      });

      it.each(['', '../../../etc/passwd', '["../../x","/../y"]', '{}', '[]', '--exec', 'file:///etc/passwd'])(
        'refuses %p, which it never issued',
        async (key) => {
          const failure = (await fetchKey(key).catch((error: unknown) => error)) as { code?: string };
          expect(['invalid_argument', 'not_found']).toContain(failure.code);
          expect(await stagedFiles()).toEqual([]);
          await expectUntouched();
        },
      );

      it.each(Object.entries(fetchFaults))('ends a fetch with the matching fault on %s: %s', async (fault, code) => {
        const key = (await hitOf(tested.song)).fetchKey!;
        await tested.fail(fault, 'fetch');
        expect(await failureOf(fault, (signal) => fetchKey(key, signal))).toMatchObject({ code });
        await expectUntouched();
        await expectIdle();
      });

      if (canHang)
        it('ends a fetch soon after the caller leaves, and leaves nothing running', async () => {
          const key = (await hitOf(tested.song)).fetchKey!;
          await tested.fail('hang', 'fetch');
          const controller = new AbortController();
          const fetching = fetchKey(key, controller.signal);
          setTimeout(() => controller.abort(), 150);
          await expect(fetching).rejects.toMatchObject({ code: 'canceled' });
          await expectIdle();
          await expectUntouched();
        });
    }

    if (can.includes('playlists')) describePlaylists(() => tested.source);
    if (can.includes('albums')) describeAlbums(contract, () => tested);
  });
}
