import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { runningThings } from '../test/running-things.js';
import { ChangeFeed, type Subscription } from './change-feed.js';

describe('when changes are told to those who watch', () => {
  let feed: ChangeFeed;
  let forever: AbortSignal;
  beforeEach(() => {
    feed = new ChangeFeed();
    forever = new AbortController().signal;
  });
  /** Whether there is news now. Takes it. */
  async function hasNews(place: Subscription): Promise<boolean> {
    const leaving = new AbortController();
    let told = false;
    const waiting = place.next(leaving.signal).then(() => {
      told = !leaving.signal.aborted;
    });
    await nextTurn();
    leaving.abort();
    await waiting;
    return told;
  }

  it('changes while a watcher is busy are one piece of news, told once', async () => {
    const place = feed.subscribe({ jobId: 1 });
    expect(await hasNews(place)).toBe(false);
    feed.touch(1);
    feed.touch(1);
    expect([await hasNews(place), await hasNews(place)]).toEqual([true, false]);
  });

  it('a waiting watcher is woken, once for each change', async () => {
    const place = feed.subscribe({ jobId: 1 });
    for (let change = 0; change < 2; change += 1) {
      const next = place.next(forever);
      feed.touch(1);
      await next;
    }
    expect(await hasNews(place)).toBe(false);
  });

  it('each hears only of what it follows, and after its end of nothing', async () => {
    const places = [
      feed.subscribe({ jobId: 1 }),
      feed.subscribe({ jobId: 2 }),
      feed.subscribe({ commandId: 1 }),
      feed.subscribe({ commandId: 2 }),
      feed.subscribe('jobs'),
    ];
    const told = async (): Promise<boolean[]> => Promise.all(places.map(hasNews));
    feed.touch(1);
    expect(await told()).toEqual([true, false, false, false, true]);
    feed.settled(2);
    expect(await told()).toEqual([false, false, false, true, false]);
    feed.touchAll();
    expect(await told()).toEqual([true, true, true, true, true]);
    places[0]?.close();
    feed.touchAll();
    expect(await told()).toEqual([false, true, true, true, true]);
  });

  it('nobody waits after the signal has aborted, and nothing stays behind', async () => {
    const place = feed.subscribe({ jobId: 1 });
    const leaving = new AbortController();
    const next = place.next(leaving.signal);
    leaving.abort();
    await next;
    await place.next(leaving.signal);
    expect(await hasNews(place)).toBe(false);
    const woken = place.next(forever);
    expect(getEventListeners(forever, 'abort')).toHaveLength(1);
    feed.touch(1);
    await woken;
    expect(getEventListeners(forever, 'abort')).toEqual([]);
  });

  it('ended items are kept for the watchers of their job, the last fifty, until they are taken', async () => {
    const items = await runningThings(52);
    const [own, other, all] = [feed.subscribe({ jobId: items[0]?.job.id ?? 0 }), feed.subscribe({ jobId: 4_711 }), feed.subscribe('jobs')];
    for (const item of items.slice(0, 50)) feed.ended(item);
    expect(own.takeEnded()).toEqual(items.slice(0, 50));
    for (const item of items) feed.ended(item);
    expect(own.takeEnded()).toEqual(items.slice(2));
    expect([own, other, all].map((place) => place.takeEnded())).toEqual([[], [], []]);
    expect(await hasNews(own)).toBe(false);
  });
});
