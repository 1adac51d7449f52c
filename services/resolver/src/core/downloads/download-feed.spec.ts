import { describe, expect, it } from '@jest/globals';
import { DownloadFeed } from './download-records.js';

describe('when someone watches downloads', () => {
  it('gets each changed download once, however often it changed and however slowly they read, and nothing after leaving', async () => {
    const feed = new DownloadFeed();
    const left = new AbortController();
    const changes = feed.watch(left.signal)[Symbol.asyncIterator]();
    for (let turn = 0; turn < 10_000; turn++) feed.ring(turn % 2 === 0 ? 'a' : 'b');
    expect((await changes.next()).value).toEqual(['a', 'b']);
    const next = changes.next();
    feed.ring('c');
    expect((await next).value).toEqual(['c']);
    const last = changes.next();
    left.abort();
    expect((await last).done).toBe(true);
  });

  it('they all get it, except who left before or without waiting for it', async () => {
    const feed = new DownloadFeed();
    const [left, stays] = [new AbortController(), new AbortController().signal];
    const leaving = feed.watch(left.signal)[Symbol.asyncIterator]();
    const [gone, one, other] = [AbortSignal.abort(), stays, stays].map((signal) => feed.watch(signal)[Symbol.asyncIterator]());
    feed.ring('a');
    left.abort();
    expect([(await gone!.next()).done, (await leaving.next()).done]).toEqual([true, true]);
    expect([(await one!.next()).value, (await other!.next()).value]).toEqual([['a'], ['a']]);
  });
});
