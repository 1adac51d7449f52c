import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { MemoryRankingStore } from '../../../test/memory/memory-ranking-store.js';
import type { Source } from '../sources/source.js';
import { Breakers } from './breakers.js';
import { TendSource } from './tend-source.js';

function tending(deadlineMs = 60_000) {
  const clock = { at: 0, now: () => clock.at };
  const searches = new Breakers(clock, () => 0);
  const files = new Breakers(clock, () => 0);
  const store = new MemoryRankingStore();
  const tend = new TendSource(store, searches, files, { elapsed: () => clock.at }, () => AbortSignal.timeout(deadlineMs));
  return { tend, searches, files, store, clock };
}

const searchable = (answer: () => Promise<readonly []>): Source => ({ name: 'kuwo', configured: true, searcher: { searchTracks: answer } });
const staying = new AbortController().signal;

describe('when a source is tested on request', () => {
  it('closes its breakers for searches and files after an answer, even an empty one', async () => {
    const { tend, searches, files } = tending();
    for (let done = 0; done < 3; done++) {
      searches.faulted('kuwo');
      files.faulted('kuwo');
    }
    const tested = await tend.test(
      searchable(async () => []),
      staying,
    );
    expect(tested).toMatchObject({ reachable: true, breaker: { state: 'closed', faults: 0 } });
    expect(files.standing('kuwo').state).toBe('closed');
  });

  it('counts a fault if the source fails, and stays away for as long as the server asks', async () => {
    const { tend, searches, clock } = tending();
    const limited = new Fault('rate_limited', 'slow down', { retryAfterMs: 90_000 });
    const tested = await tend.test(
      searchable(() => Promise.reject(limited)),
      staying,
    );
    expect(tested).toMatchObject({ reachable: false, detail: 'slow down', breaker: { state: 'open', openUntil: clock.at + 90_000 } });
    expect(searches.ask('kuwo')).toBe(false);
  });

  it('does not wait for a source that hangs', async () => {
    const { tend } = tending(20);
    const tested = await tend.test(
      searchable(() => new Promise(() => undefined)),
      staying,
    );
    expect(tested).toMatchObject({ reachable: false, breaker: { faults: 1 } });
  });

  it('checks the health of a source that reports it', async () => {
    const { tend } = tending();
    const health = { checkHealth: async () => ({ reachable: false, detail: 'wrong password' }) };
    expect(await tend.test({ name: 'x', configured: true, health }, staying)).toMatchObject({ reachable: false, detail: 'wrong password' });
  });

  it('refuses to test a source that cannot be asked, and leaves its breaker unchanged', async () => {
    const { tend, searches } = tending();
    await expect(tend.test({ name: 'x', configured: true }, staying)).rejects.toMatchObject({ code: 'unsupported' });
    expect(searches.standing('x').faults).toBe(0);
  });

  it('ends when the caller leaves', async () => {
    const { tend, searches } = tending();
    const leaving = new AbortController();
    const tested = tend.test(
      searchable(() => new Promise(() => undefined)),
      leaving.signal,
    );
    leaving.abort(new Fault('unavailable', 'stopping'));
    await expect(tested).rejects.toMatchObject({ code: 'unavailable' });
    expect(searches.standing('kuwo').faults).toBe(0);
  });
});
