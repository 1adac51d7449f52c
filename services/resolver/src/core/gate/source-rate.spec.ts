import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FetchRequest } from '../sources/fetch.js';
import type { Source } from '../sources/source.js';
import { settled, TestTiming } from './fixtures/test-timing.js';
import { gatedSource, SourceGates } from './gated-source.js';
import { SourceGate } from './source-gate.js';

const never = new AbortController().signal;
const noLimit = { total: { ms: 1e12, expire: () => new Fault('timeout', 'too late') } };

/** A gate whose calls say when they started, and end after `ms`. */
function gateWith(rate: { readonly tokens: number; readonly perMs: number }, concurrency = 100, ms = 0) {
  const timing = new TestTiming();
  const gate = new SourceGate('one', { concurrency, rate }, timing);
  const started: string[] = [];
  const call = (name = 'call', signal = never) =>
    gate
      .run(
        async (own) => {
          started.push(`${name} ${timing.now()}`);
          if (ms > 0) await timing.sleep(ms, own);
        },
        noLimit,
        signal,
      )
      .catch((error: Fault) => void started.push(`${name} ${error.code}`));
  return { timing, started, call };
}

describe('when a source has a rate (190)', () => {
  it('still has its rate after an idle hour: a full bucket, no more and no less', async () => {
    const { timing, started, call } = gateWith({ tokens: 2, perMs: 1000 });
    for (let at = 0; at < 2; at++) void call();
    await timing.pass(3_600_000);
    started.splice(0);
    for (let at = 0; at < 6; at++) void call();
    await timing.pass(10_000);
    expect(started.map((line) => Number(line.split(' ')[1]) - 3_600_000)).toEqual([0, 0, 500, 1000, 1500, 2000]);
  });

  it('gives the place back when a caller leaves while waiting for a token, and keeps the token for the next', async () => {
    const { timing, started, call } = gateWith({ tokens: 1, perMs: 1000 }, 1);
    await call('first');
    const leaving = new AbortController();
    const left = call('second', leaving.signal);
    const third = call('third');
    await timing.pass(400);
    leaving.abort();
    await left;
    expect(started).toEqual(['first 0', 'second canceled']);
    await timing.pass(600);
    await third;
    expect(started).toEqual(['first 0', 'second canceled', 'third 1000']);
  });

  it('takes no token for a caller who left before its turn', async () => {
    const { timing, started, call } = gateWith({ tokens: 2, perMs: 1000 });
    await call('gone', AbortSignal.abort());
    for (const name of ['a', 'b', 'c']) void call(name);
    await timing.pass(1000);
    expect(started).toEqual(['gone canceled', 'a 0', 'b 0', 'c 500']);
  });

  it('serves callers in the order in which they came', async () => {
    const { timing, started, call } = gateWith({ tokens: 1, perMs: 100 }, 2, 10);
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) void call(name);
    await timing.pass(1000);
    expect(started.map((line) => line.split(' ')[0])).toEqual(names);
  });

  it('never exceeds its tokens in any window, and wastes none, however calls arrive', async () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), arrivals, async (tokens, gaps) => {
        const perMs = 1000;
        const { timing, started, call } = gateWith({ tokens, perMs });
        let at = 0;
        for (const gap of gaps) {
          await timing.pass(gap);
          at += gap;
          void call();
        }
        await timing.pass(gaps.length * perMs + 1);
        const times = started.map((line) => Number(line.split(' ')[1]));
        expect(times).toHaveLength(gaps.length);
        times.forEach((time, index) => {
          const inWindow = times.filter((other, earlier) => earlier <= index && other > time - perMs).length;
          // A full bucket at the start of the window, and what is refilled during it.
          expect(inWindow).toBeLessThanOrEqual(2 * tokens);
        });
        // Nobody waits longer than it takes to refill for all.
        expect(times.at(-1)).toBeLessThanOrEqual(at + Math.ceil((gaps.length * perMs) / tokens));
      }),
      { numRuns: 40 },
    );
  });
});

describe('when a caller leaves after its turn has come', () => {
  it('takes nobody else out of the queue', async () => {
    const timing = new TestTiming();
    const gate = new SourceGate('one', { concurrency: 1 }, timing);
    const leaving = new AbortController();
    const sleeping = (ms: number) => (own: AbortSignal) => timing.sleep(ms, own);
    const first = gate.run(sleeping(100), noLimit, never);
    const second = gate.run(sleeping(1000), noLimit, leaving.signal);
    const third = gate.run(async () => 'third', noLimit, never);
    await timing.pass(200);
    leaving.abort();
    await timing.pass(10);
    await Promise.all([first, second]);
    expect(await third).toBe('third');
  });
});

