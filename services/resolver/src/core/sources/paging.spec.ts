import { describe, expect, it } from '@jest/globals';
import { type ListPart, pageByOffset } from './paging.js';
import type { PageRequest } from './source.js';

/** A service with these entries that gives at most `cap` at a time. */
function serving(entries: readonly number[], { cap = 1000, total = entries.length as number | undefined, version = 'v' } = {}) {
  const asked: [offset: number, count: number][] = [];
  const read = async (offset: number, count: number): Promise<ListPart<number>> => {
    asked.push([offset, count]);
    return { items: entries.slice(offset, offset + Math.min(count, cap)), version, total };
  };
  return { asked, page: (request: PageRequest, most = 100) => pageByOffset(request, most, read) };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const whole = { limit: 500, after: undefined };

describe('when a service pages its list by position', () => {
  it('ends on a short part, without asking again', async () => {
    const { asked, page } = serving(numbers(250));
    expect(await page(whole)).toEqual({ items: numbers(250), next: undefined, length: 250, total: 250 });
    expect(asked).toEqual([
      [0, 100],
      [100, 100],
      [200, 100],
    ]);
  });

  it('goes on after a short part while the service claims more, and ends on an empty one', async () => {
    expect((await serving(numbers(250), { cap: 60 }).page(whole)).items).toEqual(numbers(250));
    const { asked, page } = serving(numbers(10), { total: 15 });
    expect(await page(whole)).toMatchObject({ items: numbers(10), length: 10, total: 15 });
    expect(asked).toHaveLength(2);
  });

  it('trusts no total that is too low or missing', async () => {
    for (const total of [0, 50, undefined]) {
      expect((await serving(numbers(250), { total }).page(whole)).items).toEqual(numbers(250));
    }
  });

  it('continues where the previous page ended, with no entry twice', async () => {
    const { page } = serving(numbers(25));
    const read: number[] = [];
    for (let after: string | undefined; ; ) {
      const { items, next } = await page({ limit: 10, after }, 4);
      read.push(...items);
      if (next === undefined) break;
      after = next;
    }
    expect(read).toEqual(numbers(25));
  });

  it('refuses a foreign position, and one of a list that has changed', async () => {
    const { page } = serving(numbers(25));
    const { next } = await page({ limit: 10, after: undefined });
    await expect(page({ limit: 10, after: 'foreign' })).rejects.toMatchObject({ code: 'invalid_argument' });
    const changed = serving(numbers(25), { version: 'w' });
    await expect(changed.page({ limit: 10, after: next })).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('refuses a list that changes between two parts, and one without an end', async () => {
    let version = 0;
    const changing = async (): Promise<ListPart<number>> => ({ items: numbers(10), version: String(version++), total: undefined });
    await expect(pageByOffset(whole, 10, changing)).rejects.toMatchObject({ code: 'failed_precondition' });
    const endless = async (at: number, count: number): Promise<ListPart<number>> => {
      return { items: numbers(count).map((number) => number + at), version: 'v', total: 0 };
    };
    await expect(pageByOffset({ limit: 1_000_000, after: undefined }, 1000, endless)).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('takes the last part, sent again, for the end, but not the first one', async () => {
    const last = async (): Promise<ListPart<number>> => ({ items: numbers(3), version: 'v', total: 300 });
    expect(await pageByOffset(whole, 100, last)).toEqual({ items: numbers(3), next: undefined, length: 3, total: 300 });
    const first = async (_at: number, count: number): Promise<ListPart<number>> => ({ items: numbers(count), version: 'v', total: 300 });
    await expect(pageByOffset(whole, 100, first)).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
