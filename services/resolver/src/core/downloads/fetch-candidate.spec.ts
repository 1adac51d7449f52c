import { Fault, type FaultCode } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { TestTiming } from '../gate/fixtures/test-timing.js';
import type { TrackFetcher } from '../sources/fetch.js';
import { FetchCandidate } from './fetch-candidate.js';
import type { StagingArea } from './ports.js';

/** The part of a staging area that fetches use. */
const staging = {
  openFetch: async (download: string, source: string, key: string) => `${download}/${source}/${key}`,
  admit: async () => undefined,
} satisfies Pick<StagingArea, 'openFetch' | 'admit'>;
const limits = { maxBytes: 1000, attempts: 3, pauseMs: 100, longestPauseMs: 1000 };

function fetching(outcomes: (Fault | 'file')[], once = false, area: Partial<StagingArea> = {}, random = 1) {
  const timing = new TestTiming();
  const tried: number[] = [];
  const folders = new Set<string>();
  const fetcher: TrackFetcher = {
    fetchTrack: async ({ stagingFolder }) => {
      tried.push(timing.now());
      folders.add(stagingFolder);
      const outcome = outcomes[Math.min(tried.length, outcomes.length) - 1];
      if (outcome instanceof Fault) throw outcome;
      return { path: `${stagingFolder}/track.mp3` };
    },
  };
  const draw = { newId: () => '', sha256Hex: (text: string) => text, random: () => random };
  const fetch = new FetchCandidate({ ...staging, ...area } as StagingArea, limits, timing, draw);
  const order = { downloadId: 'd', source: 'one', fetcher, fetchKey: 'k', once };
  const run = (signal = new AbortController().signal) => fetch.fetch(order, () => undefined, signal).catch((error: Fault) => error);
  return { timing, tried, folders, run };
}

const away = new Fault('unavailable', 'away');

describe('when a source does not deliver', () => {
  it('is tried again after a pause that doubles, in the same folder, but not for ever', async () => {
    const { timing, tried, folders, run } = fetching([away]);
    const ended = run();
    await timing.pass(10_000);
    expect(await ended).toBe(away);
    expect(tried).toEqual([0, 100, 300]);
    expect(folders.size).toBe(1);
  });

  it.each([
    [0, [0, 50, 150]],
    [0.5, [0, 75, 225]],
  ])('pauses no shorter than half of that, by chance %d, so that not all come back at once', async (random, times) => {
    const { timing, tried, run } = fetching([away], false, {}, random);
    const ended = run();
    await timing.pass(10_000);
    expect([await ended, tried]).toEqual([away, times]);
  });

  it.each<[string, Fault]>([
    ['a passing code that says so', new Fault('unavailable', 'gone for good', { retry: 'never' })],
    ['a deadline that says so', new Fault('timeout', 'never', { retry: 'never' })],
    ['a rate that says so', new Fault('rate_limited', 'banned', { retry: 'never' })],
    ...(['not_found', 'permission_denied', 'data_corrupt', 'unauthenticated', 'disk_full', 'internal'] as FaultCode[]).map(
      (code): [string, Fault] => [code, new Fault(code, code, { retry: 'later' })],
    ),
  ])('is not tried again after %s', async (_, fault) => {
    const { timing, tried, run } = fetching([fault]);
    const ended = run();
    await timing.pass(10_000);
    expect(await ended).toBe(fault);
    expect(tried).toEqual([0]);
  });

  it('waits as long as the source asks, unless that is too long', async () => {
    const soon = fetching([new Fault('rate_limited', 'wait', { retryAfterMs: 1000 }), 'file']);
    const delivered = soon.run();
    await soon.timing.pass(10_000);
    expect(await delivered).toEqual({ path: 'd/one/k/track.mp3', folder: 'd/one/k' });
    expect(soon.tried).toEqual([0, 1000]);
    const late = fetching([new Fault('rate_limited', 'wait', { retryAfterMs: 1001 }), 'file']);
    expect(await late.run()).toMatchObject({ code: 'rate_limited' });
    expect(late.tried).toEqual([0]);
  });

  it('is tried once where a second try is not worth it', async () => {
    const { tried, run } = fetching([away], true);
    expect(await run()).toBe(away);
    expect(tried).toEqual([0]);
  });

  it('is not tried again for a caller who left, before the pause or during it', async () => {
    const { timing, tried, run } = fetching([away]);
    expect(await run(AbortSignal.abort())).toBe(away);
    expect(tried).toEqual([0]);
    const left = new AbortController();
    const ended = run(left.signal);
    await timing.pass(50);
    left.abort();
    expect(await ended).toBe(away);
    expect(tried).toHaveLength(2);
  });

  it('is not believed before its file was looked at', async () => {
    const refused = new Fault('data_corrupt', 'not a file of its own');
    const { run } = fetching(['file'], false, { admit: () => Promise.reject(refused) });
    expect(await run()).toBe(refused);
  });
});