describe('when a source stands behind its gate', () => {
  const times = { searchMs: 20_000, stallMs: 60_000, fetchMs: 3_600_000 };
  const target = { title: 'x', artists: [], album: undefined, durationMs: undefined, isrc: undefined };
  /** Every contract, each call noted with its time. */
  const behind = (limits: Source['limits'], hangs = false) => {
    const timing = new TestTiming();
    const asked: string[] = [];
    const answer = async <T>(name: string, value: T, signal: AbortSignal): Promise<T> => {
      asked.push(`${name} ${timing.now()}`);
      if (hangs) await timing.sleep(1e9, signal);
      if (signal.aborted) throw signal.reason;
      return value;
    };
    const source: Source = {
      name: 'one',
      configured: true,
      ...(limits && { limits }),
      searcher: { searchTracks: (_, signal) => answer('search', [], signal) },
      refresher: { refreshTrack: (_, signal) => answer('refresh', undefined, signal) },
      fetcher: { fetchTrack: (_, signal) => answer('fetch', { path: '/x' }, signal) },
      albumSearcher: { searchAlbums: (_, signal) => answer('album search', [], signal) },
      albumFetcher: { fetchAlbum: (_, signal) => answer('album', [], signal) },
      lyrics: { lyrics: (_, signal) => answer('lyrics', undefined, signal) },
      covers: { cover: (_, signal) => answer('cover', undefined, signal) },
      health: { checkHealth: (signal) => answer('health', { reachable: true, detail: '' }, signal) },
    };
    return { timing, asked, gated: gatedSource(source, new SourceGates(timing), times) };
  };
  const request = { fetchKey: 'x', stagingFolder: '/x', maxBytes: 1, report: () => undefined };
  const every = ({ searcher, refresher, fetcher, albumSearcher, lyrics, covers }: Source): (() => Promise<unknown>)[] => [
    () => searcher!.searchTracks({ keyword: 'x', target, limit: 1 }, never),
    () => refresher!.refreshTrack('x', never),
    () => fetcher!.fetchTrack(request, never),
    () => albumSearcher!.searchAlbums({ artist: 'x', album: 'y', limit: 1 }, never),
    () => lyrics!.lyrics('x', never),
    () => covers!.cover('x', never),
  ];

  it('makes searches, refreshes, fetches, lyrics and covers share one rate', async () => {
    const { timing, asked, gated } = behind({ concurrency: 10, rate: { tokens: 1, perMs: 1000 } });
    const calls = every(gated).map((call) => call());
    await timing.pass(10_000);
    await Promise.all(calls);
    expect(asked).toEqual(['search 0', 'refresh 1000', 'fetch 2000', 'album search 3000', 'lyrics 4000', 'cover 5000']);
  });

  it('makes each kind of call wait for every other, but no call for an album', async () => {
    const { timing, asked, gated } = behind({ concurrency: 1 }, true);
    const left = new AbortController();
    const album = gated.albumFetcher!.fetchAlbum(request, left.signal).catch(() => undefined);
    await settled();
    for (const call of every(gated)) {
      const held = gated.searcher!.searchTracks({ keyword: 'x', target, limit: 1 }, never).catch(() => undefined);
      await settled();
      asked.splice(0);
      const waiting = call().catch((error: Fault) => error.code);
      await settled();
      expect(asked).toEqual([]);
      await timing.pass(times.searchMs);
      await held;
      // It waited behind a call that got no answer.
      expect(await waiting).toBe('unavailable');
    }
    left.abort();
    await timing.pass(10_000);
    await album;
  });

  it('ends searches in their time, and files that do not move in theirs', async () => {
    const { timing, gated } = behind({ concurrency: 10 }, true);
    const [search, refresh, fetch] = every(gated);
    const ended: string[] = [];
    for (const [name, call] of [
      ['search', search!],
      ['refresh', refresh!],
      ['fetch', fetch!],
    ] as const)
      void call().catch((error: Fault) => ended.push(`${name} ${error.code} ${timing.now()}`));
    await timing.pass(100_000);
    expect(ended).toEqual([`search timeout ${times.searchMs}`, `refresh timeout ${times.searchMs}`, `fetch timeout ${times.stallMs}`]);
  });

  it('reads no more pages of lists at a time than it allows, at its rate, and beside files that take long', async () => {
    const timing = new TestTiming();
    const begun: string[] = [];
    const page = async (name: string, signal: AbortSignal) => {
      begun.push(`${name} ${timing.now()}`);
      await timing.sleep(100, signal);
      return { items: [], next: undefined };
    };
    const source: Source = {
      name: 'one',
      configured: true,
      limits: { concurrency: 2, rate: { tokens: 4, perMs: 4_000 } },
      playlists: { listPlaylists: (_page, signal) => page('playlists', signal) },
      charts: { listCharts: (_page, signal) => page('charts', signal) },
      playlistTracks: { listPlaylistTracks: (id, _page, signal) => page(id, signal) },
      fetcher: { fetchTrack: (_request, signal) => timing.sleep(9_000, signal).then(() => ({ path: 'x' })) },
    };
    const gated = gatedSource(source, new SourceGates(timing), { searchMs: 1_000, stallMs: 10_000, fetchMs: 10_000 });
    const files = [1, 2].map(() => gated.fetcher!.fetchTrack({ report: () => undefined } as unknown as FetchRequest, never));
    const first = { limit: 9, after: undefined };
    const pages = [
      gated.charts!.listCharts(first, never),
      gated.playlists!.listPlaylists(first, never),
      ...['a', 'b'].map((id) => gated.playlistTracks!.listPlaylistTracks(id, first, never)),
    ];
    await timing.pass(9_000);
    await Promise.all([...files, ...pages]);
    // The files took two of four tokens.
    expect(begun).toEqual(['charts 0', 'playlists 0', 'a 1000', 'b 2000']);
    expect(gatedSource({ ...source, trackFiles: {} as never }, new SourceGates(timing), {} as never).playlistTracks).toBe(
      source.playlistTracks,
    );
  });

  it('asks for health without waiting', async () => {
    const { timing, asked, gated } = behind({ concurrency: 1, rate: { tokens: 1, perMs: 1_000_000 } });
    await gated.searcher!.searchTracks({ keyword: 'x', target, limit: 1 }, never);
    await gated.health!.checkHealth(never);
    expect([asked, timing.now()]).toEqual([['search 0', 'health 0'], 0]);
  });
});
