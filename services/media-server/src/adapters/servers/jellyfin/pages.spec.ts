import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { TooMuchAtOnce } from './client.js';
import { type PageLimits, pagesOf } from './pages.js';

const never = new AbortController().signal;
const limits: PageLimits = { largest: 16, smallest: 2, ahead: 3 };

/** A list of numbers behind a server that cannot give more than `most` of them at once; what was asked is kept. */
class Numbers {
  most = Number.POSITIVE_INFINITY;
  readonly asked: [start: number, count: number][] = [];
  readonly signals: AbortSignal[] = [];
  inFlight = 0;
  mostInFlight = 0;

  constructor(private readonly length: number) {}

  readonly read = async (start: number, count: number, signal: AbortSignal): Promise<readonly number[]> => {
    signal.throwIfAborted();
    this.asked.push([start, count]);
    this.signals.push(signal);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight -= 1;
    if (count > this.most) throw new TooMuchAtOnce('timeout', 'too much');
    return Array.from({ length: Math.max(0, Math.min(count, this.length - start)) }, (_, at) => start + at);
  };
}

const upTo = (length: number): number[] => Array.from({ length }, (_, at) => at);

async function all(numbers: Numbers, signal = never, most?: number): Promise<number[]> {
  const items: number[] = [];
  for await (const page of pagesOf(numbers.read, limits, signal, most)) items.push(...page);
  return items;
}

describe('when a list is read page by page', () => {
  it.each([0, 1, 15, 16, 17, 48, 100, 333])('gives all of %s items once and in order', async (length) => {
    expect(await all(new Numbers(length))).toEqual(upTo(length));
  });

  it('asks for one page of a short list, and for nothing beyond what is wanted', async () => {
    const short = new Numbers(15);
    await all(short);
    expect(short.asked).toEqual([[0, 16]]);
    const limited = new Numbers(1000);
    expect(await all(limited, never, 20)).toEqual(upTo(20));
    expect(limited.asked).toEqual([
      [0, 16],
      [16, 4],
    ]);
  });

  it('gives the first page before the next one is there, and reads a bounded number ahead', async () => {
    const numbers = new Numbers(10_000);
    const pages = pagesOf(numbers.read, limits, never);
    expect((await pages.next()).value).toEqual(upTo(16));
    await until(() => numbers.inFlight === 0);
    expect(numbers.asked).toHaveLength(1 + limits.ahead);
    await pages.return(undefined);
    expect(numbers.mostInFlight).toBe(limits.ahead);
  });

  it('stops asking once its reader has left or has given up', async () => {
    const numbers = new Numbers(10_000);
    for await (const _page of pagesOf(numbers.read, limits, never)) break;
    await until(() => numbers.inFlight === 0);
    const { length } = numbers.asked;
    await new Promise((resolve) => setImmediate(resolve));
    expect(numbers.asked).toHaveLength(length);
    expect(numbers.signals.every(({ aborted }) => aborted)).toBe(true);
    const leaving = new AbortController();
    const reading = (async () => {
      for await (const _page of pagesOf(new Numbers(10_000).read, limits, leaving.signal)) leaving.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('when the server cannot give so much at once', () => {
  it('asks for less, one request at a time, and still gives everything in order', async () => {
    const numbers = new Numbers(100);
    numbers.most = 5;
    expect(await all(numbers)).toEqual(upTo(100));
    expect(numbers.asked.slice(0, 3)).toEqual([
      [0, 16],
      [0, 8],
      [0, 4],
    ]);
    expect(numbers.mostInFlight).toBe(1);
  });

  it('asks for more again after a while, and less and less often if that fails', async () => {
    const numbers = new Numbers(2000);
    numbers.most = 5;
    await all(numbers);
    const failures = numbers.asked.flatMap(([, count], at) => (count > 5 ? [at] : []));
    expect(failures.length).toBeGreaterThan(3);
    const gaps = failures.slice(2).map((at, index) => at - (failures[index + 1] ?? 0));
    expect(gaps.slice(1)).toEqual(gaps.slice(1).toSorted((a, b) => a - b));
    expect(gaps.at(-1)).toBeGreaterThan(2 * (gaps[1] ?? 0));
    const healed = new Numbers(2000);
    healed.most = 5;
    for await (const page of pagesOf(healed.read, limits, never)) if (page.includes(100)) healed.most = 100;
    expect(healed.asked.filter(([, count]) => count === 16).length).toBeGreaterThan(50);
  });

  it('fails with what the server said once the smallest page fails, and at once for anything else', async () => {
    const numbers = new Numbers(100);
    numbers.most = 1;
    await expect(all(numbers)).rejects.toMatchObject({ code: 'timeout' });
    expect(numbers.asked.map(([, count]) => count)).toEqual([16, 8, 4, 2]);
    const refusing = pagesOf(async () => Promise.reject(new Fault('unauthenticated', 'no')), limits, never);
    await expect(refusing.next()).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('when the server ignores what it is asked for', () => {
  it('refuses more items than were asked for', async () => {
    await expect(pagesOf(async () => upTo(17), limits, never).next()).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
